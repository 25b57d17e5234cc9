import type { Session } from './session.js';
import { placeholders } from './session.js';

/** Deletes traces older than a time, so many at once that nobody waits long for the lock. @returns how many */
export async function deleteTracesBefore(session: Session, before: string, most: number): Promise<number> {
  const rows = await session.all<{ request_id: number }>(
    'SELECT DISTINCT request_id FROM routing_trace WHERE routed_at < ? ORDER BY request_id LIMIT ?', [before, most],
  );
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.request_id);
  return (await session.run(`DELETE FROM routing_trace WHERE routed_at < ? AND request_id IN ${placeholders(ids)}`, [before, ...ids])).affected;
}
