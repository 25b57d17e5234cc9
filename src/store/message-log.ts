import { randomBytes } from 'node:crypto';
import type { Row, Session, SqlValue } from '../platform/db/session.js';
import { placeholders } from '../platform/db/session.js';

/** A message and its answer, as they are kept. */
export interface LoggedMessage {
  readonly id: string;
  /** When the exchange began, ISO 8601 in UTC. */
  readonly at: string;
  readonly user: string;
  /** `''` when the message got no further than its envelope. */
  readonly operation: string;
  readonly correlationId: string;
  readonly requestId: number | null;
  readonly orderId: string;
  readonly soapVersion: string;
  readonly outcome: string;
  readonly delivered: boolean;
  readonly responseCode: number | null;
  readonly status: number | null;
  readonly milliseconds: number;
  readonly requestBytes: number | null;
  readonly responseBytes: number | null;
  readonly personalData: 'masked' | 'plain';
}

export interface MessageTexts {
  readonly request: string | null;
  readonly response: string | null;
}

export interface MessageFilter {
  /** From this time on, and before that one; ISO 8601 in UTC with milliseconds. */
  readonly since?: string;
  readonly until?: string;
  readonly operation?: string;
  readonly outcome?: string;
  readonly requestId?: number;
  readonly orderId?: string;
  readonly user?: string;
  readonly correlationId?: string;
}

/**
 * An id for a message: a UUID of version 7 (RFC 9562), whose first 48 bits are the time in milliseconds. So ids sort by
 * time, whichever instance gave them out, and need no counter that instances would wait for.
 */
export function messageId(at: Date): string {
  const bytes = randomBytes(10);
  bytes[0] = ((bytes[0] ?? 0) & 0x0f) | 0x70;
  bytes[2] = ((bytes[2] ?? 0) & 0x3f) | 0x80;
  const random = bytes.toString('hex');
  return `${timePrefix(at)}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8)}`;
}

/** What every id of that millisecond begins with. */
function timePrefix(at: Date): string {
  const hex = at.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

const COLUMNS = [
  'id',
  'logged_at',
  'user_name',
  'operation',
  'correlation_id',
  'request_id',
  'order_id',
  'soap_version',
  'outcome',
  'delivered',
  'response_code',
  'http_status',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'personal_data',
] as const;

/** Keeps messages with their texts; one that has neither text gets no row for them. */
export async function insertMessages(
  session: Session,
  messages: readonly (LoggedMessage & MessageTexts)[],
): Promise<void> {
  await session.insertRows(
    'message_log',
    COLUMNS,
    messages.map((one): SqlValue[] => [
      one.id,
      one.at,
      one.user,
      one.operation,
      one.correlationId,
      one.requestId,
      one.orderId,
      one.soapVersion,
      one.outcome,
      one.delivered ? 1 : 0,
      one.responseCode,
      one.status,
      one.milliseconds,
      one.requestBytes,
      one.responseBytes,
      one.personalData,
    ]),
  );
  const texts = messages.filter((one) => one.request !== null || one.response !== null);
  await session.insertRows(
    'message_text',
    ['message_id', 'request', 'response'],
    texts.map((one) => [one.id, one.request, one.response]),
  );
}

/** Newest first. @param before the id that the page before ended with; `''` begins at the newest */
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
  const asked = conditions.filter((one): one is [string, SqlValue] => one[1] !== undefined);
  const rows = await session.all(
    `SELECT ${COLUMNS.join(', ')} FROM message_log ${asked.length === 0 ? '' : `WHERE ${asked.map(([sql]) => sql).join(' AND ')}`}
     ORDER BY id DESC LIMIT ?`,
    [...asked.map(([, value]) => value), limit],
  );
  return rows.map(toMessage);
}

export async function readMessage(session: Session, id: string): Promise<(LoggedMessage & MessageTexts) | undefined> {
  const row = await session.first(
    `SELECT ${COLUMNS.join(', ')}, request, response FROM message_log LEFT JOIN message_text ON message_id = id WHERE id = ?`,
    [id],
  );
  return row && { ...toMessage(row), request: textOf(row.request), response: textOf(row.response) };
}

/** Deletes messages that are older than a time, or than the message of an id, so many at once that nobody waits long for the lock. @returns how many */
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
 * How large the texts of messages are, newest first: the sizes they were sent with, for to measure the texts would be to read them.
 * @param before the id that the page before ended with; `''` begins at the newest
 */
export async function messageSizes(
  session: Session,
  before: string,
  limit: number,
): Promise<{ readonly id: string; readonly bytes: number }[]> {
  const rows = await session.all(
    `SELECT id, CASE WHEN request IS NULL THEN 0 ELSE request_bytes END AS asked, CASE WHEN response IS NULL THEN 0 ELSE response_bytes END AS answered
     FROM message_log LEFT JOIN message_text ON message_id = id ${before === '' ? '' : 'WHERE id < ?'} ORDER BY id DESC LIMIT ?`,
    [...(before === '' ? [] : [before]), limit],
  );
  return rows.map((row) => ({ id: String(row.id), bytes: Number(row.asked) + Number(row.answered) }));
}

function toMessage(row: Row): LoggedMessage {
  return {
    id: String(row.id),
    at: String(row.logged_at),
    user: String(row.user_name),
    operation: String(row.operation),
    correlationId: String(row.correlation_id),
    requestId: numberOf(row.request_id),
    orderId: String(row.order_id),
    soapVersion: String(row.soap_version),
    outcome: String(row.outcome),
    delivered: row.delivered === 1,
    responseCode: numberOf(row.response_code),
    status: numberOf(row.http_status),
    milliseconds: Number(row.duration_ms),
    requestBytes: numberOf(row.request_bytes),
    responseBytes: numberOf(row.response_bytes),
    personalData: row.personal_data === 'plain' ? 'plain' : 'masked',
  };
}

function numberOf(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOf(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
