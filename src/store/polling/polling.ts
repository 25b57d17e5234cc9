import type { BriefLine, BriefOrder } from '../../domain/order/order.js';
import { PICK_SLIP_TYPES, POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import type { Status } from '../../domain/values/status.js';
import { insertChanges, NO_SHIPMENT } from '../orders/history.js';
import type { StatusChange } from '../orders/history.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** An order and some of its lines. */
export interface OrderPart {
  readonly order: BriefOrder;
  readonly lines: readonly BriefLine[];
}

/** The column of the location that a line is offered to. */
export const LOCATION_COLUMN: Readonly<Record<PollKind, string>> = {
  fulfillments: 'location_id',
  intransit: 'pickup_location_id',
};

/** A condition on `order_line` that narrows the lines of a kind; empty for all of them. */
export interface LineCondition {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

export const EVERY_LINE: LineCondition = { sql: '', parameters: [] };

/** The lines of orders whose source was named when their pick slip was sent (`isPickSlip`). */
export const PICK_SLIP_LINES: LineCondition = {
  sql: `AND brokered = 0 AND EXISTS (SELECT 1 FROM customer_order o
          WHERE o.request_id = order_line.request_id AND o.order_type IN ${placeholders(PICK_SLIP_TYPES)})`,
  parameters: PICK_SLIP_TYPES,
};

/**
 * All lines but those whose source placed the order itself (`isOwnSource`).
 * @param headOffices the locations among those asked for that are no stores, and so know the orders of their whole system
 */
export function exceptOwnSources(headOffices: readonly number[]): LineCondition {
  const ofSystem =
    headOffices.length === 0
      ? ''
      : `OR (order_line.location_id IN ${placeholders(headOffices)}
            AND o.system_cd = (SELECT s.system_cd FROM location s WHERE s.id = order_line.location_id))`;
  return {
    sql: `AND NOT (brokered = 0 AND EXISTS (SELECT 1 FROM customer_order o
          WHERE o.request_id = order_line.request_id AND o.order_type IN ${placeholders(PICK_SLIP_TYPES)}
            AND (o.originating_location_id = order_line.location_id ${ofSystem})))`,
    parameters: [...PICK_SLIP_TYPES, ...headOffices],
  };
}

/** All lines but those of orders that locations have another line of to ship. */
export function exceptOrdersAt(locationIds: readonly number[], statuses: readonly Status[]): LineCondition {
  return {
    sql: `AND NOT EXISTS (SELECT 1 FROM order_line d WHERE d.request_id = order_line.request_id
          AND d.location_id IN ${placeholders(locationIds)} AND d.status IN ${placeholders(statuses)})`,
    parameters: [...locationIds, ...statuses],
  };
}

/** Both conditions. */
export function bothOf(one: LineCondition, other: LineCondition): LineCondition {
  return { sql: `${one.sql} ${other.sql}`, parameters: [...one.parameters, ...other.parameters] };
}

/** Lines read per requested order. Most orders have fewer; the remaining lines are returned by the next poll. */
const LINES_PER_REQUEST = 20;

/**
 * Finds requests with lines to offer to a location, oldest first, and locks what the poll takes.
 *
 * The race: concurrent polls of one location would return the same order twice. On MySQL and MariaDB each poll locks the
 * lines that it takes and skips those that another poll has locked (SKIP LOCKED, since MySQL 8.0.1 and MariaDB 10.6; the
 * MySQL manual recommends it for queue-like tables only, since it returns an inconsistent view of the data). At READ
 * COMMITTED and in small batches: at REPEATABLE READ, a batch larger than the backlog also locked the gap behind it, and
 * INSERTs of new lines failed with a lock timeout (1205). On SQLite, polls wait for each other.
 *
 * The other race: polls of two locations, or a poll and an update, take different lines of one order, and each derives the
 * order's status from the lines as they were before the other. So the order's row is locked too, before its lines are
 * read. An order that is locked is skipped, not waited for: an update locks the order first and then its lines, so the two
 * would deadlock. The next poll returns it.
 *
 * @param take whether the caller is about to mark the lines. If not, the location's system marks them itself: it sees all
 *   lines, and its polls wait for a locked order. They lock no lines, so they cannot deadlock; and an update writes
 *   `poll_count` back, so an increment beside it would be lost
 * @param condition which lines of the kind; rows of its subqueries are not locked
 */
export async function takeOfferedRequests(
  session: Session,
  kind: PollKind,
  locationId: number,
  limit: number,
  take: boolean,
  { sql, parameters }: LineCondition = EVERY_LINE,
): Promise<number[]> {
  // Oldest first by request id. No cursor is kept, so the next poll finds a row that commits late.
  const rows = await session.all<{ request_id: number }>(
    `SELECT request_id FROM order_line WHERE ${LOCATION_COLUMN[kind]} = ? AND status = ? ${sql} ORDER BY request_id LIMIT ?
     ${take && session.dialect === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    [locationId, POLL_RULES[kind].from, ...parameters, limit * LINES_PER_REQUEST],
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

/** The status change of lines that a poll returns, or that are offered again. */
export interface Marking {
  readonly to: Status;
  /** ISO 8601, UTC */
  readonly at: string;
  /** Whether to increment the lines' poll count. */
  readonly counted: boolean;
  /** Reason for the history; empty for the poll itself. */
  readonly reason: (requestId: number, line: BriefLine) => string;
}

/**
 * Changes the status of lines and their orders: a thousand orders in a handful of statements. The history names SYSTEM as
 * the employee, since no caller requested the change. The caller must hold the orders' row locks.
 */
export async function markLines(
  session: Session,
  parts: readonly (OrderPart & { readonly statusAfter: Status })[],
  { to, at, counted, reason }: Marking,
): Promise<void> {
  for (const [requestIds, lineNos] of groupByLineNos(parts)) {
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
  await insertChanges(
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
        ...NO_SHIPMENT,
      })),
    ),
  );
}

/** Increments the poll count of lines. The caller must hold the orders' row locks. */
export async function countHandedOut(session: Session, parts: readonly OrderPart[]): Promise<void> {
  for (const [requestIds, lineNos] of groupByLineNos(parts)) {
    await session.run(
      `UPDATE order_line SET poll_count = poll_count + 1 WHERE request_id IN ${placeholders(requestIds)} AND line_no IN ${placeholders(lineNos)}`,
      [...requestIds, ...lineNos],
    );
  }
}

/** Maximum number of lines per statement, so that none blocks SQLite for long. */
const LINES_PER_STATEMENT = 500;

/**
 * Groups orders by their line numbers, so that one statement covers many orders: most have line 1, or 1 and 2. A group is
 * limited to LINES_PER_STATEMENT.
 */
function groupByLineNos(parts: readonly OrderPart[]): (readonly [requestIds: number[], lineNos: number[]])[] {
  const groups = new Map<string, readonly [number[], number[]]>();
  for (const { order, lines } of parts) {
    const lineNos = lines.map((line) => line.lineNo);
    const key = lineNos.join();
    const group = groups.get(key) ?? [[], lineNos];
    group[0].push(order.requestId);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(([requestIds, lineNos]) =>
    chunksOf(lineNos, LINES_PER_STATEMENT).flatMap((some) =>
      chunksOf(requestIds, Math.max(1, Math.floor(LINES_PER_STATEMENT / some.length))).map(
        (ids): [number[], number[]] => [ids, some],
      ),
    ),
  );
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
