import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import type { Status } from '../../domain/values/status.js';
import { endAssignment, recordChanges, splitAssignment } from '../../store/orders/history.js';
import type { AssignmentOutcome, StatusChange } from '../../store/orders/history.js';
import type { Session } from '../../platform/db/session.js';
import { adjustReserved, lowerStock } from '../../store/inventory/stock.js';
import { releasedBy, reservedBy } from '../reserved-stock.js';
import { isUndecided } from './move-plan.js';
import type { Move } from './move-plan.js';

/** Who made moves; all empty for the broker itself. */
export interface Mover {
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
}

const OUTCOMES: ReadonlyMap<Status, AssignmentOutcome> = new Map<Status, AssignmentOutcome>([
  ['fulfilled', 'fulfilled'],
  ['rejected', 'rejected'],
  ['canceled', 'canceled'],
]);
/** Whoever rejects goods in one of these has nothing to do with the stock they came from. */
const SENT: ReadonlySet<Status> = new Set<Status>(['intransit', 'intransit_polled', 'received']);

/**
 * Carries out moves that were found allowed, but for storing the lines themselves:
 *
 * 1. stock: what the lines held is given back, what they hold now is added; a rejected line, and one that is to be
 *    assigned anew, holds nothing until it has a location again;
 * 2. the stock figure of a location that rejects is lowered where the organization says so;
 * 3. assignments are shared with the parts that were taken off, and end with the outcome;
 * 4. every move is kept in the history. A part begins with a row of its own, and the line it came from gets one that
 *    tells the units that are left, so that the rows alone lead to how things stand.
 *
 * @returns the order's lines as they stand now, the new ones last
 */
export async function moveLines(
  session: Session,
  network: Network,
  order: Order,
  moves: readonly Move[],
  mover: Mover,
): Promise<OrderLine[]> {
  const lines = new Map(order.lines.map((line) => [line.lineNo, line]));
  for (const { rest, after } of moves) {
    if (rest !== undefined) lines.set(rest.lineNo, rest);
    lines.set(after.lineNo, after);
  }
  const now = [...lines.values()];
  const leaving = new Set(moves.filter(isUndecided).map((move) => move.after));
  await adjustReserved(session, [
    ...releasedBy(
      network,
      order.lines.filter((line) => lines.get(line.lineNo) !== line),
    ),
    ...reservedBy(
      network,
      now.filter((line) => !order.lines.includes(line) && !leaving.has(line)),
    ),
  ]);
  await lowerFigures(session, network, moves);
  for (const { before, after, rest } of moves) {
    if (rest !== undefined) await splitAssignment(session, order.requestId, rest, before);
    const outcome = OUTCOMES.get(after.status);
    if (outcome !== undefined) await endAssignment(session, order.requestId, after.lineNo, after.statusDate, outcome);
  }
  await recordChanges(
    session,
    moves.flatMap((move) => changesOf(order, move, mover)),
  );
  return now;
}

async function lowerFigures(session: Session, network: Network, moves: readonly Move[]): Promise<void> {
  for (const { before, after, reason } of moves) {
    const effect = network.preferences.rejectStockEffect(reason.code);
    if (after.status === 'rejected' && effect !== 'none' && !SENT.has(before.status))
      await lowerStock(session, effect, [before]);
  }
}

function changesOf(order: Order, { before, after, rest, reason }: Move, mover: Mover): StatusChange[] {
  const row = (line: OrderLine, from: Status | ''): StatusChange => ({
    requestId: order.requestId,
    lineNo: line.lineNo,
    at: after.statusDate,
    ...mover,
    from,
    to: line.status,
    quantity: line.quantity,
    locationId: line.locationId,
    reasonCode: reason.code,
    reasonNote: reason.note,
  });
  return [...(rest === undefined ? [] : [row(rest, rest.status), row(before, '')]), row(after, before.status)];
}
