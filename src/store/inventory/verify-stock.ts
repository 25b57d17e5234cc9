import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import type { Demand } from './stock.js';

/** A product location whose reserved quantity differs from the sum of its lines. */
export interface StockDisagreement extends Demand {
  /** The recorded quantity; `quantity` is the sum of the lines. */
  readonly recorded: number;
}

/**
 * Compares the reserved quantities of a system's locations with the lines that reserve stock there.
 * @param reserving the system's statuses that reserve stock
 * @returns the differences; none if the stock is consistent
 */
export async function verifyStock(
  session: Session,
  systemCd: string,
  reserving: readonly string[],
): Promise<StockDisagreement[]> {
  const rows = await session.all<{
    product_id: number;
    location_id: number;
    recorded: number | string;
    held: number | string;
  }>(
    `SELECT product_id, location_id, SUM(recorded) AS recorded, SUM(held) AS held FROM (
       SELECT product_id, location_id, reserved_qty AS recorded, 0 AS held FROM product_location WHERE reserved_qty <> 0
       UNION ALL
       SELECT l.product_id, l.location_id, 0, l.quantity FROM order_line l
        WHERE l.status IN ${placeholders(reserving)}
          AND EXISTS (SELECT 1 FROM product_location pl WHERE pl.product_id = l.product_id AND pl.location_id = l.location_id)
     ) both_sides
      WHERE location_id IN (SELECT id FROM location WHERE system_cd = ?)
      GROUP BY product_id, location_id HAVING SUM(recorded) <> SUM(held)`,
    [...reserving, systemCd],
  );
  return rows.map((row) => ({
    productId: row.product_id,
    locationId: row.location_id,
    recorded: Number(row.recorded),
    quantity: Number(row.held),
  }));
}

/**
 * Sets the reserved quantity of a product location to the sum of the lines that reserve stock there.
 *
 * The race: a line is changed, and its units are reserved, while they are counted. Whoever reserves writes this row and
 * commits its lines with it; so the row is locked first, and the lines are read by a later statement: they are either
 * all committed, or their units will be added after this.
 *
 * @returns the quantities before and after
 */
export async function recountStock(
  session: Session,
  productId: number,
  locationId: number,
  reserving: readonly string[],
): Promise<{ readonly before: number; readonly after: number }> {
  const key = [productId, locationId];
  const row = await session.first<{ reserved_qty: number }>(
    `SELECT reserved_qty FROM product_location WHERE product_id = ? AND location_id = ?${session.dialect === 'mysql' ? ' FOR UPDATE' : ''}`,
    key,
  );
  if (row === undefined) return { before: 0, after: 0 };
  const held = await session.first<{ held: number | string | null }>(
    `SELECT SUM(quantity) AS held FROM order_line WHERE product_id = ? AND location_id = ? AND status IN ${placeholders(reserving)}`,
    [...key, ...reserving],
  );
  const after = Number(held?.held ?? 0);
  await session.run('UPDATE product_location SET reserved_qty = ? WHERE product_id = ? AND location_id = ?', [
    after,
    ...key,
  ]);
  return { before: row.reserved_qty, after };
}
