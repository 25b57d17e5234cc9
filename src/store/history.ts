import type { Status } from '../domain/status.js';
import type { Session } from './session.js';

/** One change of one line, as it is kept for ever. */
export interface StatusChange {
  readonly requestId: number;
  readonly lineNo: number;
  readonly at: string;
  /** Who asked for it; empty when the broker itself did: a poll (employee `SYSTEM`), a decision of the routing. */
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
  readonly from: Status | '';
  readonly to: Status;
  readonly quantity: number;
  /** Where the line stood after the change. */
  readonly locationId: number;
  readonly reasonCode: string;
  readonly reasonNote: string;
}

export async function recordChanges(session: Session, changes: readonly StatusChange[]): Promise<void> {
  await session.insertRows('status_change', [
    'request_id', 'line_no', 'changed_at', 'system_cd', 'location_cd', 'employee_id', 'from_status', 'to_status', 'quantity',
    'location_id', 'reason_code', 'reason_note',
  ], changes.map((change) => [
    change.requestId, change.lineNo, change.at, change.systemCd, change.locationCd, change.employeeId, change.from, change.to,
    change.quantity, change.locationId, change.reasonCode, change.reasonNote,
  ]));
}

/** An attempt to have a line fulfilled at a location. */
export interface Assignment {
  readonly lineNo: number;
  readonly attempt: number;
  readonly locationId: number;
  readonly quantity: number;
}

export type AssignmentOutcome = 'fulfilled' | 'rejected' | 'canceled';

export async function startAssignments(session: Session, requestId: number, at: string, assignments: readonly Assignment[]): Promise<void> {
  await session.insertRows('assignment', ['request_id', 'line_no', 'attempt', 'location_id', 'quantity', 'assigned_at'],
    assignments.map((one) => [requestId, one.lineNo, one.attempt, one.locationId, one.quantity, at]));
}

export async function endAssignment(session: Session, requestId: number, lineNo: number, at: string, outcome: AssignmentOutcome): Promise<void> {
  await session.run(
    'UPDATE assignment SET ended_at = ?, outcome = ? WHERE request_id = ? AND line_no = ? AND ended_at IS NULL',
    [at, outcome, requestId, lineNo],
  );
}

/**
 * The locations that rejected lines of an order, by the caller's line number: parts of a split line share what was
 * rejected of any of them.
 */
export async function findRejecters(session: Session, requestId: number): Promise<Map<number, Set<number>>> {
  const rows = await session.all<{ requesting_line_no: number; location_id: number }>(
    `SELECT DISTINCT l.requesting_line_no, a.location_id
       FROM assignment a JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no
      WHERE a.request_id = ? AND a.outcome = 'rejected'`, [requestId],
  );
  const rejecters = new Map<number, Set<number>>();
  for (const row of rows) {
    const ids = rejecters.get(row.requesting_line_no) ?? new Set();
    rejecters.set(row.requesting_line_no, ids.add(row.location_id));
  }
  return rejecters;
}

/** The number of each line's last assignment; lines that never had one are left out. */
export async function lastAttempts(session: Session, requestId: number): Promise<Map<number, number>> {
  const rows = await session.all<{ line_no: number; attempt: number }>(
    'SELECT line_no, MAX(attempt) AS attempt FROM assignment WHERE request_id = ? GROUP BY line_no', [requestId],
  );
  return new Map(rows.map((row) => [row.line_no, row.attempt]));
}

/** Keeps what a pass of the routing looked at and why it decided so. */
export async function recordTrace(session: Session, requestId: number, at: string, trace: string): Promise<void> {
  await session.run(
    `INSERT INTO routing_trace (request_id, pass, routed_at, trace)
     SELECT ?, COALESCE(MAX(pass), 0) + 1, ?, ? FROM routing_trace WHERE request_id = ?`,
    [requestId, at, trace, requestId],
  );
}

/** The passes of an order's routing, first to last. */
export async function readTraces(session: Session, requestId: number): Promise<{ pass: number; at: string; trace: string }[]> {
  const rows = await session.all<{ pass: number; routed_at: string; trace: string }>(
    'SELECT pass, routed_at, trace FROM routing_trace WHERE request_id = ? ORDER BY pass', [requestId],
  );
  return rows.map((row) => ({ pass: row.pass, at: row.routed_at, trace: row.trace }));
}
