import type { PollKind } from '../../domain/order/polling.js';
import type { OrderPart } from './polling.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** A line that a poll was given and that goes back when its time is over. */
export interface PollLease {
  readonly pollId: string;
  readonly requestId: number;
  readonly lineNo: number;
  readonly locationId: number;
  readonly kind: PollKind;
  /** ISO 8601, UTC: also the line's status date, as long as nothing has happened to it since. */
  readonly polledAt: string;
  /** Whether the answer is known to have been sent whole. */
  readonly sent: boolean;
  readonly expiresAt: string;
}

/** Which leases: those of one poll, or those whose time is over, of all polls or of one location's. */
export type LeaseScope =
  | { readonly pollId: string }
  | { readonly expiredAt: string; readonly of?: { readonly locationId: number; readonly kind: PollKind } };

/** Keeps what a poll was given. */
export async function insertLeases(
  session: Session,
  poll: Pick<PollLease, 'pollId' | 'locationId' | 'kind' | 'polledAt' | 'expiresAt'>,
  given: readonly OrderPart[],
): Promise<void> {
  await session.insertRows(
    'poll_lease',
    ['poll_id', 'request_id', 'line_no', 'location_id', 'kind', 'polled_at', 'expires_at'],
    given.flatMap(({ order, lines }) =>
      lines.map(({ lineNo }) => [
        poll.pollId,
        order.requestId,
        lineNo,
        poll.locationId,
        poll.kind,
        poll.polledAt,
        poll.expiresAt,
      ]),
    ),
  );
}

/** Requests with leases in a scope, in the order of their ids. @param after only those with greater ids */
export async function findLeasedRequests(
  session: Session,
  scope: LeaseScope,
  after: number,
  most: number,
): Promise<number[]> {
  const { where, parameters } = conditionOf(scope);
  const rows = await session.all<{ request_id: number }>(
    `SELECT DISTINCT request_id FROM poll_lease WHERE ${where} AND request_id > ? ORDER BY request_id LIMIT ?`,
    [...parameters, after, most],
  );
  return rows.map((row) => row.request_id);
}

/**
 * Takes the leases of orders away; what they held goes back.
 *
 * The race: the answer is reported as sent, or another instance takes them, at the same moment. The rows are read again
 * under their locks, after those of the orders: whoever comes second finds them gone, or prolonged.
 */
export async function takeLeases(
  session: Session,
  scope: LeaseScope,
  requestIds: readonly number[],
): Promise<PollLease[]> {
  if (requestIds.length === 0) return [];
  const { where, parameters } = conditionOf(scope);
  const condition = `${where} AND request_id IN ${placeholders(requestIds)}`;
  const rows = await session.all<{
    poll_id: string;
    request_id: number;
    line_no: number;
    location_id: number;
    kind: PollKind;
    polled_at: string;
    sent: number;
    expires_at: string;
  }>(`SELECT * FROM poll_lease WHERE ${condition} ${session.dialect === 'mysql' ? 'FOR UPDATE' : ''}`, [
    ...parameters,
    ...requestIds,
  ]);
  if (rows.length === 0) return [];
  await session.run(`DELETE FROM poll_lease WHERE ${condition}`, [...parameters, ...requestIds]);
  return rows.map((row) => ({
    pollId: row.poll_id,
    requestId: row.request_id,
    lineNo: row.line_no,
    locationId: row.location_id,
    kind: row.kind,
    polledAt: row.polled_at,
    sent: row.sent === 1,
    expiresAt: row.expires_at,
  }));
}

/** Ends the leases of a poll whose answer was sent. */
export async function settleLeases(session: Session, pollId: string): Promise<void> {
  await session.run('DELETE FROM poll_lease WHERE poll_id = ?', [pollId]);
}

/** Ends the leases of lines whose location says that it has got them. */
export async function endLeases(session: Session, requestId: number, lineNos: readonly number[]): Promise<void> {
  await session.run(`DELETE FROM poll_lease WHERE request_id = ? AND line_no IN ${placeholders(lineNos)}`, [
    requestId,
    ...lineNos,
  ]);
}

/** Lets the leases of a poll whose answer was sent run on: until then a status update is waited for. */
export async function prolongLeases(session: Session, pollId: string, expiresAt: string): Promise<void> {
  await session.run('UPDATE poll_lease SET sent = 1, expires_at = ? WHERE poll_id = ?', [expiresAt, pollId]);
}

function conditionOf(scope: LeaseScope): { where: string; parameters: (string | number)[] } {
  if ('pollId' in scope) return { where: 'poll_id = ?', parameters: [scope.pollId] };
  const { expiredAt, of } = scope;
  return of === undefined
    ? { where: 'expires_at <= ?', parameters: [expiredAt] }
    : { where: 'expires_at <= ? AND location_id = ? AND kind = ?', parameters: [expiredAt, of.locationId, of.kind] };
}
