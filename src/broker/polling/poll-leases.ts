import type { Network } from '../../domain/network/network.js';
import type { BriefLine, BriefOrder } from '../../domain/order/order.js';
import { POLL_KINDS, POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import { latestDue } from '../../domain/time/clock-drift.js';
import { lockBriefOrders } from '../../store/orders/orders.js';
import type { LeaveOut } from '../../store/orders/orders.js';
import { findLeasedRequests, prolongLeases, settleLeases, takeLeases } from '../../store/polling/poll-leases.js';
import type { LeaseScope, PollLease } from '../../store/polling/poll-leases.js';
import type { OrderPart } from '../../store/polling/polling.js';
import type { BrokerContext } from '../context.js';
import { leavingOut } from '../inquiry/leave-out.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { changeOfferedLines } from './change-offered-lines.js';

/**
 * The lines of a poll are leased until its response has been sent, so that a lost response loses no lines:
 *
 * - fully sent: the lease is settled. With `poll_reoffer_minutes` it is prolonged by that time instead, for responses that
 *   are lost on the way;
 * - not fully sent, because the caller disconnected: the lines are offered again at once;
 * - unknown, because the process died: the lease expires after `poll_lease_seconds`.
 *
 * Lines are offered again only if they have not changed since the poll: whoever updated them has received them.
 */

/** The number of orders that are locked at once when lines are offered again. */
const BATCH = 100;

/** When the lease of a poll expires if its response is not known to have been sent. */
export function leaseExpiry(network: Network, now: Date): string {
  return new Date(now.getTime() + network.preferences.pollLeaseSeconds * 1000).toISOString();
}

/** Ends the lease of a poll. @param isSent whether the response was sent completely */
export async function settlePoll(
  context: BrokerContext,
  pollId: string,
  polledAt: Date,
  isSent: boolean,
): Promise<void> {
  if (!isSent) {
    await releaseAll(context, { pollId });
    return;
  }
  await inUnit(context, async ({ session, network }) => {
    const { pollReofferMinutes } = network.preferences;
    if (pollReofferMinutes === null) await settleLeases(session, pollId);
    else await prolongLeases(session, pollId, new Date(polledAt.getTime() + pollReofferMinutes * 60_000).toISOString());
  });
}

/**
 * Offers the lines of expired leases again. Several instances may do so at the same time.
 * @returns the number of lines
 */
export async function releaseLeases(context: BrokerContext): Promise<number> {
  const scope = await inUnit(context, ({ network, now }) => Promise.resolve(expiredLeases(network, now)));
  return releaseAll(context, scope);
}

/** The leases that have expired, and those that were stored while a clock was ahead. */
export function expiredLeases({ preferences }: Network, now: Date): Extract<LeaseScope, { expiredAt: string }> {
  const longest = Math.max(preferences.pollLeaseSeconds, (preferences.pollReofferMinutes ?? 0) * 60);
  return { expiredAt: now.toISOString(), latest: latestDue(now, longest * 1000) };
}

/** A page of orders by request id: those after the given one. */
interface OrderPage {
  readonly after: number;
  readonly limit: number;
}

/** The result of a page. */
interface Offered {
  /** The number of lines that are offered again. */
  readonly lines: number;
  /** The last request id of the page; undefined if there were no more. */
  readonly last: number | undefined;
}

/** Each page is a transaction of its own. */
async function releaseAll(context: BrokerContext, scope: LeaseScope): Promise<number> {
  let lines = 0;
  let after: number | undefined = 0;
  while (after !== undefined) {
    const page: OrderPage = { after, limit: BATCH };
    const batch: Offered = await inUnit(context, (unit) => offerAgain(unit, scope, page, leavingOut(context.log)));
    lines += batch.lines;
    after = batch.last;
  }
  return lines;
}

/**
 * Takes leases and offers their lines again, as far as the lines are still as the poll left them.
 *
 * The orders are locked first, as in an update, and the leases are read under that lock: if an update or another instance
 * comes at the same time, this waits for it and then finds nothing to offer again.
 *
 * @param page which of the orders with leases
 * @param leaveOut is told of orders that cannot be read, whose leases stay
 */
export async function offerAgain(unit: Unit, scope: LeaseScope, page: OrderPage, leaveOut: LeaveOut): Promise<Offered> {
  const { session } = unit;
  const requestIds = await findLeasedRequests(session, scope, page.after, page.limit);
  const unreadable = new Set<number>();
  let orders: readonly BriefOrder[] = await lockBriefOrders(session, requestIds, (requestId, error) => {
    unreadable.add(requestId);
    leaveOut(requestId, error);
  });
  const readable = requestIds.filter((id) => !unreadable.has(id));
  const leases = await takeLeases(session, scope, readable);
  let lines = 0;
  for (const kind of POLL_KINDS) {
    const { from } = POLL_RULES[kind];
    const leaseOf = leaseFinder(leases, kind);
    const parts = unchangedSince(orders, kind, leaseOf);
    await changeOfferedLines(unit, parts, {
      to: from,
      at: unit.timestamp,
      counted: false,
      reason: (requestId, line) => reasonOf(scope, leaseOf(requestId, line)),
    });
    const offered = new Set(parts.flatMap((part) => part.lines));
    // The other kind may offer lines of the same order again, and the order's status follows from both.
    orders = orders.map((order) => ({
      ...order,
      lines: order.lines.map((line) => (offered.has(line) ? { ...line, status: from } : line)),
    }));
    lines += offered.size;
  }
  return { lines, last: requestIds.at(-1) };
}

type LeaseFinder = (requestId: number, line: BriefLine) => PollLease | undefined;

/**
 * Finds the lease of a line that has not changed since its poll: every change sets the status date, so a line that still
 * has the date of the poll is unchanged.
 */
function leaseFinder(leases: readonly PollLease[], kind: PollKind): LeaseFinder {
  const keyOf = (requestId: number, lineNo: number, at: string): string => `${requestId}/${lineNo}/${at}`;
  const byKey = new Map(
    leases
      .filter((lease) => lease.kind === kind)
      .map((lease) => [keyOf(lease.requestId, lease.lineNo, lease.polledAt), lease]),
  );
  return (requestId, line) => byKey.get(keyOf(requestId, line.lineNo, line.statusDate));
}

/** The lines that are as the poll left them: with its status, its date, and still at the polling location. */
function unchangedSince(orders: readonly BriefOrder[], kind: PollKind, leaseOf: LeaseFinder): OrderPart[] {
  const { to, at } = POLL_RULES[kind];
  return orders
    .map((order) => ({
      order,
      lines: order.lines.filter(
        (line) => line.status === to && leaseOf(order.requestId, line)?.locationId === line[at],
      ),
    }))
    .filter((part) => part.lines.length > 0);
}

function reasonOf(scope: LeaseScope, lease: PollLease | undefined): string {
  if ('pollId' in scope) return 'The caller hung up before the answer to its poll was sent; offered again.';
  return lease?.sent === true
    ? 'No status update came in time after the poll; offered again.'
    : 'Nobody knows whether the answer to the poll was sent; offered again.';
}
