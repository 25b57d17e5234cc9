import { randomUUID } from 'node:crypto';
import { isOffered, OFFERS } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import { recordPoll } from '../../store/polling/location-polls.js';
import { readOrders } from '../../store/orders/orders.js';
import { insertLeases } from '../../store/polling/poll-leases.js';
import { countHandedOut, takeOfferedRequests } from '../../store/polling/polling.js';
import { mapYielding } from '../../platform/event-loop.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { moveOffered } from './move-offered.js';
import { viewOrders } from '../inquiry/order-view.js';
import type { OrderView } from '../inquiry/order-view.js';
import { endOfLease, putBack, settlePoll } from './poll-leases.js';

/** How many requests one poll is given at the most. docs/reference/locate-contract.md (c), limits. */
const MAX_REQUESTS = 1000;

/** What a location was given. */
export interface Poll {
  /** Oldest request first; each with the location's own lines only, as they were before the poll. */
  readonly orders: readonly OrderView[];
  /** To be told whether the answer was sent whole; absent when nothing hangs on it. Unless it is told, the lines go back after the lease. */
  readonly delivered?: (whole: boolean) => Promise<void>;
}

/**
 * Hands a location its work: what it is to fulfill, or what is on its way to it, oldest request first. docs/reference/routing-engine.md 1.7.
 *
 * One transaction:
 * 1. what an earlier poll of the location was given, and nobody knows to have arrived, goes back in time to be given again;
 * 2. the lines on offer are taken (never more than 1000 requests: the rest comes with the next poll). Unless its
 *    system updates statuses itself (`require_status_update`) they are marked, so that they are not offered again, and
 *    leased until the answer has been sent. The orders come back as they were before;
 * 3. the poll is noted.
 *
 * @returns undefined when the location is not in the catalog; nothing is noted of it then
 */
export async function pollLocation(
  context: BrokerContext,
  kind: PollKind,
  asking: LocationCode,
): Promise<Poll | undefined> {
  const pollId = randomUUID();
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const location = network.location(asking.systemCd, asking.locationCd);
    if (location === undefined) return undefined;
    const now = context.clock();
    const at = now.toISOString();
    const { requireStatusUpdate } = location.system;
    await putBack(
      session,
      network,
      now,
      { expiredAt: at, of: { locationId: location.id, kind } },
      { after: 0, most: MAX_REQUESTS },
    );
    const requestIds = await takeOfferedRequests(session, kind, location.id, MAX_REQUESTS, !requireStatusUpdate);
    const orders = await readOrders(session, requestIds);
    const views = (
      await mapYielding(await viewOrders(session, network, orders, asking.systemCd), (view) => ({
        ...view,
        lines: view.lines.filter(({ line }) => isOffered(kind, line, location.id)),
      }))
    )
      // What was on offer when it was looked for may have been accepted before its order was locked.
      .filter((view) => view.lines.length > 0);
    const given = views.map(({ order, lines }) => ({ order, lines: lines.map(({ line }) => line) }));
    if (requireStatusUpdate) {
      await countHandedOut(session, given);
    } else {
      await moveOffered(session, network, given, { to: OFFERS[kind].to, at, counted: true, reason: () => '' });
      await insertLeases(
        session,
        { pollId, locationId: location.id, kind, polledAt: at, expiresAt: endOfLease(network, now) },
        given,
      );
    }
    await recordPoll(
      session,
      location.id,
      kind,
      at,
      given.reduce((count, { lines }) => count + lines.length, 0),
    );
    return {
      orders: views,
      ...(requireStatusUpdate || given.length === 0
        ? {}
        : { delivered: (whole) => settlePoll(context, pollId, now, whole) }),
    };
  });
}
