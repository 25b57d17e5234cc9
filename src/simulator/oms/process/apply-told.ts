import { controlsOf } from '../file/oms-file.js';
import { putOrder, writeHistory } from '../file/orders.js';
import { addRecord, putRecord, recordOf, recordsOfRequest, writeBrokerHistory } from '../file/records.js';
import type { ToldLine, ToldOrder } from '../messages/answers.js';
import { hold, locationText, release } from '../orders/order.js';
import { CANCELED_BEFORE_PICK, systemHold } from '../records/history-text.js';
import { isFulfilling, isShippedToStore } from '../records/letter.js';
import type { BrokerRecord } from '../records/record.js';
import { moveByStatus } from '../records/told.js';
import type { ToldSettings } from '../records/told.js';
import type { Controls } from '../settings/controls.js';
import { carryOut, orderOfRecord } from './carry-out.js';
import type { Unit } from './carry-out.js';

/**
 * Works off what the broker tells of an order.
 *
 * A line is found by the broker's number; before that is known, by the number that was submitted. A part of a split line gets a
 * record of its own, with the sequence of its order line.
 */

/** Hold reason of an order that is under review elsewhere. */
const UNDER_REVIEW = 'AU';

export const toldSettings = (controls: Controls): ToldSettings => ({
  unfulfillableAt: locationText(controls.text('K50'), controls.text('K56')),
  billsIntransit: controls.isOn('M73'),
  cancelsRejectedPickups: controls.text('G11') !== '',
  rejectedPickup: controls.text('SIM_REJECTED_PICKUP') === 'J' ? 'J' : 'U',
});

/** Works off one order of an answer, in the transaction of the answer. */
export function applyTold(unit: Unit, company: number, told: ToldOrder): void {
  const { file } = unit.oms;
  const settings = toldSettings(controlsOf(file, company));
  const records = recordsOfRequest(file, company, told.requestId);
  for (const line of told.lines) {
    const found = records.filter((record) => record.brokerLine === line.brokerLine);
    const matching = found.length > 0 ? found : unnumbered(unit, records, line);
    for (const { id } of matching) {
      // Another line of the answer may have changed it: a rejected store pickup takes the others along.
      const record = recordOf(file, id);
      if (record !== undefined) tell(unit, record, line, settings);
    }
  }
  for (const record of recordsOfRequest(file, company, told.requestId)) {
    record.askedAt = unit.at;
    putRecord(file, record);
  }
  applyReview(unit, records, told.isUnderReview);
}

/** Records for a line whose broker number is new: one that waited for its number, or a part of its own. */
function unnumbered(unit: Unit, records: BrokerRecord[], line: ToldLine): BrokerRecord[] {
  const originating = records.filter((record) => !isFulfilling(record.kind));
  const waiting = originating.find((record) => record.brokerLine === '' && isOfLine(record, line));
  if (waiting !== undefined) {
    waiting.brokerLine = line.brokerLine;
    waiting.quantity = line.quantity;
    putRecord(unit.oms.file, waiting);
    return [waiting];
  }
  const whole = originating.find((record) => isOfLine(record, line));
  if (whole === undefined) return [];
  const part = addRecord(unit.oms.file, {
    ...whole,
    letter: 'W',
    before: '',
    brokerLine: line.brokerLine,
    quantity: line.quantity,
    fulfilling: '',
    told: '',
    via: '',
    tracking: '',
    invoice: 0,
  });
  records.push(part);
  return [part];
}

/** With a pick slip for each line, the submitted number is sequence and warehouse. */
export const isOfLine = ({ line, kind }: BrokerRecord, { submittedLine }: ToldLine): boolean =>
  submittedLine === String(line) ||
  (kind === 'ship-for-pickup' && submittedLine.length > 3 && submittedLine.slice(0, -3) === String(line));

function tell(unit: Unit, record: BrokerRecord, line: ToldLine, settings: ToldSettings): void {
  if (line.status === undefined) return;
  const told = { ...line, status: line.status };
  const move = moveByStatus(record, told, settings);
  record.told = line.status;
  record.quantity = line.quantity;
  if (!isFulfilling(record.kind)) {
    record.fulfilling = line.at === '' ? record.fulfilling : line.at;
    record.via = line.agent || record.via;
    record.tracking = line.tracking || record.tracking;
  }
  // The goods are at the store where the customer collects them.
  if (record.kind === 'ship-for-pickup' && ['received', 'partial_fulfilled', 'fulfilled'].includes(line.status))
    record.fulfilling = record.pickup;
  if (move === undefined) putRecord(unit.oms.file, record);
  else carryOut(unit, record, move);
  if (record.refused !== '') lookIntoRefusal(unit, record, line);
}

/** The broker refused something about the record: what it tells now says why. */
function lookIntoRefusal(unit: Unit, record: BrokerRecord, line: ToldLine): void {
  record.refused = '';
  const isMine = isFulfilling(record.kind) || isShippedToStore(record.kind);
  if (isMine && line.status === 'canceled') record.letter = 'E';
  else if (isFulfilling(record.kind) && line.at !== record.fulfilling) record.letter = 'J';
  putRecord(unit.oms.file, record);
  writeBrokerHistory(unit.oms.file, record.id, { at: unit.at, code: 'D', text: line.status ?? '' });
}

/** Puts the fulfilling orders of a request under review, or releases them. */
function applyReview(unit: Unit, records: readonly BrokerRecord[], isUnderReview: boolean): void {
  const numbers = new Set<number>();
  for (const record of records) {
    if (!isFulfilling(record.kind) || numbers.has(record.orderNumber)) continue;
    numbers.add(record.orderNumber);
    const order = orderOfRecord(unit.oms, record);
    const isHeld = order.holds.includes(UNDER_REVIEW);
    if (isHeld === isUnderReview || (order.status !== 'open' && order.status !== 'held')) continue;
    if (isUnderReview) {
      hold(order, UNDER_REVIEW);
      writeHistory(unit.oms.file, order, unit.at, [systemHold('BROKER ORDER UNDER REVIEW')]);
    } else release(order, UNDER_REVIEW);
    putOrder(unit.oms.file, order);
  }
}

/** Holds a fulfilling order whose lines were canceled elsewhere. Without a reason for that (L02) it stays as it is. */
export function holdAsCanceled(unit: Unit, record: BrokerRecord, text = CANCELED_BEFORE_PICK): void {
  const order = orderOfRecord(unit.oms, record);
  const reason = controlsOf(unit.oms.file, record.company).text('L02');
  if (reason !== '') hold(order, reason);
  if (unit.isNewHeading(order.number, text)) writeHistory(unit.oms.file, order, unit.at, [text]);
  putOrder(unit.oms.file, order);
}
