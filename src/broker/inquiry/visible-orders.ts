import type { BriefOrder } from '../../domain/order/order.js';
import { findHeldOrders } from '../../store/orders/order-history.js';
import { hasRole } from '../orders/roles.js';
import type { Unit } from '../unit.js';

/**
 * The orders that a system may see: those in which it has a role, and those of which one of its locations had a line. Who
 * rejected a line must be able to learn where it is now; the line's fulfilling location says that it is not its own any more.
 */
export async function visibleOrders<Seen extends BriefOrder>(
  { session, network }: Unit,
  orders: readonly Seen[],
  systemCd: string,
): Promise<Seen[]> {
  const others = orders.filter((order) => !hasRole(systemCd, order, network)).map((order) => order.requestId);
  const held = await findHeldOrders(session, others, systemCd);
  const hidden = new Set(others.filter((requestId) => !held.has(requestId)));
  return orders.filter((order) => !hidden.has(order.requestId));
}
