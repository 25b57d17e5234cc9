import { randomUUID } from 'node:crypto';
import type { LocationCode } from '../../domain/network/location-code.js';
import type { Location } from '../../domain/network/location.js';
import { isOffered, POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import { mapYielding } from '../../platform/event-loop.js';
import { readOrders } from '../../store/orders/orders.js';
import type { LeaveOut } from '../../store/orders/orders.js';
import { recordPoll } from '../../store/polling/location-polls.js';
import { insertLeases } from '../../store/polling/poll-leases.js';
import { countHandedOut, takeOfferedRequests } from '../../store/polling/polling.js';
import type { BrokerContext } from '../context.js';
import { AnswerRoom } from '../inquiry/answer-size.js';
import { leavingOut } from '../inquiry/leave-out.js';
import { viewOrders } from '../inquiry/order-view.js';
import type { OrderView } from '../inquiry/order-view.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { changeOfferedLines } from './change-offered-lines.js';
import { offersOf } from './offers.js';
import type { Offer } from './offers.js';
import { expiredLeases, leaseExpiry, offerAgain, settlePoll } from './poll-leases.js';

/** The most requests that one poll returns. docs/reference/locate-contract.md (c), limits. */
const MAX_REQUESTS = 1000;

/** The result of a poll. */
export interface Poll {
  /** Oldest request first; each with the lines of the location only, as they were before the poll. */
  readonly orders: readonly OrderView[];
  /**
   * To be called when the response has been sent completely (`true`) or was lost (`false`); absent if nothing depends on
   * it. Without the call, the lines are offered again when the lease expires.
   */
  readonly delivered?: (isSent: boolean) => Promise<void>;
}

export interface PollOptions {
  /** Whether the caller's message version has the operation Intransit; default true. */
  readonly knowsIntransit?: boolean;
  /**
   * Throws if an order cannot be answered. With it, orders are read one by one, and one that cannot be read or answered is
   * left as it is, so that it does not keep the others from their location.
   */
  readonly check?: (view: OrderView) => void;
}

/**
 * Returns the lines that a location is to fulfill, or that are in transit to it, oldest request first.
 * docs/reference/routing-engine.md 1.7. Fulfillments may return both (offers.ts): then an order with lines of both kinds comes twice.
 *
 * One transaction:
 * 1. lines of earlier polls of the location whose lease has expired are offered again, in time for this poll;
 * 2. the offered lines are taken, of at most 1000 requests, and of as many as fit into one answer; the rest comes with the
 *    next poll. Unless the location's system updates statuses itself (`require_status_update`), they are marked as polled,
 *    so that they are not offered again, and leased until the response has been sent. The result has them as they were
 *    before;
 * 3. the poll is recorded.
 *
 * @returns undefined if the location is not in the catalog; nothing is recorded then
 */
export function pollLocation(
  context: BrokerContext,
  kind: PollKind,
  polling: LocationCode,
  { knowsIntransit = true, check }: PollOptions = {},
): Promise<Poll | undefined> {
  const pollId = randomUUID();
  return inUnit(context, async (unit): Promise<Poll | undefined> => {
    const { session, network } = unit;
    const location = network.location(polling.systemCd, polling.locationCd);
    if (location === undefined) return undefined;
    const { now, timestamp: at } = unit;
    const orders: OrderView[] = [];
    const room = new AnswerRoom(context);
    const leaveOut = leavingOut(context.log);
    for (const offer of await offersOf(unit, kind, location, knowsIntransit)) {
      const limit = MAX_REQUESTS - orders.length;
      const takes: Taking = { offer, location, pollId, limit, fit: (ids) => room.take(session, ids), leaveOut };
      const viewsOf = (ids: readonly number[]) => viewOffered(unit, location, offer, ids);
      const read = check === undefined ? viewsOf : readingEach(context, viewsOf, check);
      orders.push(...(await handOut(unit, takes, read)));
    }
    const lineCount = orders.reduce((count, { lines }) => count + lines.length, 0);
    await recordPoll(session, location.id, kind, at, lineCount);
    return {
      orders,
      ...(location.system.requireStatusUpdate || lineCount === 0
        ? {}
        : { delivered: (isSent) => settlePoll(context, pollId, now, isSent) }),
    };
  });
}

/** What is taken of an offer. */
interface Taking {
  readonly offer: Offer;
  readonly location: Location;
  readonly pollId: string;
  /** Most requests. */
  readonly limit: number;
  /** The first of some requests that fit into one answer. */
  readonly fit: (requestIds: readonly number[]) => Promise<readonly number[]>;
  readonly leaveOut: LeaveOut;
}

/** Takes the lines of an offer. @returns them as they were before */
async function handOut(
  unit: Unit,
  { offer: { kind, condition }, location, pollId, limit, fit, leaveOut }: Taking,
  read: (requestIds: readonly number[]) => Promise<OrderView[]>,
): Promise<OrderView[]> {
  const { session, network, now, timestamp: at } = unit;
  const { requireStatusUpdate } = location.system;
  const ownLeases = { ...expiredLeases(network, now), of: { locationId: location.id, kind } };
  await offerAgain(unit, ownLeases, { after: 0, limit: MAX_REQUESTS }, leaveOut);
  const requestIds = await takeOfferedRequests(session, kind, location.id, limit, !requireStatusUpdate, condition);
  const offered = await read(await fit(requestIds));
  const parts = offered.map(({ order, lines }) => ({ order, lines: lines.map(({ line }) => line) }));
  if (requireStatusUpdate) {
    await countHandedOut(session, parts);
  } else {
    await changeOfferedLines(unit, parts, { to: POLL_RULES[kind].to, at, counted: true, reason: () => '' });
    const expiresAt = leaseExpiry(network, now);
    await insertLeases(session, { pollId, locationId: location.id, kind, polledAt: at, expiresAt }, parts);
  }
  return offered;
}

/** Orders with the lines that are offered to a location. */
async function viewOffered(
  unit: Unit,
  location: Location,
  { kind, includes }: Offer,
  requestIds: readonly number[],
): Promise<OrderView[]> {
  const orders = await readOrders(unit.session, requestIds);
  const views = await mapYielding(await viewOrders(unit, orders, location.system.systemCd), (view) => ({
    ...view,
    lines: view.lines.filter(({ line }) => isOffered(kind, line, location.id) && includes(view.order, line)),
  }));
  // A line may have been accepted after it was found and before its order was locked.
  return views.filter((view) => view.lines.length > 0);
}

/** Reads orders one by one, without those that fail. */
function readingEach(
  { log }: BrokerContext,
  read: (ids: readonly number[]) => Promise<OrderView[]>,
  check: (view: OrderView) => void,
): (requestIds: readonly number[]) => Promise<OrderView[]> {
  return async (requestIds) => {
    const found: OrderView[] = [];
    for (const requestId of requestIds) {
      try {
        const views = await read([requestId]);
        views.forEach(check);
        found.push(...views);
      } catch (error) {
        log.error({ err: error, requestId }, 'an order cannot be answered, so a poll leaves it out');
      }
    }
    return found;
  };
}
