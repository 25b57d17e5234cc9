import { ClientError } from '../../../client/client-error.js';
import type { LocationRef } from '../../../client/locate/messages.js';
import type { OmsOrderType } from '../../../domain/order/oms-letter.js';
import { companies, controlsOf, storeOf } from '../file/oms-file.js';
import { nextOrderNumber, orderOf, putOrder } from '../file/orders.js';
import { openOutgoingOf } from '../file/outgoing.js';
import { addRecord } from '../file/records.js';
import type { Oms } from '../oms.js';
import { locationText } from '../orders/order.js';
import type { OmsLine, OmsOrder, OrderKind, Party } from '../orders/order.js';
import { requireOrder } from './require-order.js';
import { deliver } from '../process/deliver.js';
import { requestOrder } from '../process/make-requests.js';
import { whyNotBrokered } from '../records/eligibility.js';
import { newRecord } from '../records/record.js';
import type { BrokerRecord } from '../records/record.js';
import type { Controls } from '../settings/controls.js';

/** Order entry: an order is accepted, its eligible lines become ready for the broker, and a store pickup is submitted at once. */

/** A line as it is entered. */
export type NewLine = Pick<OmsLine, 'item' | 'quantity' | 'price'> &
  Partial<Pick<OmsLine, 'tax' | 'isEligible' | 'isBackordered' | 'isDropShip' | 'isHandled' | 'dueInDays'>>;

/** An order as it is entered. */
export interface NewOrder {
  readonly company: number;
  readonly kind: OrderKind;
  /** Default: the next one. */
  readonly number?: number | undefined;
  readonly lines: readonly NewLine[];
  readonly customer: Party;
  /** Where the customer collects it. */
  readonly pickupAt?: LocationRef | undefined;
  readonly holds?: readonly string[];
  readonly isPaid?: boolean;
  readonly isGift?: boolean;
  readonly shipComplete?: boolean;
  readonly freight?: number;
  readonly poNumber?: string;
}

/**
 * Enters an order.
 * @throws {ClientError} when the company or the store does not exist, or the number is taken
 */
export async function enterOrder(oms: Oms, entered: NewOrder): Promise<OmsOrder> {
  const number = oms.file.transaction(() => {
    const order = accept(oms, entered);
    putOrder(oms.file, order);
    const controls = controlsOf(oms.file, order.company);
    if (order.kind === 'store pickup') submitPickup(oms, order, controls);
    else makeReady(oms, order, controls);
    return order.number;
  });
  if (entered.kind === 'store pickup')
    for (const message of openOutgoingOf(oms.file, entered.company, number)) await deliver(oms, message);
  return requireOrder(oms, { company: entered.company, number });
}

function accept(oms: Oms, entered: NewOrder): OmsOrder {
  const { file } = oms;
  const { company, kind, pickupAt } = entered;
  if (!companies(file).some(({ number }) => number === company))
    throw new ClientError(`there is no company ${String(company)}`, '`order-broker oms init` makes companies');
  const number = entered.number ?? nextOrderNumber(file, company);
  if (orderOf(file, company, number) !== undefined)
    throw new ClientError(`order ${String(number)} of company ${String(company)} exists already`);
  if (kind !== 'delivery' && pickupAt === undefined)
    throw new ClientError(
      `a ${kind} order names the store where the customer collects it`,
      'add --pickup-at, e.g. STC/317',
    );
  const store = pickupAt && storeOf(file, company, pickupAt.system, pickupAt.location);
  const controls = controlsOf(file, company);
  // Shipped to the store: its address comes from the cross reference.
  const shipTo =
    kind === 'ship-for-pickup' && store !== undefined
      ? {
          ...entered.customer,
          city: store.city,
          province: store.province,
          postal: store.postal,
          country: store.country,
        }
      : entered.customer;
  return {
    company,
    number,
    kind,
    role: 'originating',
    type: kind === 'store pickup' ? controls.text('L33') : 'I',
    ecommerceNo: '',
    isPaid: entered.isPaid ?? true,
    isGift: entered.isGift ?? false,
    shipComplete: entered.shipComplete ?? false,
    isGrouped: false,
    soldTo: entered.customer,
    shipTo,
    pickupAt: kind === 'delivery' || pickupAt === undefined ? '' : locationText(pickupAt.system, pickupAt.location),
    freight: entered.freight ?? 0,
    poNumber: entered.poNumber ?? '',
    messages: [],
    lines: entered.lines.map((line, index) => ({
      tax: 0,
      isEligible: true,
      isBackordered: true,
      isDropShip: false,
      isHandled: false,
      ...line,
      seq: index + 1,
      status: 'open',
      atBroker: false,
      printed: 0,
    })),
    status: (entered.holds ?? []).length > 0 ? 'held' : 'open',
    holds: [...(entered.holds ?? [])],
  };
}

/** The record of an order's line. */
export const recordOfLine = (
  order: OmsOrder,
  line: OmsLine,
  known: Pick<BrokerRecord, 'kind' | 'letter' | 'originating'> & Partial<BrokerRecord>,
): Omit<BrokerRecord, 'id'> =>
  newRecord({
    company: order.company,
    orderNumber: order.number,
    line: line.seq,
    item: line.item,
    quantity: line.quantity,
    pickup: order.pickupAt,
    ...known,
  });

function submitPickup(oms: Oms, order: OmsOrder, controls: Controls): void {
  const originating = locationText(controls.text('K50'), controls.text('K51'));
  const records = order.lines.map((line) =>
    addRecord(oms.file, recordOfLine(order, line, { kind: 'store pickup', letter: 'R', originating })),
  );
  requestOrder(oms, order, records, 'submit store pickup');
}

/**
 * Makes the eligible lines of an order ready for the broker. Call it in a transaction.
 * @param except sequences of lines that are left out
 * @returns the number of lines that became ready
 */
export function makeReady(oms: Oms, order: OmsOrder, controls: Controls, except: readonly number[] = []): number {
  const isShipForPickup = order.kind === 'ship-for-pickup';
  const kind: OmsOrderType = isShipForPickup ? 'brokered backorder, ship-for-pickup' : 'brokered backorder, delivery';
  const placedAt = isShipForPickup || controls.isOn('M31') ? controls.text('M32') : controls.text('K51');
  let ready = 0;
  for (const line of order.lines) {
    if (line.status !== 'open' || line.atBroker || except.includes(line.seq)) continue;
    const reason = whyNotBrokered(
      {
        ...order,
        isShipForPickup,
        isHeld: order.status === 'held',
        isFulfilling: order.role === 'fulfilling',
      },
      line,
      controls,
    );
    if (reason !== undefined) continue;
    line.atBroker = true;
    line.printed = line.quantity;
    addRecord(
      oms.file,
      recordOfLine(order, line, { kind, letter: 'R', originating: locationText(controls.text('K50'), placedAt) }),
    );
    ready += 1;
  }
  putOrder(oms.file, order);
  return ready;
}
