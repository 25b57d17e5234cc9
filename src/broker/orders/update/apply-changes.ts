import type { Network } from '../../../domain/network/network.js';
import type { Order, OrderLine } from '../../../domain/order/order.js';
import { rejectsAtSource } from '../../../domain/order/transition.js';
import type { Status } from '../../../domain/values/status.js';
import type { Session } from '../../../platform/db/session.js';
import { endAssignment, splitAssignment } from '../../../store/orders/history.js';
import type { AssignmentOutcome, StatusChange } from '../../../store/orders/history.js';
import { adjustReserved, lowerStock } from '../../../store/inventory/stock.js';
import { recordShipped } from '../../../store/inventory/shipped-stock.js';
import { recordChanges } from '../../events/record-changes.js';
import { releasedBy, reservedBy, shippedBy } from '../../reserved-stock.js';
import type { Unit } from '../../unit.js';
import { leavesUnassigned } from './line-change.js';
import type { LineChange } from './line-change.js';

/** Who requested status changes, for the history; all empty for the broker itself. */
export interface Actor {
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
}

const OUTCOMES: ReadonlyMap<Status, AssignmentOutcome> = new Map<Status, AssignmentOutcome>([
  ['fulfilled', 'fulfilled'],
  ['canceled', 'canceled'],
]);

/**
 * Applies allowed status changes, except for storing the lines (store-progress.ts):
 *
 * 1. reservations: those of the lines before are released, those of the lines after are added. A rejected line, and a
 *    canceled one that is reassigned, reserves nothing until it has a location again;
 * 2. the stock of a location that rejects is lowered if the organization wants that;
 * 3. units that leave a location are taken off its stock;
 * 4. assignments are shared with the parts that were split off, and end with the outcome;
 * 5. every change is recorded in the history. A part gets a first row of its own, and the line it was split from gets one
 *    with the remaining units, so that the current state follows from the rows alone.
 *
 * @param rejectedAs the outcome of the attempts of rejected lines: `voided` does not keep a line from its location
 * @returns all lines of the order after the changes, new ones last
 */
export async function applyChanges(
  unit: Unit,
  order: Order,
  changes: readonly LineChange[],
  actor: Actor,
  rejectedAs: Extract<AssignmentOutcome, 'rejected' | 'voided'> = 'rejected',
): Promise<OrderLine[]> {
  const { session, network, timestamp } = unit;
  const lines = new Map(order.lines.map((line) => [line.lineNo, line]));
  for (const { rest, after } of changes) {
    if (rest !== undefined) lines.set(rest.lineNo, rest);
    lines.set(after.lineNo, after);
  }
  const now = [...lines.values()];
  const unassigned = new Set(changes.filter(leavesUnassigned).map((change) => change.after));
  const changedBefore = order.lines.filter((line) => lines.get(line.lineNo) !== line);
  const changedAfter = now.filter((line) => !order.lines.includes(line) && !unassigned.has(line));
  await adjustReserved(session, [...releasedBy(network, changedBefore), ...reservedBy(network, changedAfter)]);
  await lowerRejectedStock(session, network, changes);
  await recordShipped(session, shippedBy(network, changes), timestamp);
  for (const { before, after, rest } of changes) {
    if (rest !== undefined) await splitAssignment(session, order.requestId, rest, before);
    const outcome = after.status === 'rejected' ? rejectedAs : OUTCOMES.get(after.status);
    if (outcome !== undefined) await endAssignment(session, order.requestId, after.lineNo, after.statusDate, outcome);
  }
  await recordChanges(
    unit,
    changes.flatMap((change) => historyOf(order, change, actor)),
  );
  return now;
}

async function lowerRejectedStock(session: Session, network: Network, changes: readonly LineChange[]): Promise<void> {
  for (const { before, after, reason, isAlong } of changes) {
    const effect = network.preferences.rejectStockEffect(reason.code);
    if (effect !== 'none' && !isAlong && rejectsAtSource(before.status, after.status))
      await lowerStock(session, effect, [before]);
  }
}

function historyOf(order: Order, { before, after, rest, reason }: LineChange, actor: Actor): StatusChange[] {
  const row = (line: OrderLine, from: Status | ''): StatusChange => ({
    requestId: order.requestId,
    lineNo: line.lineNo,
    at: after.statusDate,
    ...actor,
    from,
    to: line.status,
    quantity: line.quantity,
    locationId: line.locationId,
    reasonCode: reason.code,
    reasonNote: reason.note,
    ...reported(order.lines.find(({ lineNo }) => lineNo === line.lineNo) ?? before, line),
  });
  return [...(rest === undefined ? [] : [row(rest, rest.status), row(before, '')]), row(after, before.status)];
}

/** Records carriers and tracking numbers that came for lines which the message does not change otherwise. */
export async function recordCorrections(
  unit: Unit,
  order: Order,
  corrected: readonly OrderLine[],
  changes: readonly LineChange[],
  actor: Actor,
): Promise<void> {
  const changed = new Set(changes.flatMap(({ after, rest }) => [after.lineNo, rest?.lineNo]));
  const before = new Map(order.lines.map((line) => [line.lineNo, line]));
  await recordChanges(
    unit,
    corrected
      .filter(({ lineNo }) => !changed.has(lineNo))
      .map((line): StatusChange => ({
        requestId: order.requestId,
        lineNo: line.lineNo,
        at: unit.timestamp,
        ...actor,
        from: line.status,
        to: line.status,
        quantity: line.quantity,
        locationId: line.locationId,
        reasonCode: '',
        reasonNote: '',
        ...reported(before.get(line.lineNo), line),
      })),
  );
}

/** The carrier and the tracking number that an update brought for a line; empty for what it left as it was. */
function reported(
  before: OrderLine | undefined,
  after: OrderLine,
): Pick<StatusChange, 'shippingAgent' | 'trackingNumber'> {
  const { shippingAgent, trackingNumber } = after;
  return {
    shippingAgent: shippingAgent === before?.shippingAgent ? '' : shippingAgent,
    trackingNumber: trackingNumber === before?.trackingNumber ? '' : trackingNumber,
  };
}
