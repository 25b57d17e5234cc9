import type { Status } from '../../domain/values/status.js';
import { numeric, nullable, rowId, text } from '../../platform/db/column.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** One status change of one line. Kept for good. */
export interface StatusChange {
  readonly requestId: number;
  readonly lineNo: number;
  readonly at: string;
  /** The caller; empty for a change that the broker made itself: a poll (employee `SYSTEM`), a routing decision. */
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
  readonly from: Status | '';
  readonly to: Status;
  readonly quantity: number;
  /** The location that the line was assigned to after the change. */
  readonly locationId: number;
  readonly reasonCode: string;
  readonly reasonNote: string;
  /** As the update reported it; empty where it reported none. */
  readonly shippingAgent: string;
  readonly trackingNumber: string;
}

/** What a change has that reports no shipment. */
export const NO_SHIPMENT = { shippingAgent: '', trackingNumber: '' } as const;

/** A status change of an order whose request id may not have been read back yet. */
export type NewStatusChange = Omit<StatusChange, 'requestId'> & { readonly requestId: RowId };

/** Status changes. A further column, `id`, is generated and keeps their order. */
export const STATUS_CHANGE = tableOf<NewStatusChange>('status_change', {
  requestId: rowId('request_id'),
  lineNo: numeric('line_no'),
  at: text('changed_at'),
  systemCd: text('system_cd'),
  locationCd: text('location_cd'),
  employeeId: text('employee_id'),
  from: text<Status | ''>('from_status'),
  to: text<Status>('to_status'),
  quantity: numeric('quantity'),
  locationId: numeric('location_id'),
  reasonCode: text('reason_code'),
  reasonNote: text('reason_note'),
  shippingAgent: text('shipping_agent'),
  trackingNumber: text('tracking_number'),
});

/** Appends status changes to the history. */
export async function insertChanges(session: Session, changes: readonly NewStatusChange[]): Promise<void> {
  await STATUS_CHANGE.insert(session, changes);
}

/** One attempt to have a line fulfilled at a location. */
export interface Assignment {
  readonly lineNo: number;
  readonly attempt: number;
  readonly locationId: number;
  readonly quantity: number;
}

export type AssignmentOutcome = 'fulfilled' | 'rejected' | 'canceled' | 'voided';

/** An attempt and its outcome; both of its last properties are null until it ends. */
export interface PastAssignment extends Assignment {
  readonly assignedAt: string;
  readonly endedAt: string | null;
  readonly outcome: AssignmentOutcome | null;
  /** The fulfillment request that it belongs to; null where the location is no partner's. */
  readonly fulfillmentRequestId: number | null;
}

/** Attempts, at most one open per line. */
export const ASSIGNMENT = tableOf<PastAssignment & { readonly requestId: RowId }>('assignment', {
  requestId: rowId('request_id'),
  lineNo: numeric('line_no'),
  attempt: numeric('attempt'),
  locationId: numeric('location_id'),
  quantity: numeric('quantity'),
  assignedAt: text('assigned_at'),
  endedAt: nullable(text('ended_at')),
  outcome: nullable(text<AssignmentOutcome>('outcome')),
  fulfillmentRequestId: nullable(numeric('fulfillment_request_id')),
});

const OPEN = ASSIGNMENT.without('endedAt', 'outcome');
const insertOpenAssignments = OPEN.without('fulfillmentRequestId').insertSharing('requestId', 'assignedAt');
const insertRequestedAssignments = OPEN.insertSharing('requestId', 'assignedAt', 'fulfillmentRequestId');

/** Opens assignments. @param at ISO 8601, UTC */
export async function startAssignments(
  session: Session,
  requestId: RowId,
  at: string,
  assignments: readonly Assignment[],
): Promise<void> {
  await insertOpenAssignments(session, { requestId, assignedAt: at }, assignments);
}

/** Opens the assignments of a fulfillment request. @param at ISO 8601, UTC */
export async function startRequestedAssignments(
  session: Session,
  shared: { readonly requestId: RowId; readonly assignedAt: string; readonly fulfillmentRequestId: number },
  assignments: readonly Assignment[],
): Promise<void> {
  await insertRequestedAssignments(session, shared, assignments);
}

/** Ends the open assignment of a line, if it has one. */
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

/** Divides the open assignment of a line between it and the line that was split off. @param rest keeps the line number */
export async function splitAssignment(
  session: Session,
  requestId: number,
  rest: { readonly lineNo: number; readonly quantity: number },
  part: { readonly lineNo: number; readonly quantity: number },
): Promise<void> {
  await session.run(
    `INSERT INTO assignment (request_id, line_no, attempt, location_id, quantity, assigned_at, fulfillment_request_id)
     SELECT request_id, ?, 1, location_id, ?, assigned_at, fulfillment_request_id FROM assignment WHERE request_id = ? AND line_no = ? AND ended_at IS NULL`,
    [part.lineNo, part.quantity, requestId, rest.lineNo],
  );
  await session.run('UPDATE assignment SET quantity = ? WHERE request_id = ? AND line_no = ? AND ended_at IS NULL', [
    rest.quantity,
    requestId,
    rest.lineNo,
  ]);
}

/** The caller of a status change. */
interface Caller {
  readonly systemCd: string;
  readonly locationCd: string;
}

/**
 * Finds, for each line, the caller whose reject is the last change that did not come from the broker's own decision. Lines
 * that the decision split off a rejected line count as rejected by the same caller.
 * @param familyOf what a line and those split off it have in common
 */
export async function lastRejects(
  session: Session,
  requestId: number,
  familyOf: (lineNo: number) => number | undefined,
): Promise<Map<number, Caller>> {
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
  const rejects = new Map<number, Caller>();
  // By family: the reject that the broker is deciding about.
  const undecided = new Map<number | undefined, Caller>();
  for (const row of rows) {
    const family = familyOf(row.line_no);
    const caller = { systemCd: row.system_cd, locationCd: row.location_cd };
    const isDecision = row.system_cd === '' && (row.to_status === 'new_order' || row.to_status === 'unfulfillable');
    const cause = undecided.get(family);
    if (row.to_status === 'rejected') {
      rejects.set(row.line_no, caller);
      undecided.set(family, caller);
    } else if (!isDecision) {
      rejects.delete(row.line_no);
      undecided.delete(family);
    } else if (row.from_status === '' && cause !== undefined) {
      rejects.set(row.line_no, cause);
    }
  }
  return rejects;
}

/** Deduplication keys of items of partial updates that have been applied. */
const PARTIAL_UPDATE = tableOf<{ requestId: number; fingerprint: string; receivedAt: string }>('partial_update', {
  requestId: numeric('request_id'),
  fingerprint: text('fingerprint'),
  receivedAt: text('received_at'),
});
const insertPartialUpdates = PARTIAL_UPDATE.insertSharing('requestId', 'receivedAt');

/**
 * Records applied items of a partial update, so that a replay is recognized. The caller must hold the order's row lock.
 * @param fingerprints of each item, over all that the message says about it
 */
export async function recordPartialUpdate(
  session: Session,
  requestId: number,
  fingerprints: readonly string[],
  at: string,
): Promise<void> {
  await insertPartialUpdates(
    session,
    { requestId, receivedAt: at },
    fingerprints.map((fingerprint) => ({ fingerprint })),
  );
}

/** Finds which of the fingerprints are recorded. */
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

/** Finds the locations that have rejected lines of an order, with the line numbers. */
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

/** The attempt number of each line's last assignment; lines that never had one are left out. */
export async function lastAttempts(session: Session, requestId: number): Promise<Map<number, number>> {
  const rows = await session.all<{ line_no: number; attempt: number }>(
    'SELECT line_no, MAX(attempt) AS attempt FROM assignment WHERE request_id = ? GROUP BY line_no',
    [requestId],
  );
  return new Map(rows.map((row) => [row.line_no, row.attempt]));
}

/** Stores the trace of a routing pass: what it considered, and why it decided so. @param trace JSON */
export async function recordTrace(session: Session, requestId: RowId, at: string, trace: string): Promise<void> {
  await session.write(
    `INSERT INTO routing_trace (request_id, pass, routed_at, trace)
     SELECT ?, COALESCE(MAX(pass), 0) + 1, ?, ? FROM routing_trace WHERE request_id = ?`,
    [requestId, at, trace, requestId],
  );
}

/** Reads the traces of an order, by routing pass. */
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
