import { isPartner } from '../../domain/partner/channel.js';
import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { isOwnSource, isPickSlip } from '../../domain/order/polling.js';
import type { PollKind } from '../../domain/order/polling.js';
import { hasLeft, isFinal, STATUSES } from '../../domain/values/status.js';
import { hasPolled } from '../../store/polling/location-polls.js';
import { bothOf, EVERY_LINE, exceptOrdersAt, exceptOwnSources, PICK_SLIP_LINES } from '../../store/polling/polling.js';
import type { LineCondition } from '../../store/polling/polling.js';
import type { Unit } from '../unit.js';

/** Lines of one kind that a poll returns. */
export interface Offer {
  readonly kind: PollKind;
  /** Finds their requests. */
  readonly condition: LineCondition;
  /** Decides about each line of a request; says the same as the condition. */
  readonly includes: (order: Order, line: OrderLine) => boolean;
}

/**
 * What a poll of a location returns: the lines of its kind. For Fulfillments there are two exceptions:
 *
 * - a line whose source printed its pick slip before it placed the order is not handed back to it
 *   (`offer_named_own_source`): taken for a new order, the goods would leave twice;
 * - a pickup location that does not know Intransit is told by Fulfillments what is in transit to it
 *   (`fulfillments_tell_pickup_location`), or it would never learn of the order.
 */
export async function offersOf(
  unit: Unit,
  kind: PollKind,
  location: Location,
  knowsIntransit: boolean,
): Promise<Offer[]> {
  if (kind === 'intransit') return [{ kind, condition: EVERY_LINE, includes: () => true }];
  const { network } = unit;
  const own: Offer = {
    kind,
    condition: workCondition(network, [location.id]),
    includes: (order, line) =>
      (network.preferences.offerNamedOwnSource || !isOwnSource(order, line, location)) &&
      !waitsForSupplier(network, order),
  };
  // A partner hears of its work by its channel, in the form of fulfillment requests.
  const work = isPartner(location) ? [] : [own];
  if (!(await isToldByFulfillments(unit, location, knowsIntransit))) return work;
  return [...work, { kind: 'intransit', condition: PICK_SLIP_LINES, includes: isPickSlip }];
}

/** The lines that Fulfillments offers to locations as their work. */
export function workCondition(network: Network, locationIds: readonly number[]): LineCondition {
  const own = network.preferences.offerNamedOwnSource
    ? EVERY_LINE
    : exceptOwnSources(locationIds.filter((id) => !network.locationById(id).isStore));
  const suppliers = withholdingSuppliers(network);
  return suppliers.length === 0 ? own : bothOf(own, exceptOrdersAt(suppliers, STILL_TO_SHIP));
}

/** The statuses in which a supplier has still to ship a line. */
const STILL_TO_SHIP = STATUSES.filter((status) => !hasLeft(status) && !isFinal(status) && status !== 'rejected');

/** The direct fulfillment suppliers whose open lines withhold the others of their orders; none unless the organization wants that. */
function withholdingSuppliers({ preferences, content }: Network): number[] {
  if (preferences.directFulfillment.pollsWithOpenLines) return [];
  return content.locations.filter(({ channel }) => channel === 'direct_fulfillment').map(({ id }) => id);
}

function waitsForSupplier(network: Network, { lines }: Order): boolean {
  if (network.preferences.directFulfillment.pollsWithOpenLines) return false;
  return lines.some(
    ({ locationId, status }) =>
      network.locationById(locationId).channel === 'direct_fulfillment' && STILL_TO_SHIP.includes(status),
  );
}

async function isToldByFulfillments(
  { session, network }: Unit,
  { system }: Location,
  knowsIntransit: boolean,
): Promise<boolean> {
  if (!network.preferences.fulfillmentsTellPickupLocation) return false;
  return !knowsIntransit || !(await hasPolled(session, system.systemCd, 'intransit'));
}
