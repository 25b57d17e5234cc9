import type { CacheDefinition } from '../../platform/db/cache.js';
import { SqliteStockCache } from './sqlite-stock-cache.js';
import { SharedStock } from './shared-stock.js';
import type { StockReader } from './stock-snapshot.js';

/** The cache of stock, for `Session.cache`. */
export const STOCK_CACHE: CacheDefinition<StockReader> = {
  openOnSqlite: (handle) => new SqliteStockCache(handle),
  openOnServer: (tick) => new SharedStock(tick),
};
