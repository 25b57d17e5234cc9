import type { Network } from '../domain/network/network.js';
import type { BriefLine } from '../domain/order/order.js';
import { hasLeft } from '../domain/values/status.js';
import type { Demand } from '../store/inventory/stock.js';

/**
 * The reservations of lines at their locations: of those whose status counts as reserved in the system of the location.
 * A system can count any status, so every change of a line uses this function before and after: a change must not release
 * what an earlier one did not reserve.
 */
export function reservedBy(
  network: Network,
  lines: readonly Pick<BriefLine, 'productId' | 'locationId' | 'quantity' | 'status'>[],
): Demand[] {
  return lines
    .filter((line) => network.locationById(line.locationId).system.reservedStatuses.has(line.status))
    .map(({ productId, locationId, quantity }) => ({ productId, locationId, quantity }));
}

/**
 * The units that a change takes from their location: those that have left, once they no longer count as reserved there. A
 * system that counts fulfilled lines as reserved keeps account of them that way.
 */
export function shippedBy(
  network: Network,
  changes: readonly { readonly before: BriefLine; readonly after: BriefLine }[],
): Demand[] {
  const isGone = ({ status, locationId }: BriefLine): boolean => {
    const { system, preferences } = network.locationById(locationId);
    const { reservedStatuses } = system;
    if (preferences.requests.countsStock) return false;
    return hasLeft(status) && !reservedStatuses.has(status) && !reservedStatuses.has('fulfilled');
  };
  return network.preferences.shippedUnitsLowerStock
    ? changes.filter(({ before, after }) => isGone(after) && !isGone(before)).map(({ after }) => after)
    : [];
}

/** The same reservations with negative quantities, to release them. */
export function releasedBy(network: Network, lines: Parameters<typeof reservedBy>[1]): Demand[] {
  return reservedBy(network, lines).map((demand) => ({ ...demand, quantity: -demand.quantity }));
}
