import { statusListMessage, statusRequestMessage } from '../../../client/locate/inquiry-messages.js';
import { controlsOf, warehousesOf } from '../file/oms-file.js';
import { openOrders, orderOf, putOrder, writeHistory } from '../file/orders.js';
import { openOutgoingOf } from '../file/outgoing.js';
import { addRecord, recordOf, recordsOfOrder } from '../file/records.js';
import { toldOrders } from '../messages/answers.js';
import type { ToldOrder } from '../messages/answers.js';
import { ask } from '../messages/exchange.js';
import { defaultLocation, senderOf, sourceOf } from '../messages/header.js';
import type { Oms } from '../oms.js';
import { hold, locationText } from '../orders/order.js';
import type { OmsOrder } from '../orders/order.js';
import { holdAsCanceled } from '../process/apply-told.js';
import { carryOut, Unit } from '../process/carry-out.js';
import { deliver } from '../process/deliver.js';
import { requestOrder } from '../process/make-requests.js';
import { queueUpdate } from '../process/queue-update.js';
import { systemHold } from '../records/history-text.js';
import { ownMove } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';
import type { Controls } from '../settings/controls.js';
import { recordOfLine } from './enter-order.js';

/**
 * Pick slip generation, and the selection of vendors for drop ship items.
 *
 * Fulfilling orders: the broker is asked first (M05), because a line may have been canceled where it was placed. Ship-for-pickup
 * orders of the OMS's own: the broker is told of them now, and a slip is printed only when it has acknowledged them.
 */

/** What is printed. */
export interface PickOptions {
  /** Default: all orders of the company. */
  readonly orderNumber?: number | undefined;
  /** Drop ship items, and nothing else. */
  readonly isDropShip?: boolean | undefined;
}

/** Generates pick slips. @returns the number of lines that were printed */
export async function generatePickSlips(oms: Oms, company: number, options: PickOptions = {}): Promise<number> {
  const orders = openOrders(oms.file, company).filter(
    ({ status, number }) => status === 'open' && number === (options.orderNumber ?? number),
  );
  const controls = controlsOf(oms.file, company);
  let printed = 0;
  if (options.isDropShip !== true) printed += await printFulfilling(oms, company, orders, controls);
  for (const { number } of orders.filter(({ role, kind }) => role === 'originating' && kind === 'ship-for-pickup'))
    printed += await printShipForPickup(oms, company, number, controls, options.isDropShip === true);
  return printed;
}

async function printFulfilling(
  oms: Oms,
  company: number,
  orders: readonly OmsOrder[],
  controls: Controls,
): Promise<number> {
  const records = orders
    .filter(({ role }) => role === 'fulfilling')
    .flatMap(({ number }) => recordsOfOrder(oms.file, company, number))
    .filter((record) => ownMove(record, 'print') !== undefined);
  const told = await askBeforePrinting(oms, company, records, controls);
  return oms.file.transaction(() => {
    const unit = new Unit(oms);
    let printed = 0;
    const numbers = new Set(records.map(({ orderNumber }) => orderNumber));
    for (const number of numbers) printed += printOrder(unit, company, number, told, controls);
    return printed;
  });
}

/** Prints what an order has to ship, unless the broker says that it may not. */
function printOrder(
  unit: Unit,
  company: number,
  number: number,
  told: readonly ToldOrder[],
  controls: Controls,
): number {
  const order = orderOf(unit.oms.file, company, number);
  if (order?.status !== 'open') return 0;
  const records = recordsOfOrder(unit.oms.file, company, number).filter(
    (record) => ownMove(record, 'print') !== undefined,
  );
  const canceled = records.find((record) => isCanceled(record, told, controls));
  if (canceled !== undefined) {
    holdAsCanceled(unit, canceled);
    return 0;
  }
  if (records.some(({ requestId }) => told.some((one) => one.requestId === requestId && one.isUnderReview))) {
    hold(order, 'AU');
    writeHistory(unit.oms.file, order, unit.at, [systemHold('BROKER ORDER UNDER REVIEW')]);
    putOrder(unit.oms.file, order);
    return 0;
  }
  for (const record of records) {
    const move = ownMove(record, 'print');
    if (move !== undefined) carryOut(unit, record, move);
  }
  const printed = orderOf(unit.oms.file, company, number) ?? order;
  for (const line of printed.lines)
    if (records.some((record) => record.line === line.seq)) line.printed = line.quantity;
  putOrder(unit.oms.file, printed);
  queueUpdate(unit.oms, printed, records, { status: 'picked', purpose: 'tell' });
  return records.length;
}

function isCanceled(record: BrokerRecord, told: readonly ToldOrder[], controls: Controls): boolean {
  const order = told.find(({ requestId }) => requestId === record.requestId);
  if (order === undefined) return false;
  // Asked for canceled ones only: what comes back is canceled.
  if (controls.text('M05') === 'CANCELED') return true;
  return order.lines.some(({ brokerLine, status }) => brokerLine === record.brokerLine && status === 'canceled');
}

/** What the broker says of the requests that are about to be printed; nothing when it does not answer. */
async function askBeforePrinting(
  oms: Oms,
  company: number,
  records: readonly BrokerRecord[],
  controls: Controls,
): Promise<ToldOrder[]> {
  const ids = [...new Set(records.map(({ requestId }) => requestId))];
  const isList = controls.text('M05') !== 'NO';
  const most = isList ? Math.max(1, controls.number('OROB_MAXIMUM_STATUS_LIST_REQUEST_ORDERS')) : 1;
  const told: ToldOrder[] = [];
  for (let at = 0; at < ids.length; at += most) {
    const part = ids.slice(at, at + most);
    const operation = isList ? 'StatusListRequest' : 'StatusRequest';
    const as = isList ? { system: controls.text('K50'), location: '' } : defaultLocation(controls);
    const number = records.find(({ requestId }) => requestId === part[0])?.orderNumber ?? 0;
    const source = isList ? '' : sourceOf({ company, number });
    const sender = senderOf(controls, { as, source, operation, now: oms.now() });
    const statuses = controls.text('M05') === 'CANCELED' ? ['canceled'] : [];
    const message = isList ? statusListMessage(part, sender, statuses) : statusRequestMessage(part[0] ?? '', sender);
    const payload = await ask(oms.server, operation, message);
    if (payload !== undefined) told.push(...toldOrders(payload));
  }
  return told;
}

/** Submits what an order ships to a store; the answer prints it. */
async function printShipForPickup(
  oms: Oms,
  company: number,
  number: number,
  controls: Controls,
  isDropShip: boolean,
): Promise<number> {
  if (controls.isOn('K08') && controls.text('M34') === 'ALWAYS') return 0;
  oms.file.transaction(() => {
    const order = orderOf(oms.file, company, number);
    if (order?.status !== 'open') return;
    const known = recordsOfOrder(oms.file, company, number);
    const lines = order.lines.filter(
      (line) =>
        line.status === 'open' &&
        line.isEligible &&
        line.isDropShip === isDropShip &&
        !known.some((record) => record.line === line.seq && record.letter !== 'Z' && record.letter !== 'E'),
    );
    const at = locationText(controls.text('K50'), sourceLocation(oms, company, controls, isDropShip));
    const records = lines.map((line) =>
      addRecord(
        oms.file,
        recordOfLine(order, line, { kind: 'ship-for-pickup', letter: 'I', originating: at, fulfilling: at }),
      ),
    );
    if (records.length > 0) requestOrder(oms, order, records, 'submit pick slip');
  });
  let printed = 0;
  for (const message of openOutgoingOf(oms.file, company, number)) {
    if (message.purpose !== 'submit pick slip') continue;
    await deliver(oms, message);
    printed += message.records.filter((id) => recordOf(oms.file, id)?.letter === 'F').length;
  }
  return printed;
}

/** By warehouse (L06) its location, otherwise the default one; what a vendor ships is always placed there. */
function sourceLocation(oms: Oms, company: number, controls: Controls, isDropShip: boolean): string {
  const location = warehousesOf(oms.file, company).find((warehouse) => warehouse.location !== '')?.location;
  return controls.isOn('L06') && !isDropShip && location !== undefined ? location : controls.text('K51');
}
