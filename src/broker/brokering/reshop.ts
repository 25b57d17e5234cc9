import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { reservedBy } from '../reserved-stock.js';
import type { Unit } from '../unit.js';
import { brokerLines, readRejecters } from './broker-lines.js';
import { settleLines } from './settle-lines.js';

/**
 * Re-sources lines that a location has just rejected. docs/reference/routing-engine.md 1.4.
 *
 * - A pickup becomes unfulfillable: the customer chose that store.
 * - Lines for delivery and ship-for-pickup are routed again together, with the same preferences, until they have used up
 *   their search retries. A line never returns to a location that rejected it, nor to another one of the same system if
 *   that system forbids it. Locations that already ship for the order are preferred.
 * - What no location can fulfill goes to the unfulfillable location. The request id stays, and so does the line number of
 *   the first part; further parts get the next numbers.
 *
 * @param order the order with its lines after the reject
 * @param rejected lines in status `rejected` whose assignment has ended
 * @returns the lines with their new status and location, with parts that splitting added; the caller stores them
 */
export async function reshop(unit: Unit, order: Order, rejected: readonly OrderLine[]): Promise<OrderLine[]> {
  if (rejected.length === 0) return [];
  const { searchRetries } = unit.network.preferences;
  const isRouted = (line: OrderLine): boolean => flowOf(order.type) !== 'pickup' && line.retries < searchRetries;
  const retried = rejected.filter(isRouted).map((line) => ({ ...line, retries: line.retries + 1 }));
  const abandoned = rejected.filter((line) => !isRouted(line));
  return settleLines(unit, order, [
    ...(await brokerLines(unit, order, retried)),
    ...abandoned.map((line) => ({ line, location: undefined, first: true })),
  ]);
}

/**
 * Assigns canceled lines again: to the location that the caller named, otherwise by routing. Lines are also routed if the
 * named location rejected them, because it would reject them again, or if they were unfulfillable, because their location
 * cannot fulfill them. A pickup always returns to its store: the customer still wants it from there.
 *
 * @param canceled lines in status `new_order` without an assignment
 * @returns as `reshop` does
 */
export async function reassign(unit: Unit, order: Order, canceled: readonly OrderLine[]): Promise<OrderLine[]> {
  if (canceled.length === 0) return [];
  const { session, network } = unit;
  const rejectersOf = await readRejecters(unit, order);
  const isNamed = (line: OrderLine): boolean =>
    !line.brokered && (order.type === 'PICKUP' || rejectersOf(line).size === 0);
  const named = canceled
    .filter(isNamed)
    .map((line) => ({ line, location: namedLocation(network, order, line), first: true }));
  const demand = named.map(({ line, location }) => ({ ...line, locationId: location.id }));
  await adjustReserved(session, reservedBy(network, demand));
  const others = canceled.filter((line) => !isNamed(line));
  return settleLines(unit, order, [...named, ...(await brokerLines(unit, order, others))]);
}

/** The location that the caller named for a line. An unfulfillable pickup is assigned elsewhere, so its store counts. */
function namedLocation(network: Network, order: Order, line: OrderLine): Location {
  const { locationId, pickupLocationId } = line;
  return network.locationById(order.type === 'PICKUP' && pickupLocationId !== null ? pickupLocationId : locationId);
}
