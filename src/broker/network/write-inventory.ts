import type { ChangeCount } from '../../domain/network/catalog-changes.js';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import { itemKey } from '../../domain/values/item-code.js';
import { mapYielding } from '../../platform/event-loop.js';
import { systemKey } from '../../domain/network/system-key.js';
import type { Session } from '../../platform/db/session.js';
import { findItems } from '../../store/inventory/products.js';
import { settleCounts } from '../../store/inventory/shipped-stock.js';
import { countStock } from '../../store/inventory/stock.js';
import { countedAt } from '../import/stock.js';
import { readStoredCatalog } from '../../store/network/catalog.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import { PRODUCT_LOCATION } from '../../store/network/catalog-entities.js';

/**
 * Writes the stock records of a document whose items and locations are stored by now; reserved quantities stay, and a negative
 * quantity is 0.
 * @param now ISO 8601, UTC
 */
export async function writeInventory(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
  now: string,
): Promise<ChangeCount> {
  const entries = document.inventory ?? [];
  if (entries.length === 0) return { created: 0, updated: 0 };
  const items = await findItems(
    session,
    entries.map((entry) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
  );
  // Locations that the document created have an id only now.
  const { locations } = document.systems === undefined ? stored : await readStoredCatalog(session);
  const locationIds = new Map(
    locations.map((location) => [systemKey(location.system_cd, location.location_cd), location.id]),
  );
  const rows = await mapYielding(entries, (entry) => ({
    product_id: items.get(systemKey(entry.system_cd, itemKey(entry.item_id))) ?? 0,
    location_id: locationIds.get(systemKey(entry.system_cd, entry.location_cd)) ?? 0,
    available_qty: Math.max(0, entry.available_qty),
    next_po_qty: entry.next_po_qty ?? 0,
    next_po_date: entry.next_po_date ?? null,
    updated_at: now,
    unit_cost: entry.unit_cost ?? null,
    daily_sell_through: entry.daily_sell_through ?? null,
    minimum_sell_qty: entry.minimum_sell_qty ?? null,
    sell_multiple: entry.sell_multiple ?? null,
    shrink_rate: entry.shrink_rate ?? null,
    sales_velocity: entry.sales_velocity ?? null,
  }));
  const before = await countStock(session);
  await PRODUCT_LOCATION.upsert(session, rows);
  await settleCounts(
    session,
    await mapYielding(rows, (row, index) => ({
      productId: row.product_id,
      locationId: row.location_id,
      countedAt: countedAt(entries[index]?.as_of, now),
    })),
  );
  const created = (await countStock(session)) - before;
  return { created, updated: rows.length - created };
}
