import type { InventoryEntry } from '../../domain/network/catalog-document.js';
import { itemKey } from '../../domain/values/item-code.js';
import { bulkUpsert } from '../../platform/db/bulk-upsert.js';
import { findItems } from '../../store/inventory/products.js';
import type { Session, SqlValue } from '../../platform/db/session.js';
import { locationIds } from '../../store/inventory/stock-levels.js';
import { codeOf } from '../network/catalog-references.js';
import type { WriteBatch } from './batch.js';
import { sift } from './batch.js';

const FIGURES = [
  'available_qty',
  'next_po_qty',
  'next_po_date',
  'unit_cost',
  'daily_sell_through',
  'minimum_sell_qty',
  'sell_multiple',
  'shrink_rate',
  'sales_velocity',
] as const satisfies readonly (keyof InventoryEntry)[];

type Figures = Partial<Pick<InventoryEntry, (typeof FIGURES)[number]>>;

/**
 * Sets some figures of stock records, and creates those that are not there. What is reserved stays, as do the other figures.
 * Rows are written in the order of their key: neighbors lie on one page, and orders being placed meanwhile lock in the
 * same order.
 * @param columns the figures that are set; one that an entry does not have is cleared
 */
export async function setStock(
  session: Session,
  rows: readonly { readonly productId: number; readonly locationId: number; readonly entry: Figures }[],
  columns: ReadonlySet<string>,
  now: string,
): Promise<void> {
  const written = FIGURES.filter((column) => columns.has(column));
  // A new record needs every column that may not be empty, also those that are not set.
  const inserted = [...new Set([...written, 'next_po_qty' as const])];
  const sorted = [...rows].sort((a, b) => a.productId - b.productId || a.locationId - b.locationId);
  await bulkUpsert(
    session,
    'product_location',
    ['product_id', 'location_id'],
    ['product_id', 'location_id', 'updated_at', ...inserted],
    ['updated_at', ...written],
    sorted.map(({ productId, locationId, entry }): SqlValue[] => [
      productId,
      locationId,
      now,
      ...inserted.map((column) => entry[column] ?? (column === 'next_po_qty' ? 0 : null)),
    ]),
  );
}

/**
 * Sets stock, millions of rows if need be. Items are looked up once a batch, locations once for all (there are thousands
 * of locations, but millions of items); a location that is not known is looked for again, it may just have been created.
 */
export function stockImport(): WriteBatch<InventoryEntry> {
  let locations: ReadonlyMap<string, number> = new Map();
  return async (session, { rows, columns, now }) => {
    const items = await findItems(
      session,
      rows.map(({ entry }) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
    );
    if (rows.some(({ entry }) => !locations.has(codeOf(entry.system_cd, entry.location_cd))))
      locations = await locationIds(session);
    const { passed, faults } = sift(rows, (entry) => {
      const locationId = locations.get(codeOf(entry.system_cd, entry.location_cd));
      if (locationId === undefined)
        return `location_cd: system "${entry.system_cd}" has no location "${entry.location_cd}"`;
      const productId = items.get(codeOf(entry.system_cd, itemKey(entry.item_id)));
      if (productId === undefined) return `item_id: system "${entry.system_cd}" has no item "${entry.item_id}"`;
      return { productId, locationId, entry };
    });
    await setStock(
      session,
      passed.map(({ value }) => value),
      columns,
      now,
    );
    return faults;
  };
}
