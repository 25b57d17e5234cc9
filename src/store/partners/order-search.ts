import type { Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import type { PlaceInList } from './request-search.js';

/** What a client of the order list looks for. Omitted conditions match every order. Times are ISO 8601, UTC. */
export interface PartnerOrderCriteria {
  /** Placed by one of these systems. */
  readonly systems?: readonly string[];
  /** Only those with a greater request id. */
  readonly after?: number;
  /** Something of the order changed at this time or later. */
  readonly changedSince?: string;
  /** Something happened to one of its fulfillment requests. */
  readonly requestsChangedSince?: string;
  /** Parcels were recorded. */
  readonly shippedSince?: string;
}

/** How many of the newest orders are looked through for what changed in them: their history has no index by time. */
const NEWEST = 100_000;

const CHANGED = `o.request_id > (SELECT COALESCE(MAX(request_id), 0) FROM customer_order) - ${String(NEWEST)}
  AND (o.order_date >= ? OR EXISTS (SELECT 1 FROM status_change c WHERE c.request_id = o.request_id AND c.changed_at >= ?)
    OR EXISTS (SELECT 1 FROM review_change r WHERE r.request_id = o.request_id AND r.changed_at >= ?))`;
const REQUESTS_CHANGED = `o.request_id IN (SELECT f.request_id FROM fulfillment_request_log g
  JOIN fulfillment_request f ON f.id = g.fulfillment_request_id WHERE g.logged_at >= ?)`;
const SHIPPED = 'o.request_id IN (SELECT s.request_id FROM shipment s WHERE s.recorded_at >= ?)';

/** Finds orders by ascending request id. @returns their request ids */
export async function searchPartnerOrders(
  session: Session,
  { systems, after = 0, changedSince, requestsChangedSince, shippedSince }: PartnerOrderCriteria,
  { skip, most }: PlaceInList,
): Promise<number[]> {
  if (systems?.length === 0) return [];
  const conditions: { readonly sql: string; readonly values: readonly SqlValue[] }[] = [
    { sql: 'o.request_id > ?', values: [after] },
    ...(systems === undefined ? [] : [{ sql: `o.system_cd IN ${placeholders(systems)}`, values: systems }]),
    ...(changedSince === undefined ? [] : [{ sql: CHANGED, values: [changedSince, changedSince, changedSince] }]),
    ...(requestsChangedSince === undefined ? [] : [{ sql: REQUESTS_CHANGED, values: [requestsChangedSince] }]),
    ...(shippedSince === undefined ? [] : [{ sql: SHIPPED, values: [shippedSince] }]),
  ];
  const rows = await session.all<{ request_id: number }>(
    `SELECT o.request_id FROM customer_order o
      WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY o.request_id LIMIT ? OFFSET ?`,
    [...conditions.flatMap(({ values }) => values), most, skip],
  );
  return rows.map((row) => row.request_id);
}
