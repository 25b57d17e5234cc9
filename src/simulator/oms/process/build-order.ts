import { controlsOf, storeOf } from '../file/oms-file.js';
import { nextOrderNumber, putOrder, writeHistory } from '../file/orders.js';
import { addRecord, recordsOfRequest } from '../file/records.js';
import type { PolledOrder } from '../messages/answers.js';
import { hold } from '../orders/order.js';
import type { OmsOrder, Party } from '../orders/order.js';
import { lineText } from '../records/history-text.js';
import { isFulfilling } from '../records/letter.js';
import { newRecord } from '../records/record.js';
import type { BrokerRecord } from '../records/record.js';
import type { Controls } from '../settings/controls.js';
import { chanceOf } from '../../chance.js';
import type { Unit } from './carry-out.js';
import { queueUpdate } from './queue-update.js';

/**
 * Builds the fulfilling order of what a location polled, with a record for each line.
 *
 * 1. Lines that have a record already were offered again: they are the same work, and nothing is built.
 * 2. The order is kept, held, in error, or rejected because there is no stock. A seed decides which (SIM_...).
 * 3. The broker is told: accepted, polled, nothing (in error without L04), or rejected.
 */

type Fate = 'open' | 'held' | 'error' | 'backordered';

const LETTERS = { open: 'I', held: 'P', error: 'N' } as const;
/** Columns of an order message that a screen shows. */
const MESSAGE_WIDTH = 60;

/** Builds an order, in the transaction of the poll's answer. */
export function buildOrder(unit: Unit, company: number, polled: PolledOrder): void {
  const { file } = unit.oms;
  const known = recordsOfRequest(file, company, polled.requestId).filter(({ kind }) => isFulfilling(kind));
  const lines = polled.lines.filter(
    ({ brokerLine }) =>
      !known.some((record) => record.brokerLine === brokerLine && record.letter !== 'J' && record.letter !== 'Z'),
  );
  if (lines.length === 0) return;
  const controls = controlsOf(file, company);
  const fate = fateOf(polled, controls);
  const order = orderFor(unit, company, { ...polled, lines }, controls);
  if (fate === 'held') hold(order, 'CR');
  if (fate === 'backordered') {
    order.status = 'canceled';
    for (const line of order.lines) line.status = 'sold out';
  }
  putOrder(file, order);
  const records = addRecords(unit, order, { ...polled, lines }, fate);
  const text = fate === 'backordered' ? 'Rejected for Fulfillment' : fate === 'error' ? '' : 'Ready for Fulfillment';
  if (text !== '')
    writeHistory(
      file,
      order,
      unit.at,
      records.map(({ line }) => lineText(line, text)),
    );
  const status = ({ open: 'accepted', held: 'polled', error: 'polled', backordered: 'rejected' } as const)[fate];
  if (fate !== 'error' || controls.isOn('L04')) queueUpdate(unit.oms, order, records, { status, purpose: 'tell' });
}

function fateOf({ requestId }: PolledOrder, controls: Controls): Fate {
  const happens = (code: string): boolean =>
    chanceOf(controls.number('SIM_SEED'), `${code} ${requestId}`) * 100 < controls.number(code);
  if (happens('SIM_BACKORDER_PERCENT') && !controls.isOn('K89')) return 'backordered';
  if (happens('SIM_ERROR_PERCENT')) return 'error';
  return happens('SIM_HOLD_PERCENT') ? 'held' : 'open';
}

/** The order as it is built from the message. */
function orderFor(unit: Unit, company: number, polled: PolledOrder, controls: Controls): OmsOrder {
  const { file } = unit.oms;
  const isOwn = polled.requestSystem === controls.text('K50');
  const isDelivery = polled.type === 'DELIVERY';
  const [system = '', store = ''] = polled.pickupAt.split('/');
  const reference = storeOf(file, company, system, store);
  const customer: Party = {
    company: '',
    first: polled.first,
    last: polled.last,
    address1: '',
    city: reference?.city ?? '',
    province: reference?.province ?? '',
    postal: reference?.postal ?? '',
    country: reference?.country ?? '',
    phone: '',
    email: '',
  };
  return {
    company,
    number: nextOrderNumber(file, company),
    kind: isDelivery ? 'delivery' : 'ship-for-pickup',
    role: 'fulfilling',
    type: controls.text(isDelivery ? (isOwn ? 'M33' : 'K91') : isOwn ? 'M35' : 'K92'),
    ecommerceNo: `${isOwn ? 'ORIG#: ' : ''}${polled.orderId}`,
    isPaid: true,
    isGift: false,
    shipComplete: false,
    isGrouped: false,
    soldTo: customer,
    shipTo: customer,
    pickupAt: polled.pickupAt,
    freight: cents(polled.freight),
    poNumber: polled.poNumber,
    messages: [
      `Originating Store: ${polled.requestLocation}`,
      `OROB Request ID: ${polled.requestId}`,
      polled.specialInstructions.toUpperCase(),
      polled.message,
    ]
      .filter((message) => message !== '')
      .map((message) => message.slice(0, MESSAGE_WIDTH)),
    lines: polled.lines.map((line, index) => ({
      seq: index + 1,
      item: line.item.trimEnd(),
      quantity: line.quantity,
      price: cents(line.price),
      tax: 0,
      isEligible: false,
      isBackordered: false,
      isDropShip: false,
      isHandled: false,
      status: 'open',
      atBroker: false,
      printed: 0,
    })),
    status: 'open',
    holds: [],
  };
}

const cents = (amount: string): number => Math.round(Number(amount) * 100) || 0;

/** The records of an order's lines; of a rejected one only for the message, as it has none. */
function addRecords(unit: Unit, order: OmsOrder, polled: PolledOrder, fate: Fate): BrokerRecord[] {
  return polled.lines.map((line, index) =>
    addRecord(
      unit.oms.file,
      newRecord({
        company: order.company,
        orderNumber: order.number,
        line: index + 1,
        kind: order.kind === 'delivery' ? 'delivery' : 'retail pickup',
        letter: fate === 'backordered' ? 'J' : LETTERS[fate],
        requestId: polled.requestId,
        brokerLine: line.brokerLine,
        item: line.item,
        quantity: line.quantity,
        originating: `${polled.requestSystem}/${polled.requestLocation}`,
        fulfilling: line.at,
        pickup: polled.pickupAt,
      }),
    ),
  );
}
