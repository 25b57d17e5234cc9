import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { Customer, Order, OrderLine } from '../../domain/order/order.js';

/**
 * Where a supplier sends a line: to its customer; what the merchant ships himself (DF type 2) to the merchant, who then is all
 * that the supplier learns of; what is collected, to the place where it is.
 */
export function destinationOf(network: Network, order: Order, line: OrderLine): Customer | null {
  if (line.details.dfType === 2) return asCustomer(supplyLocationOf(network, order));
  if (line.pickupLocationId !== null) return asCustomer(network.locationById(line.pickupLocationId));
  return line.details.shipTo ?? order.details.soldTo;
}

/** The location that gets what suppliers send for the merchant to ship. */
export function supplyLocationOf(network: Network, { originatingLocationId }: Order): Location {
  const { supplyLocation } = network.preferences.directFulfillment;
  const named = supplyLocation && network.location(supplyLocation.systemCd, supplyLocation.locationCd);
  return named ?? network.locationById(originatingLocationId);
}

function asCustomer({ name, address }: Location): Customer {
  return { name: { company: name, prefix: '', first: '', middle: '', last: '', suffix: '' }, address };
}
