import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** What a unit costs at locations, by product and location; where nobody knows, there is no entry. */
export async function readUnitCosts(
  session: Session,
  productIds: readonly number[],
  locationIds: readonly number[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
  const costs = new Map<number, Map<number, number>>();
  const places = [...new Set(locationIds)];
  if (productIds.length === 0 || places.length === 0) return costs;
  const rows = await session.all<{ product_id: number; location_id: number; unit_cost: number }>(
    `SELECT product_id, location_id, unit_cost FROM product_location
      WHERE unit_cost IS NOT NULL AND product_id IN ${placeholders(productIds)} AND location_id IN ${placeholders(places)}`,
    [...productIds, ...places],
  );
  for (const { product_id, location_id, unit_cost } of rows) {
    const known = costs.get(product_id) ?? new Map<number, number>();
    costs.set(product_id, known.set(location_id, unit_cost));
  }
  return costs;
}
