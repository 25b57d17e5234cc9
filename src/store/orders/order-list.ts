import type { OrderType } from '../../domain/values/order-type.js';
import type { Status } from '../../domain/values/status.js';
import type { Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Conditions that the orders of a list meet. Omitted ones match any order. */
export interface OrderFilter {
  readonly status?: Status;
  /** At least one line has one of these. */
  readonly lineStatuses?: readonly Status[];
  /** A system with a role in the order, now or before: originating, fulfilling or pickup. */
  readonly systemCd?: string;
  /** A location with a role in the order, now or before. */
  readonly locationId?: number;
  readonly type?: OrderType;
  readonly orderId?: string;
  readonly underReview?: boolean;
  /** ISO 8601, UTC: accepted at this time or later. */
  readonly since?: string;
  /** Accepted before this time. */
  readonly until?: string;
}

/** A range of request ids, both ends inclusive. */
export interface IdRange {
  readonly low: number;
  readonly high: number;
}

const OF_SYSTEM = 'IN (SELECT id FROM location WHERE system_cd = ?)';

/** Finds matching orders within a range of request ids, highest first. The cost depends on the range, not on the number of orders. */
export async function findListedOrders(
  session: Session,
  filter: OrderFilter,
  { low, high }: IdRange,
  most: number,
): Promise<number[]> {
  const conditions: { sql: string; values: readonly SqlValue[] }[] = [
    { sql: 'o.request_id BETWEEN ? AND ?', values: [low, high] },
  ];
  const add = (sql: string, ...values: SqlValue[]): void => {
    conditions.push({ sql, values });
  };
  const { status, lineStatuses, systemCd, locationId, type, orderId, underReview, since, until } = filter;
  if (orderId !== undefined) add('o.order_id = ?', orderId);
  if (status !== undefined) add('o.status = ?', status);
  if (type !== undefined) add('o.order_type = ?', type);
  if (underReview !== undefined) add('o.under_review = ?', underReview ? 1 : 0);
  if (since !== undefined) add('o.order_date >= ?', since);
  if (until !== undefined) add('o.order_date < ?', until);
  if (lineStatuses !== undefined) {
    add(
      `EXISTS (SELECT 1 FROM order_line l WHERE l.request_id = o.request_id AND l.status IN ${placeholders(lineStatuses)})`,
      ...lineStatuses,
    );
  }
  if (systemCd !== undefined) {
    add(
      `(o.system_cd = ? OR EXISTS (SELECT 1 FROM order_line l WHERE l.request_id = o.request_id
      AND (l.location_id ${OF_SYSTEM} OR l.pickup_location_id ${OF_SYSTEM}))
      OR EXISTS (SELECT 1 FROM assignment a WHERE a.request_id = o.request_id AND a.location_id ${OF_SYSTEM}))`,
      systemCd,
      systemCd,
      systemCd,
      systemCd,
    );
  }
  if (locationId !== undefined) {
    add(
      `(o.originating_location_id = ? OR EXISTS (SELECT 1 FROM order_line l WHERE l.request_id = o.request_id
      AND (l.location_id = ? OR l.pickup_location_id = ?))
      OR EXISTS (SELECT 1 FROM assignment a WHERE a.request_id = o.request_id AND a.location_id = ?))`,
      locationId,
      locationId,
      locationId,
      locationId,
    );
  }
  const rows = await session.all<{ request_id: number }>(
    `SELECT o.request_id FROM customer_order o WHERE ${conditions.map(({ sql }) => sql).join(' AND ')} ORDER BY o.request_id DESC LIMIT ?`,
    [...conditions.flatMap(({ values }) => values), most],
  );
  return rows.map((row) => row.request_id);
}

/**
 * Maximum distance between the ids of orders that were accepted at the same time: ids are generated in sequence, but an
 * instance whose clock is ahead stores a later time with an earlier id.
 */
const SLACK = 10_000;

/** The range of request ids of orders that were accepted in a period; empty (`low` above `high`) when there are none. */
export async function idRangeOf(
  session: Session,
  { since, until }: Pick<OrderFilter, 'since' | 'until'>,
): Promise<IdRange> {
  const one = async (sql: string, values: readonly SqlValue[]): Promise<number | undefined> =>
    (await session.first<{ request_id: number }>(`SELECT request_id FROM customer_order ${sql} LIMIT 1`, values))
      ?.request_id;
  const last = (await one('ORDER BY request_id DESC', [])) ?? 0;
  const first = since === undefined ? 1 : await one('WHERE order_date >= ? ORDER BY order_date', [since]);
  const end = until === undefined ? last : await one('WHERE order_date < ? ORDER BY order_date DESC', [until]);
  if (first === undefined || end === undefined) return { low: 1, high: 0 };
  return {
    low: since === undefined ? 1 : Math.max(1, first - SLACK),
    high: until === undefined ? last : Math.min(last, end + SLACK),
  };
}
