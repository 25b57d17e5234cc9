import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import type { RequestState } from '../../domain/partner/fulfillment-request.js';

/** Counting stops here, as it does for orders (store/statistics.ts). */
const MAX_COUNTED = 10_000;

/** Fulfillment requests that wait, and since when the first of them does: ISO 8601, UTC; null if none waits. */
export interface WaitingRequests {
  readonly count: number;
  readonly since: string | null;
}

/** Counts the fulfillment requests in a state, which wait since they were generated. */
export async function countRequestsIn(session: Session, state: RequestState): Promise<WaitingRequests> {
  return count(session, 'generated_at', [state], '9');
}

/**
 * Counts the fulfillment requests whose acknowledgement is overdue. They are looked for among those that are not
 * acknowledged: the index of due times has all that ever were.
 */
export async function countOverdue(session: Session, now: string): Promise<WaitingRequests> {
  return count(session, 'acknowledge_by', ['processing', 'processed'], now);
}

/** @param until only those whose time is not later; null times never count */
async function count(
  session: Session,
  time: 'generated_at' | 'acknowledge_by',
  states: readonly RequestState[],
  until: string,
): Promise<WaitingRequests> {
  const row = await session.first<{ counted: number | string; since: string | null }>(
    `SELECT COUNT(*) AS counted, MIN(seen.waits) AS since
       FROM (SELECT ${time} AS waits FROM fulfillment_request WHERE state IN ${placeholders(states)} LIMIT ?) AS seen
      WHERE seen.waits <= ?`,
    [...states, MAX_COUNTED, until],
  );
  return { count: Number(row?.counted ?? 0), since: row?.since ?? null };
}
