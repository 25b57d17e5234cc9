import type {
  FulfillmentRequest,
  RequestedLine,
  RequestFlag,
  RequestState,
} from '../../domain/partner/fulfillment-request.js';
import type { Status } from '../../domain/values/status.js';
import { nullable, numeric, text } from '../../platform/db/column.js';
import type { Column } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

const FULFILLMENT_REQUEST = tableOf<FulfillmentRequest>('fulfillment_request', {
  id: numeric('id'),
  requestId: numeric('request_id'),
  locationId: numeric('location_id'),
  sequence: numeric('sequence'),
  number: text('number'),
  state: text<RequestState>('state'),
  flags: words('flags'),
  generatedAt: text('generated_at'),
  processingAt: nullable(text('processing_at')),
  processedAt: nullable(text('processed_at')),
  acknowledgedAt: nullable(text('acknowledged_at')),
  endedAt: nullable(text('ended_at')),
  cancelRequestedAt: nullable(text('cancel_requested_at')),
  acknowledgeBy: nullable(text('acknowledge_by')),
  error: text('error'),
});

const NEW = FULFILLMENT_REQUEST.without('id');
const STATE = FULFILLMENT_REQUEST.without('id', 'requestId', 'locationId', 'sequence', 'generatedAt');

/** Stores a fulfillment request. @returns its id */
export async function insertFulfillmentRequest(
  session: Session,
  request: Omit<FulfillmentRequest, 'id'>,
): Promise<number> {
  return (await session.run(NEW.insertStatement, NEW.values(request))).insertId;
}

/**
 * Stores what changes of a fulfillment request, which has no date then (stamps.ts). The caller must hold the row lock of its
 * order.
 */
export async function updateFulfillmentRequest(session: Session, request: FulfillmentRequest): Promise<void> {
  await session.run(`UPDATE fulfillment_request SET ${STATE.assignments}, modified_at = NULL WHERE id = ?`, [
    ...STATE.values(request),
    request.id,
  ]);
}

/** The fulfillment requests of orders, oldest first. */
export async function findFulfillmentRequests(
  session: Session,
  requestIds: readonly number[],
): Promise<FulfillmentRequest[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all(
    `SELECT ${FULFILLMENT_REQUEST.list} FROM fulfillment_request WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id, id`,
    requestIds,
  );
  return rows.map(FULFILLMENT_REQUEST.read);
}

/** A fulfillment request by its id. */
export async function readFulfillmentRequest(session: Session, id: number): Promise<FulfillmentRequest | undefined> {
  const row = await session.first(`SELECT ${FULFILLMENT_REQUEST.list} FROM fulfillment_request WHERE id = ?`, [id]);
  return row && FULFILLMENT_REQUEST.read(row);
}

/** Fulfillment requests by their ids, in ascending order; unknown ones are left out. */
export async function readRequests(session: Session, ids: readonly number[]): Promise<FulfillmentRequest[]> {
  if (ids.length === 0) return [];
  const rows = await session.all(
    `SELECT ${FULFILLMENT_REQUEST.list} FROM fulfillment_request WHERE id IN ${placeholders(ids)} ORDER BY id`,
    ids,
  );
  return rows.map(FULFILLMENT_REQUEST.read);
}

/** How many fulfillment requests an order had so far. */
export async function countFulfillmentRequests(session: Session, requestId: number): Promise<number> {
  const row = await session.first<{ count: number | string }>(
    'SELECT COUNT(*) AS count FROM fulfillment_request WHERE request_id = ?',
    [requestId],
  );
  // MariaDB and MySQL count in BIGINT, which their driver gives as text.
  return Number(row?.count ?? 0);
}

/** Whether a fulfillment request of a location that has not ended, other than the given one, has a number. */
export async function isNumberTaken(
  session: Session,
  locationId: number,
  number: string,
  except = 0,
): Promise<boolean> {
  const found = await session.first(
    `SELECT 1 AS found FROM fulfillment_request
      WHERE number = ? AND location_id = ? AND id <> ? AND state NOT IN ('canceled', 'voided') LIMIT 1`,
    [number, locationId, except],
  );
  return found !== undefined;
}

/** Masks what people wrote into fulfillment requests of orders and their logs. Orders without one cost one read. */
export async function maskRequestTexts(session: Session, requestIds: readonly number[]): Promise<void> {
  const ids = (await findFulfillmentRequests(session, requestIds)).map(({ id }) => id);
  if (ids.length === 0) return;
  await session.run(
    `UPDATE fulfillment_request SET error = '*****' WHERE error <> '' AND id IN ${placeholders(ids)}`,
    ids,
  );
  await session.run(
    `UPDATE fulfillment_request_log SET note = '*****'
      WHERE actor <> '' AND note <> '' AND fulfillment_request_id IN ${placeholders(ids)}`,
    ids,
  );
  // What it says of parcels is in the shipments.
  await session.run(`DELETE FROM partner_note WHERE fulfillment_request_id IN ${placeholders(ids)}`, ids);
}

/** Which fulfillment requests to list. */
export interface RequestFilter {
  readonly requestId?: number;
  readonly number?: string;
  readonly states?: readonly RequestState[];
  readonly locationIds?: readonly number[];
  /** Only those of orders that are not under review. */
  readonly released?: boolean;
  /** Only those with a greater id. */
  readonly after: number;
  readonly limit: number;
}

/** Lists fulfillment requests by ascending id. */
export async function listFulfillmentRequests(session: Session, filter: RequestFilter): Promise<FulfillmentRequest[]> {
  const { requestId, number, states, locationIds, released, after, limit } = filter;
  if (states?.length === 0 || locationIds?.length === 0) return [];
  const conditions = [
    'f.id > ?',
    ...(requestId === undefined ? [] : ['f.request_id = ?']),
    ...(number === undefined ? [] : ['f.number = ?']),
    ...(states === undefined ? [] : [`f.state IN ${placeholders(states)}`]),
    ...(locationIds === undefined ? [] : [`f.location_id IN ${placeholders(locationIds)}`]),
    ...(released === true
      ? ['NOT EXISTS (SELECT 1 FROM customer_order o WHERE o.request_id = f.request_id AND o.under_review = 1)']
      : []),
  ];
  const values = [after, requestId, number, ...(states ?? []), ...(locationIds ?? [])].filter(
    (value) => value !== undefined,
  );
  const rows = await session.all(
    `SELECT ${FULFILLMENT_REQUEST.columns.map((column) => `f.${column}`).join(', ')} FROM fulfillment_request f
      WHERE ${conditions.join(' AND ')} ORDER BY f.id LIMIT ?`,
    [...values, limit],
  );
  return rows.map(FULFILLMENT_REQUEST.read);
}

/** The fulfillment requests whose acknowledgement is overdue, by ascending id after the given one. */
export async function findUnacknowledged(
  session: Session,
  filter: { readonly now: string; readonly requestId?: number; readonly after: number; readonly limit: number },
): Promise<FulfillmentRequest[]> {
  const { now, requestId, after, limit } = filter;
  const rows = await session.all(
    `SELECT ${FULFILLMENT_REQUEST.list} FROM fulfillment_request
      WHERE acknowledge_by <= ? AND id > ? AND state IN ('processing', 'processed')
        ${requestId === undefined ? '' : 'AND request_id = ?'} ORDER BY id LIMIT ?`,
    [now, after, ...(requestId === undefined ? [] : [requestId]), limit],
  );
  return rows.map(FULFILLMENT_REQUEST.read);
}

/** A line of a fulfillment request. */
export interface AssignedLine extends RequestedLine {
  readonly fulfillmentRequestId: number;
  readonly lineNo: number;
  readonly attempt: number;
}

/**
 * The lines of fulfillment requests. The status of an attempt that has ended is that of its outcome, since the line may be
 * with somebody else by now.
 */
export async function readRequestedLines(session: Session, ids: readonly number[]): Promise<AssignedLine[]> {
  if (ids.length === 0) return [];
  const rows = await session.all<{
    fulfillment_request_id: number;
    line_no: number;
    attempt: number;
    quantity: number;
    outcome: RequestedLine['outcome'];
    status: Status;
  }>(
    `SELECT a.fulfillment_request_id, a.line_no, a.attempt, a.quantity, a.outcome, l.status
       FROM assignment a JOIN order_line l ON l.request_id = a.request_id AND l.line_no = a.line_no
      WHERE a.fulfillment_request_id IN ${placeholders(ids)} ORDER BY a.fulfillment_request_id, a.line_no, a.attempt`,
    ids,
  );
  return rows.map(({ fulfillment_request_id, line_no, attempt, quantity, outcome, status }) => ({
    fulfillmentRequestId: fulfillment_request_id,
    lineNo: line_no,
    attempt,
    quantity,
    outcome,
    status,
  }));
}

/** A list of words in one column. */
function words(name: string): Column<readonly RequestFlag[]> {
  return {
    name,
    write: (value) => value.join(' '),
    read: (value) =>
      String(value)
        .split(' ')
        .filter((word) => word !== '') as RequestFlag[],
  };
}
