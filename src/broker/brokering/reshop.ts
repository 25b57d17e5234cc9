import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { reserveNamed } from '../reserve-named.js';
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
 * Assigns canceled lines again: to the location that the caller named (`namedRecalls`), otherwise by routing.
 *
 * @param canceled lines in status `new_order` without an assignment
 * @returns as `reshop` does
 * @throws {StockTakenError} if another order was faster; the unit then runs again
 */
export async function reassign(unit: Unit, order: Order, canceled: readonly OrderLine[]): Promise<OrderLine[]> {
  if (canceled.length === 0) return [];
  const { session, network } = unit;
  const named = await namedRecalls(unit, order, canceled);
  await reserveNamed(
    session,
    network,
    named.map(({ line, location }) => ({ ...line, locationId: location.id })),
  );
  const isNamed = new Set(named.map(({ line }) => line));
  const others = canceled.filter((line) => !isNamed.has(line));
  return settleLines(unit, order, [
    ...named.map((one) => ({ ...one, first: true })),
    ...(await brokerLines(unit, order, others)),
  ]);
}

/**
 * The canceled lines that return to the location that the caller named. Lines are routed instead if that location rejected them,
 * because it would reject them again, or if they were unfulfillable, because their location cannot fulfill them. A pickup
 * always returns to its store: the customer still wants it from there.
 */
export async function namedRecalls(
  unit: Unit,
  order: Order,
  canceled: readonly OrderLine[],
): Promise<{ readonly line: OrderLine; readonly location: Location }[]> {
  const rejectersOf = await readRejecters(unit, order);
  return canceled
    .filter((line) => !line.brokered && (order.type === 'PICKUP' || rejectersOf(line).size === 0))
    .map((line) => ({ line, location: namedLocation(unit.network, order, line) }));
}

/** The location that the caller named for a line. An unfulfillable pickup is assigned elsewhere, so its store counts. */
function namedLocation(network: Network, order: Order, line: OrderLine): Location {
  const { locationId, pickupLocationId } = line;
  return network.locationById(order.type === 'PICKUP' && pickupLocationId !== null ? pickupLocationId : locationId);
}
