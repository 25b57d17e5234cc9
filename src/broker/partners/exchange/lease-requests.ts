import { randomUUID } from 'node:crypto';
import { RefusedError } from '../../../domain/partner/refusal.js';
import {
  endRequestLease,
  findLeased,
  findUnleased,
  insertRequestLeases,
} from '../../../store/partners/request-leases.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';
import type { RequestActor } from '../open-request.js';
import { handOver } from '../process-request.js';
import { viewRequests } from './view-requests.js';
import type { RequestView } from './view-requests.js';

/** The most fulfillment requests that are handed out at once. */
const MOST_LEASED = 100;

/** Fulfillment requests that are handed out. */
export interface LeasedRequests {
  readonly views: readonly RequestView[];
  /** To be called when the answer has been sent completely (`true`) or was lost (`false`); absent if nothing depends on it. */
  readonly delivered?: (isSent: boolean) => Promise<void>;
}

/**
 * Hands out the fulfillment requests that wait for a partner, oldest first, and leases them, so that nobody else gets them at the
 * same time.
 *
 * - without `seconds` they are marked as processed, but only once the answer has been sent completely; if the caller hung up, they
 *   are handed out again at once, and if the process died, after `poll_lease_seconds`;
 * - with `seconds` nothing is marked: the partner says what it has received (processed, acknowledge, processing-failed), and what
 *   it has not spoken of by then is handed out again. That also covers an answer that is lost behind the connection.
 */
export async function leaseRequests(
  context: BrokerContext,
  actor: RequestActor & { readonly locationIds: ReadonlySet<number> },
  seconds?: number,
): Promise<LeasedRequests> {
  const leaseId = randomUUID();
  const views = await inUnit(context, { retryOnConflict: true }, async (unit) => {
    const { session, network, now, timestamp } = unit;
    const ids = await findUnleased(session, [...actor.locationIds], timestamp, MOST_LEASED);
    const found = await viewRequests(context, unit, ids);
    const lasts = (seconds ?? network.preferences.pollLeaseSeconds) * 1000;
    await insertRequestLeases(
      session,
      found.map(({ request }) => request.id),
      { leaseId, now: timestamp, expiresAt: new Date(now.getTime() + lasts).toISOString() },
    );
    return found;
  });
  if (views.length === 0) return { views };
  const settle = (isSent: boolean): Promise<void> => settleLease(context, leaseId, actor, isSent);
  // A lease for a time ends early only when its answer is known to be lost.
  return { views, delivered: (isSent) => (isSent && seconds !== undefined ? Promise.resolve() : settle(isSent)) };
}

/** Ends a lease. What was sent is with the partner now, unless it has said more about it meanwhile, or lost it. */
async function settleLease(
  context: BrokerContext,
  leaseId: string,
  actor: RequestActor,
  isSent: boolean,
): Promise<void> {
  const ids = isSent ? await inUnit(context, ({ session }) => findLeased(session, leaseId)) : [];
  for (const id of ids) {
    try {
      await handOver(context, id, actor, 'fetched');
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  await inUnit(context, ({ session }) => endRequestLease(session, leaseId));
}
