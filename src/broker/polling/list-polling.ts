import { isPartner } from '../../domain/partner/channel.js';
import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import { isLate, POLL_KINDS, polledWithin } from '../../domain/order/polling.js';
import type { PollKind, WaitingLines } from '../../domain/order/polling.js';
import { compareText } from '../../domain/values/compare-text.js';
import { readPolls, readWaiting } from '../../store/polling/location-polls.js';
import type { LocationPoll } from '../../store/polling/location-polls.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { inUnit } from '../unit.js';
import type { Unit, UnitContext } from '../unit.js';
import { workCondition } from './offers.js';

/** The polling of a location for one kind of lines. */
export interface PollingState {
  /** The last poll; undefined if the location has never polled. */
  readonly poll: LocationPoll | undefined;
  /** Undefined if no lines are waiting. */
  readonly waiting: WaitingLines | undefined;
  readonly late: boolean;
}

export interface LocationPolling extends Readonly<Record<PollKind, PollingState>> {
  readonly location: Location;
}

export interface PollingQuery {
  /** Only locations that are late with a poll. */
  readonly late: boolean;
  readonly limit: number;
  /** Only locations after this one. */
  readonly after?: LocationCode;
}

/**
 * Lists the polling of locations, in the order of system and location code: of those that ever polled or have lines waiting.
 * @returns one page, and whether more follow
 */
export function listPolling(
  context: BrokerContext,
  query: PollingQuery,
): Promise<{ readonly items: readonly LocationPolling[]; readonly more: boolean }> {
  return inUnit(context, async (unit) => {
    const { session, network, now } = unit;
    const { pollLateAfterMinutes } = network.preferences;
    const ids = network.content.locations.map((location) => location.id);
    const polls = await readPolls(session);
    const stateOf = async (kind: PollKind): Promise<(location: Location) => PollingState> => {
      const waiting = await waitingFor(unit, kind, ids);
      const last = new Map(polls.filter((poll) => poll.kind === kind).map((poll) => [poll.locationId, poll]));
      const seenAt = lastSeen(network, polls, kind);
      return ({ id }) => ({
        poll: last.get(id),
        waiting: waiting.get(id),
        late: isLate(waiting.get(id), seenAt.get(id), now, pollLateAfterMinutes),
      });
    };
    const [fulfillments, intransit] = [await stateOf('fulfillments'), await stateOf('intransit')];
    const found = network.content.locations
      .filter((location) => query.after === undefined || compareCodes(codeOf(location), query.after) > 0)
      .map((location): LocationPolling => ({
        location,
        fulfillments: fulfillments(location),
        intransit: intransit(location),
      }))
      .filter((one) =>
        query.late ? one.fulfillments.late || one.intransit.late : isKnown(one.fulfillments) || isKnown(one.intransit),
      )
      .sort((a, b) => compareCodes(codeOf(a.location), codeOf(b.location)));
    return { items: found.slice(0, query.limit), more: found.length > query.limit };
  });
}

/** Counts the locations that are late with a poll. Waiting lines are read only for those that have not polled recently. */
export function countLatePollers(context: UnitContext): Promise<number> {
  return inUnit(context, async (unit) => {
    const { session, network, now } = unit;
    const minutes = network.preferences.pollLateAfterMinutes;
    const polls = await readPolls(session);
    const late = new Set<number>();
    for (const kind of POLL_KINDS) {
      const last = lastSeen(network, polls, kind);
      const silent = network.content.locations
        .map(({ id }) => id)
        .filter((id) => !polledWithin(last.get(id), now, minutes));
      for (const [id, waiting] of await waitingFor(unit, kind, silent))
        if (isLate(waiting, last.get(id), now, minutes)) late.add(id);
    }
    return late.size;
  });
}

/** The lines that a poll of that kind would return. */
function waitingFor(
  { session, network }: Unit,
  kind: PollKind,
  ids: readonly number[],
): Promise<Map<number, WaitingLines>> {
  return kind === 'fulfillments'
    ? readWaiting(
        session,
        kind,
        ids.filter((id) => !isPartner(network.locationById(id))),
        (some) => workCondition(network, some),
      )
    : readWaiting(session, kind, ids);
}

/**
 * When each location last saw its lines of a kind. Where Fulfillments tells what is in transit, it counts for both kinds at the
 * locations of systems that never call Intransit and update statuses themselves: what they were told still waits.
 */
function lastSeen(network: Network, polls: readonly LocationPoll[], kind: PollKind): Map<number, string> {
  const systems = new Map(network.content.locations.map(({ id, system }) => [id, system]));
  const asking = new Set(polls.filter((poll) => poll.kind === 'intransit').map((poll) => systems.get(poll.locationId)));
  const isToldByFulfillments = ({ locationId }: LocationPoll): boolean => {
    const system = systems.get(locationId);
    const isTold = network.preferences.fulfillmentsTellPickupLocation && !asking.has(system);
    return isTold && system?.requireStatusUpdate === true;
  };
  const counting = polls.filter((poll) => poll.kind === kind || (kind === 'intransit' && isToldByFulfillments(poll)));
  return new Map(counting.map((poll) => [poll.locationId, poll.lastPolledAt]));
}

const isKnown = ({ poll, waiting }: PollingState): boolean => poll !== undefined || waiting !== undefined;

const codeOf = ({ system, locationCd }: Location): LocationCode => ({ systemCd: system.systemCd, locationCd });

/** Compares by system code, then by location code. */
function compareCodes(one: LocationCode, other: LocationCode): number {
  return compareText(one.systemCd, other.systemCd) || compareText(one.locationCd, other.locationCd);
}
