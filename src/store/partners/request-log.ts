import type { RequestStage } from '../../domain/partner/request-stage.js';
import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** One stage in the life of a fulfillment request. Kept for good. */
export interface RequestLogEntry {
  readonly fulfillmentRequestId: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly stage: RequestStage;
  /** Who did it: a system, a key, an administrator; empty for the broker itself. */
  readonly actor: string;
  readonly note: string;
}

const REQUEST_LOG = tableOf<RequestLogEntry>('fulfillment_request_log', {
  fulfillmentRequestId: numeric('fulfillment_request_id'),
  at: text('logged_at'),
  stage: text<RequestStage>('stage'),
  actor: text('actor'),
  note: text('note'),
});

/** Appends stages. */
export async function logRequestStages(session: Session, entries: readonly RequestLogEntry[]): Promise<void> {
  await REQUEST_LOG.insert(session, entries);
}

/** The stages of a fulfillment request, in the order in which they came. */
export async function readRequestLog(session: Session, id: number): Promise<RequestLogEntry[]> {
  const rows = await session.all(
    `SELECT ${REQUEST_LOG.list} FROM fulfillment_request_log WHERE fulfillment_request_id = ? ORDER BY id`,
    [id],
  );
  return rows.map(REQUEST_LOG.read);
}
