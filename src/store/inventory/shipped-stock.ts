import { placeholders } from '../../platform/db/session.js';
import type { Session } from '../../platform/db/session.js';
import { summed } from './stock.js';
import type { Demand } from './stock.js';

/** A count of a product location, and when it was made. */
export interface StockCount {
  readonly productId: number;
  readonly locationId: number;
  /** ISO 8601, UTC, with milliseconds: the form in which times are stored and compared. */
  readonly countedAt: string;
}

/** Most products of one query. */
const PRODUCTS = 1000;

/** Takes units that leave a location off what is available there, until its next count. */
export async function recordShipped(session: Session, shipped: readonly Demand[], at: string): Promise<void> {
  for (const { productId, locationId, quantity } of summed(shipped)) {
    await takeOff(session, { productId, locationId, quantity });
    await session.write(
      'INSERT INTO shipped_stock (product_id, location_id, shipped_at, quantity) VALUES (?, ?, ?, ?)',
      [productId, locationId, at, quantity],
    );
  }
}

/**
 * Makes counts that were just written true: units that left after a count was made are taken off it again, and those that
 * it knows of are forgotten.
 *
 * The race: units leave while a count is written. Both write the row of product_location first, so one waits there for
 * the other: either the shipment lowers the new figure, or it is found here, committed, and lowers it now.
 */
export async function settleCounts(session: Session, counts: readonly StockCount[]): Promise<void> {
  const countedAt = new Map(counts.map((one) => [keyOf(one.productId, one.locationId), one.countedAt]));
  const products = [...new Set(counts.map((one) => one.productId))];
  for (let from = 0; from < products.length; from += PRODUCTS) {
    const ids = products.slice(from, from + PRODUCTS);
    const rows = await session.all<{
      id: number;
      product_id: number;
      location_id: number;
      shipped_at: string;
      quantity: number;
    }>(
      `SELECT * FROM shipped_stock WHERE product_id IN ${placeholders(ids)} ORDER BY product_id, location_id, id`,
      ids,
    );
    for (const row of rows) {
      const counted = countedAt.get(keyOf(row.product_id, row.location_id));
      if (counted === undefined) continue;
      if (row.shipped_at <= counted) await session.run('DELETE FROM shipped_stock WHERE id = ?', [row.id]);
      else await takeOff(session, { productId: row.product_id, locationId: row.location_id, quantity: row.quantity });
    }
  }
}

async function takeOff(session: Session, { productId, locationId, quantity }: Demand): Promise<void> {
  await session.write(
    `UPDATE product_location SET available_qty = CASE WHEN available_qty > ? THEN available_qty - ? ELSE 0 END
      WHERE product_id = ? AND location_id = ?`,
    [quantity, quantity, productId, locationId],
  );
}

function keyOf(productId: number, locationId: number): string {
  return `${String(productId)}/${String(locationId)}`;
}
