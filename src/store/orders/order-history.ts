import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { ASSIGNMENT, STATUS_CHANGE } from './history.js';
import type { PastAssignment, StatusChange } from './history.js';

const CHANGE = STATUS_CHANGE.without('requestId');
const ATTEMPT = ASSIGNMENT.without('requestId');

/** Status changes of an order that are read at most: its lines can be canceled and called back for ever. */
const MAX_CHANGES = 10_000;

/** Reads the last 10,000 status changes of an order's lines, oldest first. */
export async function readChanges(session: Session, requestId: number): Promise<StatusChange[]> {
  const rows = await session.all(
    `SELECT ${CHANGE.list} FROM status_change WHERE request_id = ? ORDER BY id DESC LIMIT ${String(MAX_CHANGES)}`,
    [requestId],
  );
  return rows.reverse().map((row) => ({ requestId, ...CHANGE.read(row) }));
}

/** Reads every assignment of an order's lines, by line and attempt. */
export async function readAssignments(session: Session, requestId: number): Promise<PastAssignment[]> {
  const rows = await session.all(
    `SELECT ${ATTEMPT.list} FROM assignment WHERE request_id = ? ORDER BY line_no, attempt`,
    [requestId],
  );
  return rows.map((row) => ATTEMPT.read(row));
}

/** Finds those of the orders of which a location of the system has or had a line. */
export async function findHeldOrders(
  session: Session,
  requestIds: readonly number[],
  systemCd: string,
): Promise<ReadonlySet<number>> {
  if (requestIds.length === 0) return new Set();
  const rows = await session.all<{ request_id: number }>(
    `SELECT DISTINCT a.request_id FROM assignment a JOIN location l ON l.id = a.location_id
      WHERE a.request_id IN ${placeholders(requestIds)} AND l.system_cd = ?`,
    [...requestIds, systemCd],
  );
  return new Set(rows.map((row) => row.request_id));
}

/** A line that was canceled, and by whom. */
export type LineCancel = Pick<StatusChange, 'requestId' | 'lineNo' | 'systemCd' | 'employeeId'>;

/** Reads the cancels of the lines of orders, oldest first. */
export async function readCancels(session: Session, requestIds: readonly number[]): Promise<LineCancel[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all<{ request_id: number; line_no: number; system_cd: string; employee_id: string }>(
    `SELECT request_id, line_no, system_cd, employee_id FROM status_change
      WHERE request_id IN ${placeholders(requestIds)} AND to_status = 'canceled' AND from_status <> 'canceled' ORDER BY id`,
    requestIds,
  );
  return rows.map((row) => ({
    requestId: row.request_id,
    lineNo: row.line_no,
    systemCd: row.system_cd,
    employeeId: row.employee_id,
  }));
}

/** A line that a location rejected. */
export interface LineReject {
  readonly requestId: number;
  readonly lineNo: number;
}

/** Reads which lines of orders the locations of a system rejected. */
export async function readRejects(
  session: Session,
  requestIds: readonly number[],
  systemCd: string,
): Promise<LineReject[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all<{ request_id: number; line_no: number }>(
    `SELECT a.request_id, a.line_no FROM assignment a JOIN location l ON l.id = a.location_id
      WHERE a.request_id IN ${placeholders(requestIds)} AND a.outcome = 'rejected' AND l.system_cd = ?`,
    [...requestIds, systemCd],
  );
  return rows.map((row) => ({ requestId: row.request_id, lineNo: row.line_no }));
}
