import type { RoutingLine } from '../request.js';
import { promisable } from '../request.js';
import type { EliminationPolicy } from './policy.js';

/** One location takes the whole order, so it must be able to promise every line, the lines of one product together. */
export const insufficientInventory: EliminationPolicy = ({ candidate }, { lines }) =>
  ([...demandByProduct(lines)].every(([productId, quantity]) => promisable(candidate, productId) >= quantity)
    ? undefined
    : 'insufficient_inventory');

function demandByProduct(lines: readonly RoutingLine[]): Map<number, number> {
  const demand = new Map<number, number>();
  for (const line of lines) demand.set(line.productId, (demand.get(line.productId) ?? 0) + line.quantity);
  return demand;
}
