import type { Database as Handle } from 'better-sqlite3';
import type { Session } from '../../platform/db/session.js';

/** What there is of one product: a row for each location that has a record, in the order of their ids. */
export interface StockColumns {
  readonly locationIds: Int32Array;
  readonly available: Float64Array;
  readonly reserved: Float64Array;
}

/** What a unit may go by instead of reading the stock of a product. */
export interface KnownStock {
  /** @param read reads it from the database, when nothing is known that the unit may go by */
  columns(productId: number, read: () => Promise<StockColumns>): Promise<StockColumns>;
}

/** Most rows kept: 20 bytes each. */
const KEPT_ROWS = 2_000_000;

/**
 * The stock that SQLite's connection has read before, as exactly what a SELECT would find:
 *
 * 1. own changes are told by triggers of the connection, row by row, whichever statement makes them;
 * 2. what is rolled back is forgotten with all the rest, for it is rare;
 * 3. when another connection has committed anything, `PRAGMA data_version` differs at the next transaction, and all is
 *    forgotten. Within a transaction nobody else can write.
 *
 * Reading a thousand rows for each order was a third of its time; several processes on one file read them again as often
 * as they alternate. MariaDB and MySQL have nothing that tells of others' changes for less than a read costs: there units
 * that run at the same time share what one of them reads (shared-stock.ts).
 */
export class StockCache implements KnownStock {
  /** By product, the one used last at the end. */
  readonly #products = new Map<number, StockColumns>();
  #rows = 0;

  async columns(productId: number, read: () => Promise<StockColumns>): Promise<StockColumns> {
    const known = this.#recall(productId);
    if (known !== undefined) return known;
    const columns = await read();
    this.#keep(productId, columns);
    return columns;
  }

  #recall(productId: number): StockColumns | undefined {
    const found = this.#products.get(productId);
    if (found !== undefined) {
      this.#products.delete(productId);
      this.#products.set(productId, found);
    }
    return found;
  }

  #keep(productId: number, columns: StockColumns): void {
    this.forgetProduct(productId);
    this.#products.set(productId, columns);
    this.#rows += columns.locationIds.length;
    for (const oldest of this.#products.keys()) {
      if (this.#rows <= KEPT_ROWS) break;
      this.forgetProduct(oldest);
    }
  }

  forget(): void {
    this.#products.clear();
    this.#rows = 0;
  }

  forgetProduct(productId: number): void {
    this.#rows -= this.#products.get(productId)?.locationIds.length ?? 0;
    this.#products.delete(productId);
  }

  /** Makes the connection tell of every change it makes. The table must be there. */
  listen(handle: Handle): void {
    handle.function('stock_changed', (productId: number, locationId: number, available: number, reserved: number) => {
      const columns = this.#products.get(productId);
      const row = columns === undefined ? -1 : rowOf(columns.locationIds, locationId);
      if (columns !== undefined && row >= 0) {
        columns.available[row] = available;
        columns.reserved[row] = reserved;
      }
      return null;
    });
    handle.function('stock_listed', (productId: number) => {
      this.forgetProduct(productId);
      return null;
    });
    handle.exec(`
      CREATE TEMP TRIGGER stock_update AFTER UPDATE OF available_qty, reserved_qty ON main.product_location
        BEGIN SELECT stock_changed(NEW.product_id, NEW.location_id, NEW.available_qty, NEW.reserved_qty); END;
      CREATE TEMP TRIGGER stock_insert AFTER INSERT ON main.product_location BEGIN SELECT stock_listed(NEW.product_id); END;
      CREATE TEMP TRIGGER stock_delete AFTER DELETE ON main.product_location BEGIN SELECT stock_listed(OLD.product_id); END;`);
  }
}

/** The stock of a product at all locations that have a record, as it is in this transaction. Nobody may change the columns. */
export function stockColumns(session: Session, productId: number): Promise<StockColumns> {
  return session.stock.columns(productId, () => readColumns(session, productId));
}

async function readColumns(session: Session, productId: number): Promise<StockColumns> {
  const rows = await session.all<{ location_id: number; available_qty: number; reserved_qty: number }>(
    'SELECT location_id, available_qty, reserved_qty FROM product_location WHERE product_id = ? ORDER BY location_id',
    [productId],
  );
  // Filled in one loop: the arrays' own `from` takes three times as long.
  const columns = {
    locationIds: new Int32Array(rows.length),
    available: new Float64Array(rows.length),
    reserved: new Float64Array(rows.length),
  };
  let index = 0;
  for (const row of rows) {
    columns.locationIds[index] = row.location_id;
    columns.available[index] = row.available_qty;
    columns.reserved[index] = row.reserved_qty;
    index += 1;
  }
  return columns;
}

/** Where a location stands in an ascending column; -1 when it does not. */
export function rowOf(ids: Int32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}
