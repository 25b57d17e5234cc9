import type { Database as Handle } from 'better-sqlite3';

/**
 * A cache of query results that transactions share. The engines know nothing of its content: they open it with the
 * database, hand it to sessions (`Session.cache`), and report what they know about stale entries. How an entry stays
 * valid differs by engine, so a cache has one implementation for each.
 *
 * @typeParam View what a transaction reads through
 */
export interface CacheDefinition<View> {
  /** Opens the cache of a SQLite database. @param handle of its only connection in this process; the schema is up to date */
  openOnSqlite(handle: Handle): ConnectionCache<View>;
  /** Opens the cache for all connections of this process to MariaDB or MySQL. @param tick see `TransactionState.began` */
  openOnServer(tick: () => number): ProcessCache<View>;
}

/** A cache of SQLite's one connection, whose transactions run one after the other. */
export interface ConnectionCache<View> {
  readonly view: View;
  /** Drops every entry: a transaction was rolled back, or another connection has committed. */
  clear(): void;
}

/** A cache of concurrent transactions, each on a connection of its own. */
export interface ProcessCache<View> {
  viewOf(transaction: TransactionState): View;
}

/** What a `ProcessCache` must know about the transaction that reads. */
export interface TransactionState {
  /** Tick of the process's logical clock when the transaction began. */
  readonly began: number;
  /** Whether it has written: from then on it reads its own uncommitted changes. */
  readonly hasWritten: boolean;
}

/** An engine's opened caches. `Opened` is its kind of cache: `ConnectionCache` or `ProcessCache`, of any view. */
export type OpenCaches<Opened> = ReadonlyMap<CacheDefinition<unknown>, Opened>;

/** @throws {Error} for a definition that the database was opened without: a programming error */
export function openedCache<Opened>(caches: OpenCaches<Opened>, definition: CacheDefinition<unknown>): Opened {
  const opened = caches.get(definition);
  if (opened === undefined) throw new Error('the database was opened without this cache');
  return opened;
}
