import type { Location } from '../../../domain/network/location.js';
import type { Channel } from '../../../domain/partner/channel.js';
import { listFulfillmentRequests } from '../../../store/partners/fulfillment-requests.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';

/** The locations of a channel that a partner speaks for, also those that are not in use any more: they may have open orders. */
export function partnerLocations(
  context: BrokerContext,
  channel: Channel,
  speaksFor: (location: Location) => boolean,
): Promise<readonly Location[]> {
  return inUnit(context, ({ network }) =>
    Promise.resolve(
      network.content.locations.filter((location) => location.channel === channel && speaksFor(location)),
    ),
  );
}

/** The id of the latest fulfillment request with a number, at some locations; undefined if there is none. */
export function requestNumbered(
  context: BrokerContext,
  locationIds: readonly number[],
  number: string,
): Promise<number | undefined> {
  return inUnit(context, async ({ session }) => {
    const found = await listFulfillmentRequests(session, { number, locationIds, after: 0, limit: 100 });
    return found.at(-1)?.id;
  });
}
