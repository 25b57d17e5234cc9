import { itemKey } from '../../domain/values/item-code.js';
import { findItems } from '../../store/inventory/products.js';
import { changeAvailable, locationIds } from '../../store/inventory/stock-levels.js';
import type { BrokerContext } from '../context.js';
import type { CatalogFault } from '../network/load-catalog.js';
import { codeOf } from '../network/catalog-references.js';

/** Units that came to, or left, a product location. */
export interface Adjustment {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly item_id: string;
  /** Positive adds, negative takes away. */
  readonly by: number;
}

export type AdjustInventoryResult = { readonly adjusted: number } | { readonly faults: readonly CatalogFault[] };

/** The adjustments cannot all be made; thrown so that none is. */
class AdjustmentRefusedError extends Error {
  override readonly name = 'Refused';

  constructor(readonly faults: readonly CatalogFault[]) {
    super('adjustments refused');
  }
}

/**
 * Adds to and takes from what is on hand: all of it, or nothing and every fault.
 *
 * 1. every entry must name a stock record that exists;
 * 2. rows are changed in key order, those of one row in the order of the list; the condition that nothing goes below 0
 *    is part of the UPDATE, so two callers that take the last unit at once cannot both succeed;
 * 3. with a fault everything is taken back.
 */
export async function adjustInventory(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  adjustments: readonly Adjustment[],
): Promise<AdjustInventoryResult> {
  try {
    return await context.database.transaction(async (session) => {
      const now = context.clock().toISOString();
      const items = await findItems(
        session,
        adjustments.map((one) => ({ systemCd: one.system_cd, itemId: one.item_id })),
      );
      const locations = await locationIds(session);
      const faults: (CatalogFault & { index: number })[] = [];
      const rows = adjustments.flatMap((one, index) => {
        const productId = items.get(codeOf(one.system_cd, itemKey(one.item_id)));
        const locationId = locations.get(codeOf(one.system_cd, one.location_cd));
        if (productId !== undefined && locationId !== undefined) return [{ productId, locationId, by: one.by, index }];
        faults.push(
          locationId === undefined
            ? {
                index,
                path: `adjustments[${String(index)}].location_cd`,
                reason: `system "${one.system_cd}" has no location "${one.location_cd}"`,
              }
            : {
                index,
                path: `adjustments[${String(index)}].item_id`,
                reason: `system "${one.system_cd}" has no item "${one.item_id}"`,
              },
        );
        return [];
      });
      rows.sort((a, b) => a.productId - b.productId || a.locationId - b.locationId || a.index - b.index);
      for (const row of rows) {
        const reason = await changeAvailable(session, row, now);
        if (reason !== undefined) faults.push({ index: row.index, path: `adjustments[${String(row.index)}]`, reason });
      }
      if (faults.length > 0)
        throw new AdjustmentRefusedError(
          faults.sort((a, b) => a.index - b.index).map(({ path, reason }) => ({ path, reason })),
        );
      return { adjusted: adjustments.length };
    });
  } catch (error) {
    if (error instanceof AdjustmentRefusedError) return { faults: error.faults };
    throw error;
  }
}
