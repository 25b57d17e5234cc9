import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** A line whose assignments contradict it, or each other. */
export interface AssignmentFault {
  readonly requestId: number;
  readonly lineNo: number;
}

/** The lines that are open at two locations at once. */
export function findOpenTwice(session: Session): Promise<AssignmentFault[]> {
  return faults(
    session,
    'SELECT request_id, line_no FROM assignment WHERE ended_at IS NULL GROUP BY request_id, line_no HAVING COUNT(*) > 1',
  );
}

/** The lines that a fulfillment request asks other units of than they have. */
export function findOtherUnits(session: Session): Promise<AssignmentFault[]> {
  return faults(
    session,
    `SELECT a.request_id, a.line_no FROM assignment a JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no
      WHERE a.fulfillment_request_id IS NOT NULL AND a.ended_at IS NULL AND a.quantity <> l.quantity`,
  );
}

/** The open lines at locations that no fulfillment request asks for. */
export function findUnrequested(session: Session, locationIds: readonly number[]): Promise<AssignmentFault[]> {
  if (locationIds.length === 0) return Promise.resolve([]);
  return faults(
    session,
    `SELECT request_id, line_no FROM assignment
      WHERE ended_at IS NULL AND fulfillment_request_id IS NULL AND location_id IN ${placeholders(locationIds)}`,
    locationIds,
  );
}

async function faults(session: Session, sql: string, values: readonly number[] = []): Promise<AssignmentFault[]> {
  const rows = await session.all<{ request_id: number; line_no: number }>(sql, values);
  return rows.map(({ request_id: requestId, line_no: lineNo }) => ({ requestId, lineNo }));
}
