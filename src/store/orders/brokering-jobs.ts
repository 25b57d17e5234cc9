import type { RowId, Session } from '../../platform/db/session.js';

/** An order that was acknowledged and has yet to be brokered. */
export interface BrokeringJob {
  readonly requestId: number;
  /** Number of failed attempts. */
  readonly attempts: number;
}

/** Queues an order, in the transaction that stores it: every acknowledged order has its job. */
export async function enqueueBrokering(session: Session, requestId: RowId, dueAt: string): Promise<void> {
  await session.write('INSERT INTO brokering_job (request_id, due_at, attempts) VALUES (?, ?, 0)', [requestId, dueAt]);
}

/**
 * Takes the job of the oldest order that is due, until the end of the transaction. The query scans the primary key and stops
 * at the first match: however many jobs wait, it reads one row, or a few more that were postponed. Ordered by `due_at`, all
 * waiting jobs would be sorted for each one taken, and on MySQL locked.
 *
 * The race: several instances look for work at once. On MySQL each locks the row that it takes and skips those that others
 * have locked, so a job is worked on once, and the connection of a worker that dies releases its job. On SQLite, writers
 * wait for each other.
 *
 * @param latest the latest time that a job can be due; a later one was stored while a clock was ahead, and has passed
 */
export async function takeBrokering(session: Session, now: string, latest: string): Promise<BrokeringJob | undefined> {
  const row = await session.first<{ request_id: number; attempts: number }>(
    `SELECT request_id, attempts FROM brokering_job WHERE due_at <= ? OR due_at > ? ORDER BY request_id LIMIT 1
     ${session.dialect === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    [now, latest],
  );
  return row && { requestId: row.request_id, attempts: row.attempts };
}

/** Removes a job that is done. */
export async function finishBrokering(session: Session, requestId: number): Promise<void> {
  await session.run('DELETE FROM brokering_job WHERE request_id = ?', [requestId]);
}

/** Postpones a job after a failed attempt. */
export async function postponeBrokering(session: Session, requestId: number, dueAt: string): Promise<void> {
  await session.run('UPDATE brokering_job SET due_at = ?, attempts = attempts + 1 WHERE request_id = ?', [
    dueAt,
    requestId,
  ]);
}
