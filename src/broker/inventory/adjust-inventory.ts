import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { itemKey } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { nameInvisible } from '../../platform/invisible.js';
import type { Session } from '../../platform/db/session.js';
import { findItems } from '../../store/inventory/products.js';
import { changeAvailable, locationIds } from '../../store/inventory/stock-levels.js';
import type { BrokerContext } from '../context.js';
import { idempotently } from '../idempotent.js';
import type { Answered, IdempotentRequest } from '../idempotent.js';

/** A change of the available quantity at a product location. */
export interface Adjustment {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly item_id: string;
  /** Pieces: positive adds, negative subtracts. */
  readonly by: number;
}

export type AdjustInventoryResult =
  Answered<{ readonly adjusted: number }> | { readonly faults: readonly CatalogFault[] };

/** Some adjustments are impossible. Thrown inside the transaction, to roll all of them back. */
class ImpossibleAdjustmentError extends Error {
  override readonly name = 'ImpossibleAdjustmentError';
  readonly code = 'impossible-adjustment';

  constructor(readonly faults: readonly CatalogFault[]) {
    super('adjustments are not possible');
  }
}

/**
 * Adjusts available quantities: all of them, or none, with every fault.
 *
 * 1. Every adjustment must name an existing stock record.
 * 2. Rows are updated in key order, adjustments of one row in the order of the list. The condition that the quantity
 *    stays at 0 or above is part of the UPDATE, so of two callers that take the last piece at once only one succeeds.
 * 3. Any fault rolls everything back.
 *
 * @param request the caller's idempotency key, if any: a repeated adjustment would count twice
 * @throws {IdempotencyError}
 */
export async function adjustInventory(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  adjustments: readonly Adjustment[],
  request?: IdempotentRequest,
): Promise<AdjustInventoryResult> {
  try {
    return await idempotently(context, request, async (session) => {
      const now = context.clock().toISOString();
      const located = await locate(session, adjustments);
      const faults = [
        ...located.filter((one) => 'reason' in one),
        ...(await apply(
          session,
          located.filter((one) => 'by' in one),
          now,
        )),
      ].sort((a, b) => a.index - b.index);
      if (faults.length > 0) throw new ImpossibleAdjustmentError(faults.map(({ path, reason }) => ({ path, reason })));
      return { status: 200, body: { adjusted: adjustments.length } };
    });
  } catch (error) {
    if (error instanceof ImpossibleAdjustmentError) return { faults: error.faults };
    throw error;
  }
}

/** An adjustment with the key of its stock record. */
interface LocatedAdjustment {
  readonly index: number;
  readonly productId: number;
  readonly locationId: number;
  readonly by: number;
}

type AdjustmentFault = CatalogFault & { readonly index: number };

async function locate(
  session: Session,
  adjustments: readonly Adjustment[],
): Promise<readonly (LocatedAdjustment | AdjustmentFault)[]> {
  const items = await findItems(
    session,
    adjustments.map((one) => ({ systemCd: one.system_cd, itemId: one.item_id })),
  );
  const locations = await locationIds(session);
  return adjustments.map(({ system_cd: systemCd, location_cd: locationCd, item_id: itemId, by }, index) => {
    const path = `adjustments[${String(index)}]`;
    const locationId = locations.get(systemKey(systemCd, locationCd));
    if (locationId === undefined)
      return {
        index,
        path: `${path}.location_cd`,
        reason: `system "${systemCd}" has no location "${locationCd}"${nameInvisible(locationCd)}`,
      };
    const productId = items.get(systemKey(systemCd, itemKey(itemId)));
    if (productId === undefined)
      return {
        index,
        path: `${path}.item_id`,
        reason: `system "${systemCd}" has no item "${itemId}"${nameInvisible(itemId)}`,
      };
    return { index, productId, locationId, by };
  });
}

/** @returns a fault for each adjustment that its stock record does not allow */
async function apply(
  session: Session,
  adjustments: readonly LocatedAdjustment[],
  now: string,
): Promise<AdjustmentFault[]> {
  const faults: AdjustmentFault[] = [];
  const inKeyOrder = [...adjustments].sort(
    (a, b) => a.productId - b.productId || a.locationId - b.locationId || a.index - b.index,
  );
  for (const adjustment of inKeyOrder) {
    const { index } = adjustment;
    const reason = await changeAvailable(session, adjustment, now);
    if (reason !== undefined) faults.push({ index, path: `adjustments[${String(index)}]`, reason });
  }
  return faults;
}
