import type { Session, SqlValue } from '../platform/db/session.js';

/** Counting stops here: metrics are read every few seconds and must not scan tables that grow for years. */
const MAX_COUNTED = 10_000;

/** Counts the orders in a status, up to MAX_COUNTED, which is also the maximum number of index entries read. */
export async function countOrders(session: Session, status: string): Promise<number> {
  return count(session, 'SELECT 1 FROM customer_order WHERE status = ? LIMIT ?', [status, MAX_COUNTED]);
}

/** Number of acknowledged orders that have yet to be brokered, up to MAX_COUNTED, and when the oldest was accepted. */
export async function brokeringBacklog(
  session: Session,
): Promise<{ readonly jobs: number; readonly oldestOrderAt?: string }> {
  const jobs = await count(session, 'SELECT 1 FROM brokering_job LIMIT ?', [MAX_COUNTED]);
  // Request ids ascend, so the first is the oldest. `due_at` does not tell: a failure postpones it.
  const oldest = await session.first<{ order_date: string }>(
    'SELECT o.order_date FROM brokering_job j JOIN customer_order o ON o.request_id = j.request_id ORDER BY j.request_id LIMIT 1',
  );
  return { jobs, ...(oldest === undefined ? {} : { oldestOrderAt: oldest.order_date }) };
}

async function count(session: Session, rows: string, parameters: readonly SqlValue[]): Promise<number> {
  const row = await session.first<{ counted: number | string }>(
    `SELECT COUNT(*) AS counted FROM (${rows}) AS seen`,
    parameters,
  );
  return Number(row?.counted ?? 0);
}
