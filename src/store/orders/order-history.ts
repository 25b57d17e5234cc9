import type { Session } from '../../platform/db/session.js';
import { ASSIGNMENT, STATUS_CHANGE } from './history.js';
import type { PastAssignment, StatusChange } from './history.js';

const CHANGE = STATUS_CHANGE.without('requestId');
const ATTEMPT = ASSIGNMENT.without('requestId');

/** Reads every status change of an order's lines, oldest first. */
export async function readChanges(session: Session, requestId: number): Promise<StatusChange[]> {
  const rows = await session.all(`SELECT ${CHANGE.list} FROM status_change WHERE request_id = ? ORDER BY id`, [
    requestId,
  ]);
  return rows.map((row) => ({ requestId, ...CHANGE.read(row) }));
}

/** Reads every assignment of an order's lines, by line and attempt. */
export async function readAssignments(session: Session, requestId: number): Promise<PastAssignment[]> {
  const rows = await session.all(
    `SELECT ${ATTEMPT.list} FROM assignment WHERE request_id = ? ORDER BY line_no, attempt`,
    [requestId],
  );
  return rows.map((row) => ATTEMPT.read(row));
}
