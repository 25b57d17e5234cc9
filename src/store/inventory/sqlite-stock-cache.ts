import type { Database as Handle } from 'better-sqlite3';
import type { ConnectionCache } from '../../platform/db/cache.js';
import { indexOfId } from './stock-snapshot.js';
import type { StockReader, StockSnapshot } from './stock-snapshot.js';

/** Maximum number of cached rows, at 20 bytes each. */
const MAX_ROWS = 2_000_000;

/**
 * SQLite: the stock that the connection has read before, always equal to what a SELECT would return.
 *
 * 1. The connection's own changes arrive through its triggers, row by row, whichever statement makes them.
 * 2. A rollback clears the cache; rollbacks are rare.
 * 3. A commit of another connection changes `PRAGMA data_version`, which the engine reads when a transaction has begun;
 *    then it clears the cache too. During a transaction nobody else can write.
 *
 * Reading a thousand rows for each order took a third of its time. Several processes on one file read them again as
 * often as they take turns writing. MariaDB and MySQL have nothing that reports others' changes for less than a read
 * costs: there, concurrent transactions share what one of them reads (shared-stock.ts).
 */
export class SqliteStockCache implements ConnectionCache<StockReader>, StockReader {
  /** By product, least recently used first. */
  readonly #products = new Map<number, StockSnapshot>();
  #rows = 0;

  /** @param handle the table must exist */
  constructor(handle: Handle) {
    this.#addTriggers(handle);
  }

  get view(): StockReader {
    return this;
  }

  async read(productId: number, query: () => Promise<StockSnapshot>): Promise<StockSnapshot> {
    const cached = this.#get(productId);
    if (cached !== undefined) return cached;
    const stock = await query();
    this.#put(productId, stock);
    return stock;
  }

  clear(): void {
    this.#products.clear();
    this.#rows = 0;
  }

  #get(productId: number): StockSnapshot | undefined {
    const found = this.#products.get(productId);
    if (found !== undefined) {
      this.#products.delete(productId);
      this.#products.set(productId, found);
    }
    return found;
  }

  #put(productId: number, stock: StockSnapshot): void {
    this.#drop(productId);
    this.#products.set(productId, stock);
    this.#rows += stock.locationIds.length;
    for (const oldest of this.#products.keys()) {
      if (this.#rows <= MAX_ROWS) break;
      this.#drop(oldest);
    }
  }

  #drop(productId: number): void {
    this.#rows -= this.#products.get(productId)?.locationIds.length ?? 0;
    this.#products.delete(productId);
  }

  /** Temporary triggers exist for this connection only, so other programs on the same file are not affected. */
  #addTriggers(handle: Handle): void {
    handle.function('stock_changed', (productId: number, locationId: number, available: number, reserved: number) => {
      const stock = this.#products.get(productId);
      const index = stock === undefined ? -1 : indexOfId(stock.locationIds, locationId);
      if (stock !== undefined && index >= 0) {
        stock.available[index] = available;
        stock.reserved[index] = reserved;
      }
      return null;
    });
    handle.function('stock_listed', (productId: number) => {
      this.#drop(productId);
      return null;
    });
    handle.exec(`
      CREATE TEMP TRIGGER stock_update AFTER UPDATE OF available_qty, reserved_qty ON main.product_location
        BEGIN SELECT stock_changed(NEW.product_id, NEW.location_id, NEW.available_qty, NEW.reserved_qty); END;
      CREATE TEMP TRIGGER stock_insert AFTER INSERT ON main.product_location BEGIN SELECT stock_listed(NEW.product_id); END;
      CREATE TEMP TRIGGER stock_delete AFTER DELETE ON main.product_location BEGIN SELECT stock_listed(OLD.product_id); END;`);
  }
}
