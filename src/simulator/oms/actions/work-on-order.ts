import { ClientError } from '../../../client/client-error.js';
import { statusRequestMessage } from '../../../client/locate/inquiry-messages.js';
import { controlsOf } from '../file/oms-file.js';
import { putOrder, writeHistory } from '../file/orders.js';
import { putRecord, recordsOfOrder } from '../file/records.js';
import { toldOrders } from '../messages/answers.js';
import { ask } from '../messages/exchange.js';
import { defaultLocation, senderOf, sourceOf } from '../messages/header.js';
import type { Oms } from '../oms.js';
import type { OmsOrder } from '../orders/order.js';
import { holdAsCanceled } from '../process/apply-told.js';
import { requireOrder } from './require-order.js';
import type { Target } from './require-order.js';
import { carryOut, Unit } from '../process/carry-out.js';
import { queueUpdate } from '../process/queue-update.js';
import { CANCELED_BEFORE_CORRECTION, MAINTAINED } from '../records/history-text.js';
import { isBackorder, isFulfilling } from '../records/letter.js';
import { ownMove } from '../records/own-moves.js';
import type { OwnEvent, OwnMove } from '../records/own-moves.js';
import type { BrokerRecord } from '../records/record.js';

/** What people do to one order: ship, cancel, sell out, correct, void. Each is one transaction. */

interface Possible {
  readonly record: BrokerRecord;
  readonly move: OwnMove;
}

/** The records of the target for which an event is possible. */
function possible(oms: Oms, target: Target, event: OwnEvent): Possible[] {
  return recordsOfOrder(oms.file, target.company, target.number)
    .filter(({ line }) => line === (target.line ?? line))
    .flatMap((record) => {
      const move = ownMove(record, event);
      return move === undefined ? [] : [{ record, move }];
    });
}

/** @throws {ClientError} when nothing was possible, with the letters that the records have */
function requireSome(oms: Oms, target: Target, found: readonly Possible[], word: string): void {
  if (found.length > 0) return;
  const letters = recordsOfOrder(oms.file, target.company, target.number).map(
    ({ line, letter }) => `line ${String(line)}: ${letter}`,
  );
  throw new ClientError(
    `nothing of order ${String(target.number)} can be ${word}: ${letters.join(', ') || 'it has no records'}`,
    `\`order-broker oms show ${String(target.number)}\` shows its lines and history`,
  );
}

/** Carries an event out, and writes the updates that it tells the broker. */
function act(
  unit: Unit,
  order: OmsOrder,
  found: readonly Possible[],
  purpose: 'cancel' | 'ship' | 'tell',
  change: Partial<Pick<BrokerRecord, 'via' | 'tracking' | 'reason'>> = {},
): void {
  for (const { record, move } of found) {
    record.before = record.letter;
    Object.assign(record, change);
    carryOut(unit, record, move);
  }
  for (const status of new Set(found.flatMap(({ move }) => move.tells ?? []))) {
    const told = found.filter(({ move }) => move.tells === status).map(({ record }) => record);
    queueUpdate(unit.oms, order, told, { status, purpose });
  }
}

/** Confirms the shipment of what is on pick slips. @throws {ClientError} when nothing is */
export function confirmShipment(
  oms: Oms,
  target: Target,
  shipped: { readonly via: string; readonly tracking: string },
): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const found = possible(oms, target, 'ship');
    requireSome(oms, target, found, 'shipped');
    // Without order types for polled orders (K91, K92), shipments to stores are not reported.
    const reports = controlsOf(oms.file, target.company).fulfills;
    const told = found.map(({ record, move: { tells, ...silent } }) => ({
      record,
      move: tells === undefined || (tells === 'intransit' && !reports) ? silent : { ...silent, tells },
    }));
    act(new Unit(oms), order, told, 'ship', shipped);
  });
}

/**
 * Cancels an order or a line. What the OMS was to fulfill is asked about first: canceled there, nothing is sent.
 * @throws {ClientError} when nothing can be canceled any more
 */
export async function cancelOrder(oms: Oms, target: Target, reason: string): Promise<void> {
  const canceledThere = await canceledAtBroker(oms, target);
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const found = possible(oms, target, 'cancel');
    requireSome(oms, target, found, 'canceled');
    const unit = new Unit(oms);
    writeHistory(oms.file, order, unit.at, [MAINTAINED]);
    const isGone = ({ record }: Possible): boolean => isFulfilling(record.kind) && canceledThere.has(record.requestId);
    act(
      unit,
      order,
      found.filter((one) => !isGone(one)),
      'cancel',
      { reason },
    );
    for (const { record } of found.filter(isGone)) {
      record.letter = 'Y';
      const move = ownMove(record, 'cancel answered');
      if (move !== undefined) carryOut(unit, record, move);
    }
    endLines(oms, target, 'canceled');
  });
}

/** The requests of fulfilling records that the broker says are canceled. */
async function canceledAtBroker(oms: Oms, target: Target): Promise<ReadonlySet<string>> {
  const controls = controlsOf(oms.file, target.company);
  const asked = recordsOfOrder(oms.file, target.company, target.number).filter(({ kind }) => isFulfilling(kind));
  const canceled = new Set<string>();
  for (const requestId of new Set(asked.map((record) => record.requestId))) {
    const sender = senderOf(controls, {
      as: defaultLocation(controls),
      source: sourceOf(target),
      operation: 'StatusRequest',
      now: oms.now(),
    });
    const payload = await ask(oms.server, 'StatusRequest', statusRequestMessage(requestId, sender));
    for (const { lines } of payload === undefined ? [] : toldOrders(payload))
      if (lines.length > 0 && lines.every(({ status }) => status === 'canceled')) canceled.add(requestId);
  }
  return canceled;
}

function endLines(oms: Oms, target: Target, status: 'canceled' | 'sold out'): void {
  const order = requireOrder(oms, target);
  for (const line of order.lines)
    if (line.seq === (target.line ?? line.seq) && line.status === 'open') line.status = status;
  if (order.lines.every((line) => line.status !== 'open') && order.status !== 'closed') order.status = 'canceled';
  putOrder(oms.file, order);
}

/** Sells lines of a fulfilling order out: the broker looks for another location. */
export function sellOut(oms: Oms, target: Target): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const found = possible(oms, target, 'sell out');
    requireSome(oms, target, found, 'sold out');
    act(new Unit(oms), order, found, 'tell', { reason: controlsOf(oms.file, target.company).text('C20') });
    endLines(oms, target, 'sold out');
  });
}

/** Rejects a fulfilling order in error: its records are deleted. */
export function rejectBatch(oms: Oms, target: Target): void {
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const found = possible(oms, target, 'reject');
    requireSome(oms, target, found, 'rejected');
    act(new Unit(oms), order, found, 'tell');
    endLines(oms, target, 'canceled');
  });
}

/** Voids pick slips. With a reason (L86) the lines are canceled too; without one nothing is sent. */
export function voidPickSlip(oms: Oms, target: Target): void {
  const reason = controlsOf(oms.file, target.company).text('L86');
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const slips = recordsOfOrder(oms.file, target.company, target.number).filter(
      ({ letter, kind }) => letter === 'F' && !isBackorder(kind),
    );
    const found = possible(oms, target, reason === '' ? 'void' : 'cancel').filter(
      ({ record }) => record.letter === 'F',
    );
    if (reason !== '' && found.length > 0) {
      act(new Unit(oms), order, found, 'cancel', { reason });
      endLines(oms, target, 'canceled');
      return;
    }
    if (slips.length === 0) requireSome(oms, target, [], 'voided');
    for (const line of order.lines) line.printed = 0;
    putOrder(oms.file, order);
  });
}

/**
 * Corrects a fulfilling order in error. The broker is asked first: canceled there, the order is held.
 * @throws {ClientError} when it is not in error
 */
export async function correctOrder(oms: Oms, target: Target): Promise<void> {
  const canceledThere = await canceledAtBroker(oms, target);
  oms.file.transaction(() => {
    const order = requireOrder(oms, target);
    const found = possible(oms, target, 'correct');
    requireSome(oms, target, found, 'corrected');
    const unit = new Unit(oms);
    const isGone = ({ record }: Possible): boolean => canceledThere.has(record.requestId);
    act(
      unit,
      order,
      found.filter((one) => !isGone(one)),
      'tell',
    );
    for (const { record } of found.filter(isGone)) {
      record.letter = 'I';
      putRecord(oms.file, record);
      holdAsCanceled(unit, record, CANCELED_BEFORE_CORRECTION);
    }
  });
}
