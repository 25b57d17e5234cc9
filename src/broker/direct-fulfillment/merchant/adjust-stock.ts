import type { Location } from '../../../domain/network/location.js';
import type { Network } from '../../../domain/network/network.js';
import { systemKey } from '../../../domain/network/system-key.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { itemKey } from '../../../domain/values/item-code.js';
import type { User } from '../../../platform/auth/user.js';
import type { Session } from '../../../platform/db/session.js';
import { findItems, findProductsByEan } from '../../../store/inventory/products.js';
import { changeAvailable } from '../../../store/inventory/stock-levels.js';
import type { BrokerContext } from '../../context.js';
import { inUnit } from '../../unit.js';
import { mayActAt } from '../supplier-access.js';

/** Units of a product that are put into or taken from the stock of a location. */
export interface BinChange {
  /** EAN or UPC; `''` where the item code names the product. */
  readonly ean: string;
  /** In any system. */
  readonly itemId: string;
  /** `system/location`, or a location code that one location only has. */
  readonly place: string;
  /** Negative to take. */
  readonly by: number;
}

/**
 * Changes available quantities, all or nothing, with every fault. No unknown product or location is left out in silence.
 * @throws {RefusedError}
 */
export function adjustStock(
  context: BrokerContext,
  user: User | undefined,
  changes: readonly BinChange[],
): Promise<void> {
  return inUnit(context, { retryOnConflict: true }, async ({ session, network, timestamp }) => {
    const faults: string[] = [];
    const located: { readonly productId: number; readonly locationId: number; readonly by: number }[] = [];
    for (const [index, change] of changes.entries()) {
      const location = locationNamed(network, user, change.place);
      const productId = typeof location === 'string' ? undefined : await productOf(session, location, change);
      if (typeof location === 'string') faults.push(`Bin ${String(index + 1)}: ${location}`);
      else if (productId === undefined)
        faults.push(`Bin ${String(index + 1)}: there is no product ${JSON.stringify(change.ean || change.itemId)}.`);
      else located.push({ productId, locationId: location.id, by: change.by });
    }
    // In key order, so that two calls never wait for each other.
    for (const change of [...located].sort((a, b) => a.productId - b.productId || a.locationId - b.locationId)) {
      const reason = await changeAvailable(session, change, timestamp);
      if (reason !== undefined) faults.push(`${reason}.`);
    }
    if (faults.length > 0) throw new RefusedError('refused', { reasons: faults.join(' ') });
  });
}

/** @returns the location, or why there is none, as a sentence */
function locationNamed(network: Network, user: User | undefined, place: string): Location | string {
  const found = network.content.locations.filter(
    ({ id, system, locationCd }) =>
      (place === `${system.systemCd}/${locationCd}` || place === locationCd) && mayActAt(network, user, id),
  );
  const [first, second] = found;
  if (first === undefined)
    return `there is no location ${JSON.stringify(place)} of yours: BINNAME is a location code, or system/location.`;
  return second === undefined
    ? first
    : `${JSON.stringify(place)} is the code of several locations: name it as system/location.`;
}

async function productOf(
  session: Session,
  { system }: Location,
  { ean, itemId }: BinChange,
): Promise<number | undefined> {
  if (ean !== '') return (await findProductsByEan(session, [ean])).get(ean);
  const items = await findItems(session, [{ systemCd: system.systemCd, itemId }]);
  return items.get(systemKey(system.systemCd, itemKey(itemId)));
}
