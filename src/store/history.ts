import type { Status } from '../domain/status.js';
import type { Session } from './session.js';
import { placeholders } from './session.js';

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

/** The locations that rejected any of these lines: they are not offered them again. */
export async function findRejecters(session: Session, requestId: number, lineNos: readonly number[]): Promise<Set<number>> {
  const rows = await session.all<{ location_id: number }>(
    `SELECT DISTINCT location_id FROM assignment
      WHERE request_id = ? AND outcome = 'rejected' AND line_no IN ${placeholders(lineNos)}`, [requestId, ...lineNos],
  );
  return new Set(rows.map((row) => row.location_id));
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
