import type { Order, OrderLine } from '../../domain/order/order.js';
import { POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import type { Status } from '../../domain/values/status.js';
import { recordChanges } from '../orders/history.js';
import type { StatusChange } from '../orders/history.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** An order, and those of its lines that are looked at. */
export interface OrderPart {
  readonly order: Order;
  readonly lines: readonly OrderLine[];
}

/** The column that says which location lines are offered to. */
export const LOCATION_COLUMN: Readonly<Record<PollKind, string>> = {
  fulfillments: 'location_id',
  intransit: 'pickup_location_id',
};

/** Lines looked at for each request that may be handed out: most orders have fewer, and the rest comes with the next poll. */
const LINES_PER_REQUEST = 20;

/**
 * Requests with lines to be offered to a location that polls, oldest first.
 *
 * The race: many polls of one location at once would hand the same order out twice. On MySQL each poll locks the lines
 * it takes and skips those another poll holds (READ COMMITTED, small batches: models.md C1); SQLite's polls queue.
 *
 * The other race: polls of two locations, or a poll and an update, take different lines of one order, and each works the
 * order's status out from what the lines were before the other. So the order's row is locked too, before its lines are
 * read. An order that is being changed is skipped, not waited for: an update locks the order first and its lines then,
 * and the two would wait for each other. It comes with the next poll.
 *
 * @param take whether the lines are about to be marked; a location whose system marks them itself sees all of them, and
 *   its polls wait for an order that is being changed: they hold no lines, and an update writes back how often a line was
 *   handed out, so counting beside it would be lost
 */
export async function takeOfferedRequests(
  session: Session,
  kind: PollKind,
  locationId: number,
  limit: number,
  take: boolean,
): Promise<number[]> {
  // Oldest first by request id; a row that commits late is simply found by the next poll: no cursor is kept.
  const rows = await session.all<{ request_id: number }>(
    `SELECT request_id FROM order_line WHERE ${LOCATION_COLUMN[kind]} = ? AND status = ? ORDER BY request_id LIMIT ?
     ${take && session.dialect === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    [locationId, POLL_RULES[kind].from, limit * LINES_PER_REQUEST],
  );
  const requestIds = [...new Set(rows.map((row) => row.request_id))].slice(0, limit);
  if (session.dialect !== 'mysql' || requestIds.length === 0) return requestIds;
  const orders = await session.all<{ request_id: number }>(
    `SELECT request_id FROM customer_order WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id
     FOR UPDATE ${take ? 'SKIP LOCKED' : ''}`,
    requestIds,
  );
  return orders.map((row) => row.request_id);
}

/** Where lines go. */
export interface Move {
  readonly to: Status;
  /** ISO 8601, UTC */
  readonly at: string;
  /** Whether it counts as handing them out. */
  readonly counted: boolean;
  /** Why, for the history; empty where it is the poll itself. */
  readonly reason: (requestId: number, line: OrderLine) => string;
}

/**
 * Marks lines that were handed out, or takes the mark back, a thousand orders in a handful of statements. The history
 * names SYSTEM as the employee: nobody asked for it but the poll itself. The orders must be locked.
 */
export async function markLines(
  session: Session,
  parts: readonly (OrderPart & { readonly statusAfter: Status })[],
  { to, at, counted, reason }: Move,
): Promise<void> {
  for (const [requestIds, lineNos] of sameLines(parts)) {
    await session.run(
      `UPDATE order_line SET status = ?, status_date = ?${counted ? ', poll_count = poll_count + 1' : ''}
        WHERE request_id IN ${placeholders(requestIds)} AND line_no IN ${placeholders(lineNos)}`,
      [to, at, ...requestIds, ...lineNos],
    );
  }
  for (const status of new Set(parts.map((part) => part.statusAfter))) {
    const ids = parts.filter((part) => part.statusAfter === status).map(({ order }) => order.requestId);
    await session.run(`UPDATE customer_order SET status = ? WHERE request_id IN ${placeholders(ids)}`, [
      status,
      ...ids,
    ]);
  }
  await recordChanges(
    session,
    parts.flatMap(({ order: { requestId }, lines }) =>
      lines.map((line): StatusChange => ({
        requestId,
        lineNo: line.lineNo,
        at,
        systemCd: '',
        locationCd: '',
        employeeId: 'SYSTEM',
        from: line.status,
        to,
        quantity: line.quantity,
        locationId: line.locationId,
        reasonCode: '',
        reasonNote: reason(requestId, line),
      })),
    ),
  );
}

/** Counts that lines were handed out once more, and leaves them as they are. The orders must be locked. */
export async function countHandedOut(session: Session, parts: readonly OrderPart[]): Promise<void> {
  for (const [requestIds, lineNos] of sameLines(parts)) {
    await session.run(
      `UPDATE order_line SET poll_count = poll_count + 1 WHERE request_id IN ${placeholders(requestIds)} AND line_no IN ${placeholders(lineNos)}`,
      [...requestIds, ...lineNos],
    );
  }
}

/** Lines that one statement marks at the most. */
const MARKED = 500;

/**
 * Orders put together by the numbers of their lines, so that one statement names many: most have line 1, or 1 and 2. But not
 * so many that it would hold up others on SQLite.
 */
function sameLines(parts: readonly OrderPart[]): (readonly [requestIds: number[], lineNos: number[]])[] {
  const groups = new Map<string, readonly [number[], number[]]>();
  for (const { order, lines } of parts) {
    const lineNos = lines.map((line) => line.lineNo);
    const key = lineNos.join();
    const group = groups.get(key) ?? [[], lineNos];
    group[0].push(order.requestId);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(([requestIds, lineNos]) =>
    pieces(lineNos, MARKED).flatMap((some) =>
      pieces(requestIds, Math.max(1, Math.floor(MARKED / some.length))).map((ids): [number[], number[]] => [ids, some]),
    ),
  );
}

function pieces<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
