import type { RowId, Session } from '../../platform/db/session.js';

/** An order that was acknowledged and is still to be brokered. */
export interface BrokeringJob {
  readonly requestId: number;
  /** How often it has been tried. */
  readonly attempts: number;
}

/** Stored in the transaction that stores the order: whoever was told of the order can rely on the job. */
export async function enqueueBrokering(session: Session, requestId: RowId, dueAt: string): Promise<void> {
  await session.write('INSERT INTO brokering_job (request_id, due_at, attempts) VALUES (?, ?, 0)', [requestId, dueAt]);
}

/**
 * Takes the oldest order's job that is due, until the end of the transaction. It goes along the key and stops at the first one: however
 * many wait, one row is read, or a few more that were put off. By the time they are due all of them would be sorted for each job, and on
 * MySQL locked.
 *
 * The race: several instances look for work at once. On MySQL each locks the row it takes and skips those that others
 * hold, so a job is worked on once, and a worker that dies gives it back with its connection. SQLite's writers queue.
 */
export async function takeBrokering(session: Session, now: string): Promise<BrokeringJob | undefined> {
  const row = await session.first<{ request_id: number; attempts: number }>(
    `SELECT request_id, attempts FROM brokering_job WHERE due_at <= ? ORDER BY request_id LIMIT 1
     ${session.dialect === 'mysql' ? 'FOR UPDATE SKIP LOCKED' : ''}`,
    [now],
  );
  return row && { requestId: row.request_id, attempts: row.attempts };
}

export async function finishBrokering(session: Session, requestId: number): Promise<void> {
  await session.run('DELETE FROM brokering_job WHERE request_id = ?', [requestId]);
}

/** Puts a job off after a failure. */
export async function postponeBrokering(session: Session, requestId: number, dueAt: string): Promise<void> {
  await session.run('UPDATE brokering_job SET due_at = ?, attempts = attempts + 1 WHERE request_id = ?', [
    dueAt,
    requestId,
  ]);
}
