import { idRangeOf } from './order-list.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/**
 * Deletes traces older than a time, in batches that hold the lock only briefly. A trace is never older than its order, so
 * only the traces of orders of that time are read; an index by time, which every order would pay for, is not needed.
 * @param most maximum number of orders whose traces are deleted
 * @returns the number of traces deleted
 */
export async function deleteTracesBefore(session: Session, before: string, most: number): Promise<number> {
  const { high } = await idRangeOf(session, { until: before });
  const rows = await session.all<{ request_id: number }>(
    'SELECT DISTINCT request_id FROM routing_trace WHERE request_id <= ? AND routed_at < ? ORDER BY request_id LIMIT ?',
    [high, before, most],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.request_id);
  return (
    await session.run(`DELETE FROM routing_trace WHERE routed_at < ? AND request_id IN ${placeholders(ids)}`, [
      before,
      ...ids,
    ])
  ).affected;
}
