import type { Network } from '../../domain/network/network.js';
import type { BriefLine, BriefOrder } from '../../domain/order/order.js';
import type { Role } from '../../domain/order/transition-table.js';

/**
 * The roles of a system for a line. The location that a caller names with its system does not count: an OMS sends its
 * default location whichever of its warehouses it reports for.
 */
export function rolesOf(systemCd: string, order: BriefOrder, line: BriefLine, network: Network): Set<Role> {
  const roles = new Set<Role>();
  if (order.systemCd === systemCd) roles.add('originating');
  if (network.locationById(line.locationId).system.systemCd === systemCd) roles.add('fulfilling');
  if (line.pickupLocationId !== null && network.locationById(line.pickupLocationId).system.systemCd === systemCd)
    roles.add('pickup');
  return roles;
}

/** Whether a system has any role in an order; only then may it see the order. */
export function hasRole(systemCd: string, order: BriefOrder, network: Network): boolean {
  return order.systemCd === systemCd || order.lines.some((line) => rolesOf(systemCd, order, line, network).size > 0);
}
