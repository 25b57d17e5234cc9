import { randomUUID } from 'node:crypto';
import { isOffered, POLL_RULES } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import { mapYielding } from '../../platform/event-loop.js';
import { readOrders } from '../../store/orders/orders.js';
import { recordPoll } from '../../store/polling/location-polls.js';
import { insertLeases } from '../../store/polling/poll-leases.js';
import { countHandedOut, takeOfferedRequests } from '../../store/polling/polling.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { fittingOrders } from '../inquiry/answer-size.js';
import { viewOrders } from '../inquiry/order-view.js';
import type { OrderView } from '../inquiry/order-view.js';
import { inUnit } from '../unit.js';
import { changeOfferedLines } from './change-offered-lines.js';
import { leaseExpiry, offerAgain, settlePoll } from './poll-leases.js';

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

/**
 * Returns the lines that a location is to fulfill, or that are in transit to it, oldest request first.
 * docs/reference/routing-engine.md 1.7.
 *
 * One transaction:
 * 1. lines of earlier polls of the location whose lease has expired are offered again, in time for this poll;
 * 2. the offered lines are taken, of at most 1000 requests, and of as many as fit into one answer; the rest comes with the
 *    next poll. Unless the location's system updates statuses itself (`require_status_update`), they are marked as polled,
 *    so that they are not offered again, and leased until the response has been sent. The result has them as they were
 *    before;
 * 3. the poll is recorded.
 *
 * @param check throws if an order cannot be answered. With it, orders are read one by one, and one that cannot be read or
 *   answered is left as it is, so that it does not keep the others from their location
 * @returns undefined if the location is not in the catalog; nothing is recorded then
 */
export function pollLocation(
  context: BrokerContext,
  kind: PollKind,
  polling: LocationCode,
  check?: (view: OrderView) => void,
): Promise<Poll | undefined> {
  const pollId = randomUUID();
  return inUnit(context, async (unit): Promise<Poll | undefined> => {
    const { session, network } = unit;
    const location = network.location(polling.systemCd, polling.locationCd);
    if (location === undefined) return undefined;
    const { now, timestamp: at } = unit;
    const { requireStatusUpdate } = location.system;
    const ownLeases = { expiredAt: at, of: { locationId: location.id, kind } };
    await offerAgain(unit, ownLeases, { after: 0, limit: MAX_REQUESTS });
    const requestIds = await takeOfferedRequests(session, kind, location.id, MAX_REQUESTS, !requireStatusUpdate);
    const read = async (ids: readonly number[]): Promise<OrderView[]> => {
      const orders = await readOrders(session, ids);
      const views = await mapYielding(await viewOrders(unit, orders, polling.systemCd), (view) => ({
        ...view,
        lines: view.lines.filter(({ line }) => isOffered(kind, line, location.id)),
      }));
      // A line may have been accepted after it was found and before its order was locked.
      return views.filter((view) => view.lines.length > 0);
    };
    const fitting = await fittingOrders(context, session, requestIds);
    const offered = check === undefined ? await read(fitting) : await readEach(context, fitting, read, check);
    const parts = offered.map(({ order, lines }) => ({ order, lines: lines.map(({ line }) => line) }));
    if (requireStatusUpdate) {
      await countHandedOut(session, parts);
    } else {
      await changeOfferedLines(unit, parts, { to: POLL_RULES[kind].to, at, counted: true, reason: () => '' });
      const expiresAt = leaseExpiry(network, now);
      await insertLeases(session, { pollId, locationId: location.id, kind, polledAt: at, expiresAt }, parts);
    }
    const lineCount = parts.reduce((count, { lines }) => count + lines.length, 0);
    await recordPoll(session, location.id, kind, at, lineCount);
    return {
      orders: offered,
      ...(requireStatusUpdate || lineCount === 0
        ? {}
        : { delivered: (isSent) => settlePoll(context, pollId, now, isSent) }),
    };
  });
}

/** Reads orders one by one, without those that fail. */
async function readEach(
  { log }: BrokerContext,
  requestIds: readonly number[],
  read: (ids: readonly number[]) => Promise<OrderView[]>,
  check: (view: OrderView) => void,
): Promise<OrderView[]> {
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
}
