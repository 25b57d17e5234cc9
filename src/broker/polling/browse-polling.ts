import type { Location } from '../../domain/network/location.js';
import { isLate, POLL_KINDS, polledWithin } from '../../domain/order/polling.js';
import type { PollKind, WaitingLines } from '../../domain/order/polling.js';
import { readPolls, readWaiting } from '../../store/polling/location-polls.js';
import type { LocationPoll } from '../../store/polling/location-polls.js';
import type { BrokerContext } from '../context.js';

/** How a location polls for one kind of work. */
export interface PollingState {
  readonly poll: LocationPoll | undefined;
  /** Undefined when nothing waits. */
  readonly waiting: WaitingLines | undefined;
  readonly late: boolean;
}

/** How a location polls. */
export interface LocationPolling extends Readonly<Record<PollKind, PollingState>> {
  readonly location: Location;
}

/** Which locations are wanted. */
export interface PollingQuery {
  /** Only those that should have polled. */
  readonly late: boolean;
  readonly limit: number;
  /** Only those behind this one. */
  readonly after?: { readonly systemCd: string; readonly locationCd: string };
}

/**
 * How locations poll, in the order of system and location code: those that ever polled or have work waiting.
 * @returns one page, and whether more follow
 */
export async function browsePolling(
  context: BrokerContext,
  query: PollingQuery,
): Promise<{ readonly items: readonly LocationPolling[]; readonly more: boolean }> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const now = context.clock();
    const ids = network.content.locations.map((location) => location.id);
    const polls = await readPolls(session);
    const stateOf = async (kind: PollKind): Promise<(location: Location) => PollingState> => {
      const waiting = await readWaiting(session, kind, ids);
      const last = new Map(polls.filter((poll) => poll.kind === kind).map((poll) => [poll.locationId, poll]));
      return ({ id }) => ({
        poll: last.get(id),
        waiting: waiting.get(id),
        late: isLate(waiting.get(id), last.get(id)?.lastPolledAt, now, network.preferences.pollLateAfterMinutes),
      });
    };
    const [fulfillments, intransit] = [await stateOf('fulfillments'), await stateOf('intransit')];
    const found = network.content.locations
      .map((location): LocationPolling => ({
        location,
        fulfillments: fulfillments(location),
        intransit: intransit(location),
      }))
      .filter((one) =>
        query.late ? one.fulfillments.late || one.intransit.late : isKnown(one.fulfillments) || isKnown(one.intransit),
      )
      .filter(
        ({ location }) =>
          query.after === undefined || compare(location, query.after.systemCd, query.after.locationCd) > 0,
      )
      .sort((a, b) => compare(a.location, b.location.system.systemCd, b.location.locationCd));
    return { items: found.slice(0, query.limit), more: found.length > query.limit };
  });
}

/** How many locations should have polled. What waits is looked up only for those that have not polled lately. */
export async function countLate(context: Pick<BrokerContext, 'database' | 'clock' | 'networks'>): Promise<number> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const now = context.clock();
    const minutes = network.preferences.pollLateAfterMinutes;
    const polls = await readPolls(session);
    const late = new Set<number>();
    for (const kind of POLL_KINDS) {
      const last = new Map(
        polls.filter((poll) => poll.kind === kind).map((poll) => [poll.locationId, poll.lastPolledAt]),
      );
      const silent = network.content.locations
        .map(({ id }) => id)
        .filter((id) => !polledWithin(last.get(id), now, minutes));
      for (const [id, waiting] of await readWaiting(session, kind, silent))
        if (isLate(waiting, last.get(id), now, minutes)) late.add(id);
    }
    return late.size;
  });
}

const isKnown = ({ poll, waiting }: PollingState): boolean => poll !== undefined || waiting !== undefined;

function compare(location: Location, systemCd: string, locationCd: string): number {
  const [a, b] =
    location.system.systemCd === systemCd ? [location.locationCd, locationCd] : [location.system.systemCd, systemCd];
  return a < b ? -1 : a > b ? 1 : 0;
}
