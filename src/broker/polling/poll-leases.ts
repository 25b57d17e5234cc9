import type { Network } from '../../domain/network/network.js';
import type { OrderLine } from '../../domain/order/order.js';
import { OFFERS, POLL_KINDS } from '../../domain/order/polling.js';
import { lockOrders } from '../../store/orders/orders.js';
import { findLeasedRequests, prolongLeases, settleLeases, takeLeases } from '../../store/polling/poll-leases.js';
import type { LeaseScope, PollLease } from '../../store/polling/poll-leases.js';
import type { OrderPart } from '../../store/polling/polling.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import { moveOffered } from './move-offered.js';

/**
 * What a poll was given is leased to it until its answer has been sent, so that an answer that never leaves loses nothing:
 *
 * - sent whole: the lease is settled; with `poll_reoffer_minutes` it runs on for that long instead, for answers that are
 *   lost on the way;
 * - the caller hung up before: the lines go back at once;
 * - nobody knows, because the process died: the lease ends after `poll_lease_seconds`.
 *
 * Lines go back only if nothing has happened to them since they were handed out: whoever updated them knows of them.
 */

/** Orders that are locked at once when lines go back. */
const BATCH = 100;

/** When what is handed out now goes back, unless the answer is known to have been sent. */
export function endOfLease(network: Network, now: Date): string {
  return new Date(now.getTime() + network.preferences.pollLeaseSeconds * 1000).toISOString();
}

/** Ends a poll. @param whole whether its answer was sent to the last byte */
export async function settlePoll(
  context: BrokerContext,
  pollId: string,
  polledAt: Date,
  whole: boolean,
): Promise<void> {
  if (!whole) {
    await releaseAll(context, { pollId });
    return;
  }
  await context.database.transaction(async (session) => {
    const { pollReofferMinutes } = (await context.networks.current(session)).preferences;
    if (pollReofferMinutes === null) await settleLeases(session, pollId);
    else await prolongLeases(session, pollId, new Date(polledAt.getTime() + pollReofferMinutes * 60_000).toISOString());
  });
}

/**
 * Puts back what was handed out and has not been answered for in time. Several instances may do so at once.
 * @returns how many lines went back
 */
export async function releaseLeases(context: BrokerContext): Promise<number> {
  return releaseAll(context, { expiredAt: context.clock().toISOString() });
}

/** Each batch is a transaction of its own. */
async function releaseAll(context: BrokerContext, scope: LeaseScope): Promise<number> {
  let lines = 0;
  for (let after: number | undefined = 0; after !== undefined;) {
    const from: number = after;
    const batch = await context.database.transaction(async (session) =>
      putBack(session, await context.networks.current(session), context.clock(), scope, { after: from, most: BATCH }),
    );
    lines += batch.lines;
    after = batch.last;
  }
  return lines;
}

/**
 * Takes leases of a scope, and puts back the lines that are still as the poll left them.
 *
 * Their orders are locked first, as an update does, and the leases read under that lock: an update that comes at the same
 * time, or another instance, is waited for, and then there is nothing left to put back.
 *
 * @param page the orders looked at: so many, with greater request ids
 * @returns how many lines went back, and the greatest request id looked at; undefined when there were no more
 */
export async function putBack(
  session: Session,
  network: Network,
  now: Date,
  scope: LeaseScope,
  page: { readonly after: number; readonly most: number },
): Promise<{ readonly lines: number; readonly last: number | undefined }> {
  const requestIds = await findLeasedRequests(session, scope, page.after, page.most);
  const orders = await lockOrders(session, requestIds);
  const leases = await takeLeases(session, scope, requestIds);
  let lines = 0;
  let standing = orders;
  for (const kind of POLL_KINDS) {
    const { from, to, at } = OFFERS[kind];
    const ended = new Map(
      leases
        .filter((lease) => lease.kind === kind)
        .map((lease) => [keyOf(lease.requestId, lease.lineNo, lease.polledAt), lease]),
    );
    // Every change of a line sets its status date: that it is still the poll's tells that there was none since.
    const leaseOf = (requestId: number, line: OrderLine): PollLease | undefined =>
      ended.get(keyOf(requestId, line.lineNo, line.statusDate));
    const parts = standing
      .map((order): OrderPart => ({
        order,
        lines: order.lines.filter(
          (line) => line.status === to && leaseOf(order.requestId, line)?.locationId === line[at],
        ),
      }))
      .filter((part) => part.lines.length > 0);
    await moveOffered(session, network, parts, {
      to: from,
      at: now.toISOString(),
      counted: false,
      reason: (requestId, line) => reasonOf(scope, leaseOf(requestId, line)),
    });
    const back = new Set(parts.flatMap((part) => part.lines));
    // The other kind may put back lines of the same order, whose status follows from both.
    standing = standing.map((order) => ({
      ...order,
      lines: order.lines.map((line) => (back.has(line) ? { ...line, status: from } : line)),
    }));
    lines += back.size;
  }
  return { lines, last: requestIds.at(-1) };
}

const keyOf = (requestId: number, lineNo: number, polledAt: string): string => `${requestId}/${lineNo}/${polledAt}`;

function reasonOf(scope: LeaseScope, lease: PollLease | undefined): string {
  if ('pollId' in scope) return 'The caller hung up before the answer to its poll was sent; offered again.';
  return lease?.sent === true
    ? 'No status update came in time after the poll; offered again.'
    : 'Nobody knows whether the answer to the poll was sent; offered again.';
}
