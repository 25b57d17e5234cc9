import { randomBytes } from 'node:crypto';
import { flag, numeric, nullable, text } from '../platform/db/column.js';
import type { Session, SqlValue } from '../platform/db/session.js';
import { placeholders } from '../platform/db/session.js';
import { tableOf } from '../platform/db/table.js';

/** One request and response, without their texts. */
export interface LoggedMessage {
  readonly id: string;
  /** Time at which the exchange began, ISO 8601 in UTC. */
  readonly at: string;
  readonly user: string;
  /** `''` if the message was rejected before its operation was known. */
  readonly operation: string;
  readonly correlationId: string;
  readonly requestId: number | null;
  readonly orderId: string;
  readonly soapVersion: string;
  readonly outcome: string;
  /** Whether the response was sent completely. */
  readonly delivered: boolean;
  readonly responseCode: number | null;
  /** HTTP status. */
  readonly status: number | null;
  readonly milliseconds: number;
  readonly requestBytes: number | null;
  readonly responseBytes: number | null;
  readonly personalData: 'masked' | 'plain';
  /** Name of the fault on purpose that was injected; null without one. */
  readonly injectedFault: string | null;
}

export interface MessageTexts {
  readonly request: string | null;
  readonly response: string | null;
}

/** What searches read: rows of some 200 bytes. */
const MESSAGE_LOG = tableOf<LoggedMessage>('message_log', {
  id: text('id'),
  at: text('logged_at'),
  user: text('user_name'),
  operation: text('operation'),
  correlationId: text('correlation_id'),
  requestId: nullable(numeric('request_id')),
  orderId: text('order_id'),
  soapVersion: text('soap_version'),
  outcome: text('outcome'),
  delivered: flag('delivered'),
  responseCode: nullable(numeric('response_code')),
  status: nullable(numeric('http_status')),
  milliseconds: numeric('duration_ms'),
  requestBytes: nullable(numeric('request_bytes')),
  responseBytes: nullable(numeric('response_bytes')),
  personalData: text<'masked' | 'plain'>('personal_data'),
  injectedFault: nullable(text('injected_fault')),
});

const MESSAGE_TEXT = tableOf<MessageTexts & { readonly id: string }>('message_text', {
  id: text('message_id'),
  request: nullable(text('request')),
  response: nullable(text('response')),
});
const TEXTS = MESSAGE_TEXT.without('id');

/** Conditions that messages meet. Omitted ones match any message. */
export interface MessageFilter {
  /** ISO 8601 in UTC with milliseconds, inclusive. */
  readonly since?: string;
  /** Exclusive. */
  readonly until?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly requestId?: number;
  readonly orderId?: string;
  readonly user?: string;
  readonly correlationId?: string;
}

/**
 * Generates a message id: a UUID of version 7 (RFC 9562), whose first 48 bits are the time in milliseconds. So ids sort by
 * time, whichever instance generated them, and instances need no common counter to wait for.
 */
export function messageId(at: Date): string {
  const bytes = randomBytes(10);
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const random = bytes.toString('hex');
  return `${timePrefix(at)}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
}

/** The common prefix of all ids of that millisecond. */
function timePrefix(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** Stores messages with their texts. One that has neither text gets no row in `message_text`. */
export async function insertMessages(
  session: Session,
  messages: readonly (LoggedMessage & MessageTexts)[],
): Promise<void> {
  await MESSAGE_LOG.insert(session, messages);
  await MESSAGE_TEXT.insert(
    session,
    messages.filter((one) => one.request !== null || one.response !== null),
  );
}

/** Finds messages, newest first. @param before the last id of the page before; `''` for the first page */
export async function findMessages(
  session: Session,
  filter: MessageFilter,
  before: string,
  limit: number,
): Promise<LoggedMessage[]> {
  const conditions: [string, SqlValue | undefined][] = [
    ['id >= ?', filter.since === undefined ? undefined : timePrefix(new Date(filter.since))],
    ['id < ?', filter.until === undefined ? undefined : timePrefix(new Date(filter.until))],
    ['id < ?', before === '' ? undefined : before],
    ['operation = ?', filter.operation],
    ['outcome = ?', filter.outcome],
    ['request_id = ?', filter.requestId],
    ['order_id = ?', filter.orderId],
    ['user_name = ?', filter.user],
    ['correlation_id = ?', filter.correlationId],
  ];
  const given = conditions.filter((one): one is [string, SqlValue] => one[1] !== undefined);
  const rows = await session.all(
    `SELECT ${MESSAGE_LOG.list} FROM message_log ${given.length === 0 ? '' : `WHERE ${given.map(([sql]) => sql).join(' AND ')}`}
     ORDER BY id DESC LIMIT ?`,
    [...given.map(([, value]) => value), limit],
  );
  return rows.map((row) => MESSAGE_LOG.read(row));
}

/** Reads a message with its texts; undefined for an unknown id. */
export async function readMessage(session: Session, id: string): Promise<(LoggedMessage & MessageTexts) | undefined> {
  const row = await session.first(
    `SELECT ${MESSAGE_LOG.list}, ${TEXTS.list} FROM message_log LEFT JOIN message_text ON message_id = id WHERE id = ?`,
    [id],
  );
  return row && { ...MESSAGE_LOG.read(row), ...TEXTS.read(row) };
}

/**
 * Deletes messages in batches that hold the lock only briefly.
 * @param before a time, or a message id: what is older is deleted
 * @param most maximum number of messages
 * @returns the number of messages deleted
 */
export async function deleteMessagesBefore(session: Session, before: Date | string, most: number): Promise<number> {
  const rows = await session.all<{ id: string }>('SELECT id FROM message_log WHERE id < ? ORDER BY id LIMIT ?', [
    typeof before === 'string' ? before : timePrefix(before),
    most,
  ]);
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await session.run(`DELETE FROM message_text WHERE message_id IN ${placeholders(ids)}`, ids);
  return (await session.run(`DELETE FROM message_log WHERE id IN ${placeholders(ids)}`, ids)).affected;
}

/**
 * Sizes of stored texts, newest first. Uses the recorded byte counts; measuring the texts would read all of them.
 * @param before the last id of the page before; `''` for the first page
 */
export async function messageSizes(
  session: Session,
  before: string,
  limit: number,
): Promise<{ readonly id: string; readonly bytes: number }[]> {
  const rows = await session.all(
    `SELECT id, CASE WHEN request IS NULL THEN 0 ELSE request_bytes END AS request_size, CASE WHEN response IS NULL THEN 0 ELSE response_bytes END AS response_size
     FROM message_log LEFT JOIN message_text ON message_id = id ${before === '' ? '' : 'WHERE id < ?'} ORDER BY id DESC LIMIT ?`,
    [...(before === '' ? [] : [before]), limit],
  );
  return rows.map((row) => ({ id: String(row.id), bytes: Number(row.request_size) + Number(row.response_size) }));
}
