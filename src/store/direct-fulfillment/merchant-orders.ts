import type { Status } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Which orders of the merchant to find; every part that is given must hold. */
export interface MerchantOrderFilter {
  readonly requestId?: number;
  readonly orderId?: string;
  /** The system that placed it. */
  readonly systemCd?: string;
  /** Placed at or after, and before; ISO 8601, UTC. */
  readonly from?: string;
  readonly until?: string;
  /** With a change of a line at or after, and before. */
  readonly changedFrom?: string;
  readonly changedUntil?: string;
  /** Only those with a line at these locations; absent: at any. */
  readonly locationIds?: readonly number[];
  /** Only those with a line in one of these statuses; absent: in any. */
  readonly statuses?: readonly Status[];
  /** With a line on this invoice. */
  readonly invoiceId?: number;
  /** With a line that has or had a state with this key. */
  readonly key?: number;
  readonly after: number;
  readonly limit: number;
}

/** Finds orders by ascending request id. */
export async function findMerchantOrders(session: Session, filter: MerchantOrderFilter): Promise<number[]> {
  const { requestId, orderId, systemCd, from, until, changedFrom, changedUntil, locationIds, after, limit } = filter;
  const { statuses, invoiceId, key } = filter;
  if (locationIds?.length === 0) return [];
  const parts: readonly (readonly [string, readonly (string | number)[]] | undefined)[] = [
    ['o.request_id > ?', [after]],
    requestId === undefined ? undefined : ['o.request_id = ?', [requestId]],
    orderId === undefined ? undefined : ['o.order_id = ?', [orderId]],
    systemCd === undefined ? undefined : ['o.system_cd = ?', [systemCd]],
    from === undefined ? undefined : ['o.order_date >= ?', [from]],
    until === undefined ? undefined : ['o.order_date < ?', [until]],
    changedFrom === undefined ? undefined : [`EXISTS (${LINE} AND l.status_date >= ?)`, [changedFrom]],
    changedUntil === undefined ? undefined : [`EXISTS (${LINE} AND l.status_date < ?)`, [changedUntil]],
    locationIds === undefined
      ? undefined
      : [`EXISTS (${LINE} AND l.location_id IN ${placeholders(locationIds)})`, locationIds],
    statuses === undefined ? undefined : [`EXISTS (${LINE} AND l.status IN ${placeholders(statuses)})`, statuses],
    invoiceId === undefined
      ? undefined
      : ['o.request_id = (SELECT i.request_id FROM df_invoice i WHERE i.id = ?)', [invoiceId]],
    key === undefined ? undefined : ['o.request_id = (SELECT s.request_id FROM status_change s WHERE s.id = ?)', [key]],
  ];
  const given = parts.filter((part) => part !== undefined);
  const rows = await session.all(
    `SELECT o.request_id FROM customer_order o WHERE ${given.map(([sql]) => sql).join(' AND ')} ORDER BY o.request_id LIMIT ?`,
    [...given.flatMap(([, values]) => values), limit],
  );
  return rows.map((row) => Number(row.request_id));
}

const LINE = 'SELECT 1 FROM order_line l WHERE l.request_id = o.request_id';
