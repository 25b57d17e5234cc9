import type { PollKind } from '../../domain/order/polling.js';
import { flag, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';
import type { OrderPart } from './polling.js';

/** A line that a poll returned, and that is offered again when the lease expires. */
export interface PollLease {
  readonly pollId: string;
  readonly requestId: number;
  readonly lineNo: number;
  readonly locationId: number;
  readonly kind: PollKind;
  /** ISO 8601, UTC: equal to the line's status date until its status changes again. */
  readonly polledAt: string;
  /** Whether the response is known to have been sent completely. */
  readonly sent: boolean;
  readonly expiresAt: string;
}

const POLL_LEASE = tableOf<PollLease>('poll_lease', {
  pollId: text('poll_id'),
  requestId: numeric('request_id'),
  lineNo: numeric('line_no'),
  locationId: numeric('location_id'),
  kind: text<PollKind>('kind'),
  polledAt: text('polled_at'),
  sent: flag('sent'),
  expiresAt: text('expires_at'),
});
const insertLeasesOf = POLL_LEASE.insertSharing('pollId', 'locationId', 'kind', 'polledAt', 'sent', 'expiresAt');

/**
 * Selects leases: those of one poll, or those that have expired, of all polls or of one location's. Leases that end after
 * `latest` were stored while a clock was ahead, and have expired.
 */
export type LeaseScope =
  | { readonly pollId: string }
  | {
      readonly expiredAt: string;
      readonly latest: string;
      readonly of?: { readonly locationId: number; readonly kind: PollKind };
    };

/** Stores leases of the lines that a poll returns. */
export async function insertLeases(
  session: Session,
  poll: Pick<PollLease, 'pollId' | 'locationId' | 'kind' | 'polledAt' | 'expiresAt'>,
  given: readonly OrderPart[],
): Promise<void> {
  await insertLeasesOf(
    session,
    { ...poll, sent: false },
    given.flatMap(({ order: { requestId }, lines }) => lines.map(({ lineNo }) => ({ requestId, lineNo }))),
  );
}

/** Finds requests with leases in a scope, by ascending id. @param after exclusive request id */
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
 * Deletes leases of orders, and returns them so that their lines can be offered again. The caller must hold the orders'
 * row locks.
 *
 * The race: at the same moment the response is reported as sent, or another instance takes the leases. The rows are read
 * again under their own locks, after those of the orders: the second one finds them deleted, or extended.
 */
export async function takeLeases(
  session: Session,
  scope: LeaseScope,
  requestIds: readonly number[],
): Promise<PollLease[]> {
  if (requestIds.length === 0) return [];
  const { where, parameters } = conditionOf(scope);
  const condition = `${where} AND request_id IN ${placeholders(requestIds)}`;
  const rows = await session.all(
    `SELECT ${POLL_LEASE.list} FROM poll_lease WHERE ${condition} ${session.dialect === 'mysql' ? 'FOR UPDATE' : ''}`,
    [...parameters, ...requestIds],
  );
  if (rows.length === 0) return [];
  await session.run(`DELETE FROM poll_lease WHERE ${condition}`, [...parameters, ...requestIds]);
  return rows.map((row) => POLL_LEASE.read(row));
}

/** Ends the leases of a poll whose response was sent. */
export async function settleLeases(session: Session, pollId: string): Promise<void> {
  await session.run('DELETE FROM poll_lease WHERE poll_id = ?', [pollId]);
}

/** Ends the leases of lines whose location has confirmed that it received them. */
export async function endLeases(session: Session, requestId: number, lineNos: readonly number[]): Promise<void> {
  await session.run(`DELETE FROM poll_lease WHERE request_id = ? AND line_no IN ${placeholders(lineNos)}`, [
    requestId,
    ...lineNos,
  ]);
}

/** Extends the leases of a poll whose response was sent: the location's status update is expected until then. */
export async function prolongLeases(session: Session, pollId: string, expiresAt: string): Promise<void> {
  await session.run('UPDATE poll_lease SET sent = 1, expires_at = ? WHERE poll_id = ?', [expiresAt, pollId]);
}

function conditionOf(scope: LeaseScope): { where: string; parameters: (string | number)[] } {
  if ('pollId' in scope) return { where: 'poll_id = ?', parameters: [scope.pollId] };
  const { expiredAt, latest, of } = scope;
  const where = '(expires_at <= ? OR expires_at > ?)';
  return of === undefined
    ? { where, parameters: [expiredAt, latest] }
    : {
        where: `${where} AND location_id = ? AND kind = ?`,
        parameters: [expiredAt, latest, of.locationId, of.kind],
      };
}
