import type { Network } from '../../domain/network/network.js';
import type { BriefLine, BriefOrder } from '../../domain/order/order.js';
import type { Party } from '../../domain/order/transition-table.js';

/**
 * What a system is to a line. The location a caller names with its system is not looked at: an OMS sends its default
 * location whichever of its warehouses it speaks for.
 */
export function partiesOf(systemCd: string, order: BriefOrder, line: BriefLine, network: Network): Set<Party> {
  const parties = new Set<Party>();
  if (order.systemCd === systemCd) parties.add('placed');
  if (network.locationById(line.locationId).system.systemCd === systemCd) parties.add('sourced');
  if (line.pickupLocationId !== null && network.locationById(line.pickupLocationId).system.systemCd === systemCd)
    parties.add('pickup');
  return parties;
}

/** Whether a system has any part in an order: only then may it see it. */
export function takesPart(systemCd: string, order: BriefOrder, network: Network): boolean {
  return order.systemCd === systemCd || order.lines.some((line) => partiesOf(systemCd, order, line, network).size > 0);
}
