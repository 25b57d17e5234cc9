import type { RequestState } from '../../domain/partner/fulfillment-request.js';
import type { Status } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Which orders of suppliers to find. */
export interface SupplierOrderFilter {
  readonly locationIds: readonly number[];
  readonly statuses: readonly Status[];
  /** Only those with such a line of this product. */
  readonly productId?: number;
  /**
   * `unconfirmed`: only those with a line whose present state the supplier has not confirmed; `changed`: also those that he was
   * asked to give back.
   */
  readonly which: 'all' | 'unconfirmed' | 'changed';
  /** Only those with a greater request id. */
  readonly after: number;
  readonly limit: number;
}

/**
 * Finds orders that have open lines at suppliers, released to them and not under review, by ascending request id. The index of
 * lines by location and status is what polls use too, so that orders that are done cost nothing.
 */
export async function findSupplierOrders(session: Session, filter: SupplierOrderFilter): Promise<number[]> {
  const { locationIds, statuses, productId, which, after, limit } = filter;
  if (locationIds.length === 0) return [];
  const rows = await session.all(
    `SELECT DISTINCT l.request_id FROM order_line l
       JOIN customer_order o ON o.request_id = l.request_id AND o.under_review = 0
       JOIN assignment a ON a.request_id = l.request_id AND a.line_no = l.line_no AND a.ended_at IS NULL
       JOIN fulfillment_request f ON f.id = a.fulfillment_request_id AND f.state IN ('processing', 'processed', 'acknowledged')
       LEFT JOIN df_line d ON d.request_id = l.request_id AND d.line_no = l.line_no
      WHERE l.location_id IN ${placeholders(locationIds)} AND l.status IN ${placeholders(statuses)} AND l.request_id > ?
        ${productId === undefined ? '' : 'AND l.product_id = ?'} ${CONDITIONS[which]}
      ORDER BY l.request_id LIMIT ?`,
    [...locationIds, ...statuses, after, ...(productId === undefined ? [] : [productId]), limit],
  );
  return rows.map((row) => Number(row.request_id));
}

/** Whether the supplier at a location has not confirmed the present state of the line of a row. */
const unconfirmed = (
  line: string,
  location: string,
): string => `COALESCE(d.confirmed_key, 0) < (SELECT MAX(s.id) FROM status_change s
  WHERE s.request_id = ${line}.request_id AND s.line_no = ${line}.line_no AND s.location_id = ${location}.location_id)`;

const CONDITIONS: Readonly<Record<SupplierOrderFilter['which'], string>> = {
  all: '',
  unconfirmed: `AND ${unconfirmed('l', 'l')}`,
  changed: `AND (f.cancel_requested_at IS NOT NULL OR ${unconfirmed('l', 'l')})`,
};

/** Some of the fulfillment requests of suppliers, newest first. */
export interface PastRequests {
  /** The orders of those with a line whose last state their supplier has not confirmed. */
  readonly requestIds: readonly number[];
  /** The smallest id that was looked at; undefined if there are no more. */
  readonly last: number | undefined;
}

/**
 * Looks through the fulfillment requests in one state that were released to suppliers.
 * @param filter.before only those with a smaller id; absent: from the newest
 * @param filter.limit how many are looked at, so that a long history holds up nobody
 */
export async function findUnconfirmedRequests(
  session: Session,
  filter: {
    readonly locationIds: readonly number[];
    readonly state: RequestState;
    readonly before: number | undefined;
    readonly limit: number;
  },
): Promise<PastRequests> {
  const { locationIds, state, before, limit } = filter;
  if (locationIds.length === 0) return { requestIds: [], last: undefined };
  const rows = await session.all(
    `SELECT f.id, f.request_id, EXISTS (
        SELECT 1 FROM assignment a LEFT JOIN df_line d ON d.request_id = a.request_id AND d.line_no = a.line_no
         WHERE a.fulfillment_request_id = f.id AND (f.processing_at IS NOT NULL OR f.processed_at IS NOT NULL)
           AND ${unconfirmed('a', 'f')}) AS waits
       FROM fulfillment_request f
      WHERE f.location_id IN ${placeholders(locationIds)} AND f.state = ? ${before === undefined ? '' : 'AND f.id < ?'}
      ORDER BY f.id DESC LIMIT ?`,
    [...locationIds, state, ...(before === undefined ? [] : [before]), limit],
  );
  const waiting = rows.filter(({ waits }) => Number(waits) === 1).map((row) => Number(row.request_id));
  return { requestIds: [...new Set(waiting)], last: rows.length < limit ? undefined : Number(rows.at(-1)?.id) };
}

/** The orders with an order number that have or had lines at locations. */
export async function findOrdersByNumber(
  session: Session,
  orderId: string,
  locationIds: readonly number[],
): Promise<number[]> {
  if (locationIds.length === 0) return [];
  const rows = await session.all(
    `SELECT o.request_id FROM customer_order o WHERE o.order_id = ?
        AND EXISTS (SELECT 1 FROM fulfillment_request f WHERE f.request_id = o.request_id AND f.location_id IN ${placeholders(locationIds)})
      ORDER BY o.request_id LIMIT 100`,
    [orderId, ...locationIds],
  );
  return rows.map((row) => Number(row.request_id));
}

/** Orders with lines that suppliers have shipped and that no invoice has, by ascending request id. */
export async function findUninvoicedOrders(
  session: Session,
  locationIds: readonly number[],
  after: number,
  limit: number,
): Promise<number[]> {
  if (locationIds.length === 0) return [];
  const rows = await session.all(
    `SELECT DISTINCT d.request_id FROM df_line d
       JOIN order_line l ON l.request_id = d.request_id AND l.line_no = d.line_no
      WHERE d.invoice_id = 0 AND d.request_id > ? AND l.location_id IN ${placeholders(locationIds)}
      ORDER BY d.request_id LIMIT ?`,
    [after, ...locationIds, limit],
  );
  return rows.map((row) => Number(row.request_id));
}
