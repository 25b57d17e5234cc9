import type { Session, SqlValue } from '../platform/db/session.js';

/** Counting that ends: whoever looks every few seconds must not read a table that grows for years. */

/** As far as anything is counted here. */
export const MOST_COUNTED = 10_000;

/** How many orders stand in a status, up to MOST_COUNTED; reads that many entries of the status index at the most. */
export async function countOrders(session: Session, status: string): Promise<number> {
  return count(session, 'SELECT 1 FROM customer_order WHERE status = ? LIMIT ?', [status, MOST_COUNTED]);
}

/** Acknowledged orders that are still to be brokered, up to MOST_COUNTED, and when the oldest of them was taken. */
export async function brokeringBacklog(
  session: Session,
): Promise<{ readonly jobs: number; readonly oldestOrderAt?: string }> {
  const jobs = await count(session, 'SELECT 1 FROM brokering_job LIMIT ?', [MOST_COUNTED]);
  // Request ids count up, so the first is the oldest; due_at is no help, as a failure puts it off.
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
