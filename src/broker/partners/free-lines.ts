import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import type { Location } from '../../domain/network/location.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import { flowOf } from '../../domain/values/order-type.js';
import { adjustReserved } from '../../store/inventory/stock.js';
import { readMaskedAt } from '../../store/orders/masking.js';
import { lockOrder } from '../../store/orders/orders.js';
import { findFulfillmentRequests } from '../../store/partners/fulfillment-requests.js';
import type { PlacedLine } from '../brokering/place-lines.js';
import { settleLines } from '../brokering/settle-lines.js';
import { storeProgress } from '../orders/store-progress.js';
import { releasedBy } from '../reserved-stock.js';
import type { Unit } from '../unit.js';
import type { AssignedBy } from './assign-work.js';

/** The lines of an order that wait for a location, and how they get one: routed, or chosen by hand. */

/** Whether a line waits for a location: it was never routed, was taken back, or nobody could fulfill it. */
export function isFree({ status, locationId }: OrderLine): boolean {
  return status === 'unfulfillable' || (status === 'new_order' && locationId === IN_PROCESS.id);
}

/** Locks an order whose lines are to get a location. @throws {RefusedError} if there is none, or it cannot get one */
export async function lockForPlacing(unit: Unit, requestId: number): Promise<Order> {
  const order = await lockOrder(unit.session, requestId);
  if (order === undefined) throw new RefusedError('order_unknown', { request: requestId });
  await requirePlaceable(unit, order);
  return order;
}

/** @throws {RefusedError} for an order whose customer is masked, or has chosen the store, and for one without free lines */
export async function requirePlaceable({ session }: Unit, order: Order): Promise<void> {
  const { requestId: request, orderId, lines, type } = order;
  if (flowOf(type) === 'pickup') throw new RefusedError('pickup_stays', { order: orderId, request });
  if ((await readMaskedAt(session, request)) !== undefined)
    throw new RefusedError('customer_masked', { order: orderId, request });
  const states = [...new Set(lines.map(({ status }) => status))].join(', ');
  if (!lines.some(isFree)) throw new RefusedError('nothing_to_generate', { order: orderId, request, states });
}

/**
 * Settles and stores lines.
 * @param waiting what is left of divided lines
 * @returns the fulfillment requests that the order did not have before
 */
export async function placeFree(
  unit: Unit,
  order: Order,
  placed: readonly PlacedLine<OrderLine>[],
  by: AssignedBy,
  waiting: readonly OrderLine[] = [],
): Promise<FulfillmentRequest[]> {
  const { requestId } = order;
  const known = new Set((await findFulfillmentRequests(unit.session, [requestId])).map(({ id }) => id));
  const settled = await settleLines(unit, order, placed, by);
  await storeProgress(unit, order, [...waiting, ...settled]);
  return (await findFulfillmentRequests(unit.session, [requestId])).filter(({ id }) => !known.has(id));
}

/** Unfulfillable lines reserve stock where their system counts that status; from now on the new location does. */
export async function releaseUnfulfillable({ session, network }: Unit, lines: readonly OrderLine[]): Promise<void> {
  await adjustReserved(
    session,
    releasedBy(
      network,
      lines.filter(({ status }) => status === 'unfulfillable'),
    ),
  );
}

/** A location by its code. @throws {RefusedError} */
export function locationOf({ network }: Unit, { systemCd, locationCd }: LocationCode): Location {
  const location = network.location(systemCd, locationCd);
  if (location === undefined) throw new RefusedError('location_unknown', { system: systemCd, location: locationCd });
  return location;
}
