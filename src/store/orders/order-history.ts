import type { Assignment, AssignmentOutcome, StatusChange } from './history.js';
import type { Session } from '../../platform/db/session.js';

/** Looking back at an order: what `history.ts` wrote. */

/** Every change of an order's lines, oldest first. */
export async function readChanges(session: Session, requestId: number): Promise<StatusChange[]> {
  const rows = await session.all('SELECT * FROM status_change WHERE request_id = ? ORDER BY id', [requestId]);
  return rows.map((row) => ({
    requestId,
    lineNo: Number(row.line_no),
    at: String(row.changed_at),
    systemCd: String(row.system_cd),
    locationCd: String(row.location_cd),
    employeeId: String(row.employee_id),
    from: String(row.from_status) as StatusChange['from'],
    to: String(row.to_status) as StatusChange['to'],
    quantity: Number(row.quantity),
    locationId: Number(row.location_id),
    reasonCode: String(row.reason_code),
    reasonNote: String(row.reason_note),
  }));
}

/** An attempt with how it ended; both null while it goes on. */
export interface PastAssignment extends Assignment {
  readonly assignedAt: string;
  readonly endedAt: string | null;
  readonly outcome: AssignmentOutcome | null;
}

/** Every attempt to have an order's lines fulfilled, by line and attempt. */
export async function readAssignments(session: Session, requestId: number): Promise<PastAssignment[]> {
  const rows = await session.all('SELECT * FROM assignment WHERE request_id = ? ORDER BY line_no, attempt', [
    requestId,
  ]);
  return rows.map((row) => ({
    lineNo: Number(row.line_no),
    attempt: Number(row.attempt),
    locationId: Number(row.location_id),
    quantity: Number(row.quantity),
    assignedAt: String(row.assigned_at),
    endedAt: row.ended_at === null ? null : String(row.ended_at),
    outcome: row.outcome === null ? null : (String(row.outcome) as AssignmentOutcome),
  }));
}
