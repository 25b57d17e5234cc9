import { MAX_QUANTITY } from '../../domain/product.js';
import type { Session, SqlValue } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { SPELLED_ITEM } from './products.js';

/** A stock record in the form that the admin interface returns: by codes, with the reserved quantity. */
export interface StockLevel {
  readonly system_cd: string;
  readonly item_id: string;
  readonly location_cd: string;
  readonly available_qty: number;
  readonly reserved_qty: number;
  readonly next_po_qty: number;
  readonly next_po_date: string | null;
  readonly updated_at: string;
  readonly unit_cost: number | null;
  readonly daily_sell_through: number | null;
  readonly minimum_sell_qty: number | null;
  readonly sell_multiple: number | null;
  readonly shrink_rate: number | null;
  readonly sales_velocity: number | null;
}

/** Reads the ids of all locations, by `JSON.stringify([system, location code])`. */
export async function locationIds(session: Session): Promise<Map<string, number>> {
  const rows = await session.all<{ id: number; system_cd: string; location_cd: string }>(
    'SELECT id, system_cd, location_cd FROM location',
  );
  return new Map(rows.map((row) => [JSON.stringify([row.system_cd, row.location_cd]), row.id]));
}

/**
 * Changes the available quantity of a product location by a difference.
 * @returns the reason if it cannot be changed, else undefined
 */
export async function changeAvailable(
  session: Session,
  change: { readonly productId: number; readonly locationId: number; readonly by: number },
  now: string,
): Promise<string | undefined> {
  const { affected } = await session.run(
    `UPDATE product_location SET available_qty = available_qty + ?, updated_at = ?
      WHERE product_id = ? AND location_id = ? AND available_qty + ? BETWEEN 0 AND ?`,
    [change.by, now, change.productId, change.locationId, change.by, MAX_QUANTITY],
  );
  if (affected > 0) return undefined;
  const row = await session.first<{ available_qty: number }>(
    'SELECT available_qty FROM product_location WHERE product_id = ? AND location_id = ?',
    [change.productId, change.locationId],
  );
  if (row === undefined) return 'there is no stock record for this item at this location; set one first';
  return `${String(row.available_qty)} available and ${String(change.by)} make ${String(row.available_qty + change.by)}, expected 0 to ${String(MAX_QUANTITY)}`;
}

export interface StockFilter {
  readonly systemCd: string;
  readonly locationCd?: string;
  readonly itemKey?: string;
}

/** Position in a list of one system's stock: after this item and location. */
export interface StockPosition {
  readonly itemKey: string;
  readonly locationCd: string;
}

/**
 * Reads one system's stock by item and location, after a position.
 *
 * 1. Finds the next items that have stock, along the index of the system's items; 2. reads their stock, sorted. So the
 * engine never sorts more than the stock of one page's items, and the last page costs the same as the first.
 */
export async function readStockLevels(
  session: Session,
  filter: StockFilter,
  after: StockPosition,
  limit: number,
): Promise<StockLevel[]> {
  const location: SqlValue[] = [filter.systemCd, ...(filter.locationCd === undefined ? [] : [filter.locationCd])];
  const atLocation = filter.locationCd === undefined ? '' : 'AND l.location_cd = ?';
  const item = filter.itemKey === undefined ? '' : 'AND sp.item_key = ?';
  const itemKeys = filter.itemKey === undefined ? [] : [filter.itemKey];
  const stocked = await session.all<{ item_key: string }>(
    `SELECT sp.item_key FROM system_product sp
      WHERE sp.system_cd = ? AND sp.item_key >= ? ${item}
        AND EXISTS (SELECT 1 FROM product_location pl JOIN location l ON l.id = pl.location_id
                     WHERE pl.product_id = sp.product_id AND l.system_cd = ? ${atLocation})
      ORDER BY sp.item_key LIMIT ?`,
    // One more than a page: of the first item only the remaining locations are wanted, possibly none.
    [filter.systemCd, after.itemKey, ...itemKeys, ...location, limit + 1],
  );
  if (stocked.length === 0) return [];
  const keys = stocked.map((row) => row.item_key);
  return session.all<Readonly<Record<keyof StockLevel, SqlValue>>>(
    `SELECT sp.system_cd, ${SPELLED_ITEM} AS item_id, l.location_cd, pl.available_qty, pl.reserved_qty, pl.next_po_qty, pl.next_po_date, pl.updated_at,
            pl.unit_cost, pl.daily_sell_through, pl.minimum_sell_qty, pl.sell_multiple, pl.shrink_rate, pl.sales_velocity
       FROM system_product sp
       JOIN product_location pl ON pl.product_id = sp.product_id
       JOIN location l ON l.id = pl.location_id
      WHERE sp.system_cd = ? AND sp.item_key IN ${placeholders(keys)} AND l.system_cd = ? ${atLocation}
        AND (sp.item_key > ? OR l.location_cd > ?)
      ORDER BY sp.item_key, l.location_cd LIMIT ?`,
    [filter.systemCd, ...keys, ...location, after.itemKey, after.locationCd, limit],
  ) as unknown as Promise<StockLevel[]>;
}
