import type { Status } from '../../domain/values/status.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

const STATUS_CHANGE = [
  'request_id',
  'line_no',
  'changed_at',
  'system_cd',
  'location_cd',
  'employee_id',
  'from_status',
  'to_status',
  'quantity',
  'location_id',
  'reason_code',
  'reason_note',
];
const ASSIGNMENT = ['request_id', 'line_no', 'attempt', 'location_id', 'quantity', 'assigned_at'];

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

/** One of a new order may not have its number yet. */
export type NewStatusChange = Omit<StatusChange, 'requestId'> & { readonly requestId: RowId };

export async function recordChanges(session: Session, changes: readonly NewStatusChange[]): Promise<void> {
  await session.insertRows(
    'status_change',
    STATUS_CHANGE,
    changes.map((change) => [
      change.requestId,
      change.lineNo,
      change.at,
      change.systemCd,
      change.locationCd,
      change.employeeId,
      change.from,
      change.to,
      change.quantity,
      change.locationId,
      change.reasonCode,
      change.reasonNote,
    ]),
  );
}

/** An attempt to have a line fulfilled at a location. */
export interface Assignment {
  readonly lineNo: number;
  readonly attempt: number;
  readonly locationId: number;
  readonly quantity: number;
}

export type AssignmentOutcome = 'fulfilled' | 'rejected' | 'canceled';

export async function startAssignments(
  session: Session,
  requestId: RowId,
  at: string,
  assignments: readonly Assignment[],
): Promise<void> {
  await session.insertRows(
    'assignment',
    ASSIGNMENT,
    assignments.map((one) => [requestId, one.lineNo, one.attempt, one.locationId, one.quantity, at]),
  );
}

export async function endAssignment(
  session: Session,
  requestId: number,
  lineNo: number,
  at: string,
  outcome: AssignmentOutcome,
): Promise<void> {
  await session.run(
    'UPDATE assignment SET ended_at = ?, outcome = ? WHERE request_id = ? AND line_no = ? AND ended_at IS NULL',
    [at, outcome, requestId, lineNo],
  );
}

/** Shares the open assignment of a line with a part that was taken from it. */
export async function splitAssignment(
  session: Session,
  requestId: number,
  rest: { readonly lineNo: number; readonly quantity: number },
  part: { readonly lineNo: number; readonly quantity: number },
): Promise<void> {
  await session.run(
    `INSERT INTO assignment (request_id, line_no, attempt, location_id, quantity, assigned_at)
     SELECT request_id, ?, 1, location_id, ?, assigned_at FROM assignment WHERE request_id = ? AND line_no = ? AND ended_at IS NULL`,
    [part.lineNo, part.quantity, requestId, rest.lineNo],
  );
  await session.run('UPDATE assignment SET quantity = ? WHERE request_id = ? AND line_no = ? AND ended_at IS NULL', [
    rest.quantity,
    requestId,
    rest.lineNo,
  ]);
}

/**
 * Who said last of each line that it is rejected, where nothing but the broker's own decision came after it. The parts
 * that the decision made of a rejected line count as rejected by the same.
 * @param familyOf what the parts of a line have in common
 */
export async function lastRejects(
  session: Session,
  requestId: number,
  familyOf: (lineNo: number) => number | undefined,
): Promise<Map<number, { systemCd: string; locationCd: string }>> {
  const rows = await session.all<{
    line_no: number;
    system_cd: string;
    location_cd: string;
    from_status: string;
    to_status: string;
  }>(
    'SELECT line_no, system_cd, location_cd, from_status, to_status FROM status_change WHERE request_id = ? ORDER BY id',
    [requestId],
  );
  const rejects = new Map<number, { systemCd: string; locationCd: string }>();
  // Of each family, the reject that the broker is deciding about.
  const undecided = new Map<number | undefined, { systemCd: string; locationCd: string }>();
  for (const row of rows) {
    const family = familyOf(row.line_no);
    const reject = { systemCd: row.system_cd, locationCd: row.location_cd };
    const decided = row.system_cd === '' && (row.to_status === 'new_order' || row.to_status === 'unfulfillable');
    const cause = undecided.get(family);
    if (row.to_status === 'rejected') {
      rejects.set(row.line_no, reject);
      undecided.set(family, reject);
    } else if (!decided) {
      rejects.delete(row.line_no);
      undecided.delete(family);
    } else if (row.from_status === '' && cause !== undefined) {
      rejects.set(row.line_no, cause);
    }
  }
  return rejects;
}

/** Keeps that items of a partial update are done with. @param fingerprints of each, and all that the message says; whoever keeps them holds the order's row */
export async function recordPartialUpdate(
  session: Session,
  requestId: number,
  fingerprints: readonly string[],
  at: string,
): Promise<void> {
  await session.insertRows(
    'partial_update',
    ['request_id', 'fingerprint', 'received_at'],
    fingerprints.map((fingerprint) => [requestId, fingerprint, at]),
  );
}

/** Those of the fingerprints that are kept. */
export async function findPartialUpdates(
  session: Session,
  requestId: number,
  fingerprints: readonly string[],
): Promise<ReadonlySet<string>> {
  if (fingerprints.length === 0) return new Set();
  const rows = await session.all<{ fingerprint: string }>(
    `SELECT fingerprint FROM partial_update WHERE request_id = ? AND fingerprint IN ${placeholders(fingerprints)}`,
    [requestId, ...fingerprints],
  );
  return new Set(rows.map((row) => row.fingerprint));
}

/** The locations that rejected lines of an order, with the numbers of those lines. */
export async function findRejecters(
  session: Session,
  requestId: number,
): Promise<{ readonly lineNo: number; readonly locationId: number }[]> {
  const rows = await session.all<{ line_no: number; location_id: number }>(
    "SELECT DISTINCT line_no, location_id FROM assignment WHERE request_id = ? AND outcome = 'rejected'",
    [requestId],
  );
  return rows.map((row) => ({ lineNo: row.line_no, locationId: row.location_id }));
}

/** The number of each line's last assignment; lines that never had one are left out. */
export async function lastAttempts(session: Session, requestId: number): Promise<Map<number, number>> {
  const rows = await session.all<{ line_no: number; attempt: number }>(
    'SELECT line_no, MAX(attempt) AS attempt FROM assignment WHERE request_id = ? GROUP BY line_no',
    [requestId],
  );
  return new Map(rows.map((row) => [row.line_no, row.attempt]));
}

/** Keeps what a pass of the routing looked at and why it decided so. */
export async function recordTrace(session: Session, requestId: RowId, at: string, trace: string): Promise<void> {
  await session.write(
    `INSERT INTO routing_trace (request_id, pass, routed_at, trace)
     SELECT ?, COALESCE(MAX(pass), 0) + 1, ?, ? FROM routing_trace WHERE request_id = ?`,
    [requestId, at, trace, requestId],
  );
}

/** The passes of an order's routing, first to last. */
export async function readTraces(
  session: Session,
  requestId: number,
): Promise<{ pass: number; at: string; trace: string }[]> {
  const rows = await session.all<{ pass: number; routed_at: string; trace: string }>(
    'SELECT pass, routed_at, trace FROM routing_trace WHERE request_id = ? ORDER BY pass',
    [requestId],
  );
  return rows.map((row) => ({ pass: row.pass, at: row.routed_at, trace: row.trace }));
}
