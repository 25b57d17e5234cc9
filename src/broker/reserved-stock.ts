import type { Network } from '../domain/network/network.js';
import type { OrderLine } from '../domain/order/order.js';
import type { Demand } from '../store/inventory/stock.js';

/**
 * The stock that lines hold where they stand: of those in a status that their location's system counts as reserved.
 * Every way of a line goes through here, for a system may count any of the statuses: what one step did not add, the
 * next must not give back.
 */
export function reservedBy(
  network: Network,
  lines: readonly Pick<OrderLine, 'productId' | 'locationId' | 'quantity' | 'status'>[],
): Demand[] {
  return lines
    .filter((line) => network.locationById(line.locationId).system.reservedStatuses.has(line.status))
    .map(({ productId, locationId, quantity }) => ({ productId, locationId, quantity }));
}

/** The same, to be given back. */
export function releasedBy(network: Network, lines: Parameters<typeof reservedBy>[1]): Demand[] {
  return reservedBy(network, lines).map((demand) => ({ ...demand, quantity: -demand.quantity }));
}
