import type { InventoryEntry } from '../../domain/network/catalog-document.js';
import { itemKey } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { nameInvisible } from '../../platform/invisible.js';
import { bulkUpsert } from '../../platform/db/bulk-upsert.js';
import type { Session, SqlValue } from '../../platform/db/session.js';
import { findItems } from '../../store/inventory/products.js';
import { settleCounts } from '../../store/inventory/shipped-stock.js';
import { locationIds } from '../../store/inventory/stock-levels.js';
import { checkRows } from './batch.js';
import type { WriteBatch } from './batch.js';

/** The columns of a stock record that callers set; the reserved quantity follows from the orders. */
const STOCK_COLUMNS = [
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

type StockColumns = Partial<Pick<InventoryEntry, (typeof STOCK_COLUMNS)[number] | 'as_of'>>;

/**
 * Sets some columns of stock records, and creates missing records. Other columns and the reserved quantity are kept.
 * Rows are written in key order: neighbors are on one page, and concurrent orders lock in the same order.
 * @param columns names of the columns to set; a column that an entry omits is cleared
 * @param now ISO 8601, UTC
 */
export async function setStock(
  session: Session,
  rows: readonly { readonly productId: number; readonly locationId: number; readonly entry: StockColumns }[],
  columns: ReadonlySet<string>,
  now: string,
): Promise<void> {
  const overwritten = STOCK_COLUMNS.filter((column) => columns.has(column));
  // An INSERT must give next_po_qty even if it is not set here: the column is not nullable.
  const inserted = [...new Set([...overwritten, 'next_po_qty' as const])];
  const inKeyOrder = [...rows].sort((a, b) => a.productId - b.productId || a.locationId - b.locationId);
  await bulkUpsert(
    session,
    'product_location',
    ['product_id', 'location_id'],
    ['product_id', 'location_id', 'updated_at', ...inserted],
    ['updated_at', ...overwritten],
    inKeyOrder.map(({ productId, locationId, entry }): SqlValue[] => [
      productId,
      locationId,
      now,
      ...inserted.map((column) => valueOf(entry, column)),
    ]),
  );
  if (!columns.has('available_qty')) return;
  await settleCounts(
    session,
    inKeyOrder.map(({ productId, locationId, entry }) => ({
      productId,
      locationId,
      countedAt: countedAt(entry.as_of, now),
    })),
  );
}

/** When a count was made: what it says, but not later than now. */
export function countedAt(asOf: string | undefined, now: string): string {
  const counted = asOf === undefined ? now : new Date(asOf).toISOString();
  return counted < now ? counted : now;
}

function valueOf(entry: StockColumns, column: (typeof STOCK_COLUMNS)[number]): SqlValue {
  if (column === 'available_qty') return Math.max(0, entry.available_qty ?? 0);
  return entry[column] ?? (column === 'next_po_qty' ? 0 : null);
}

/**
 * Makes the writer for an import of stock, which may have millions of rows. Items are looked up per batch; locations,
 * of which there are thousands, once per import, and again when one is unknown, since it may have been created meanwhile.
 */
export function stockImport(): WriteBatch<InventoryEntry> {
  let locations: ReadonlyMap<string, number> = new Map();
  return async (session, { rows, columns, now }) => {
    const items = await findItems(
      session,
      rows.map(({ entry }) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
    );
    if (rows.some(({ entry }) => !locations.has(systemKey(entry.system_cd, entry.location_cd))))
      locations = await locationIds(session);
    const { accepted, faults } = checkRows(rows, (entry) => {
      const locationId = locations.get(systemKey(entry.system_cd, entry.location_cd));
      if (locationId === undefined)
        return `location_cd: system "${entry.system_cd}" has no location "${entry.location_cd}"${nameInvisible(entry.location_cd)}`;
      const productId = items.get(systemKey(entry.system_cd, itemKey(entry.item_id)));
      if (productId === undefined)
        return `item_id: system "${entry.system_cd}" has no item "${entry.item_id}"${nameInvisible(entry.item_id)}`;
      return { productId, locationId, entry };
    });
    await setStock(session, accepted, columns, now);
    return faults;
  };
}
