import type { Database as SqliteHandle } from 'better-sqlite3';
import { DataSource, MigrationExecutor } from 'typeorm';
import type { QueryRunner } from 'typeorm';
import { CheckpointThread } from '../platform/db/sqlite/checkpoint-thread.js';
import { mysqlOptions, sqliteOptions } from '../platform/db/data-source-options.js';
import { requireDiskSpace } from '../platform/db/sqlite/disk-space.js';
import { GroupCommit } from '../platform/db/sqlite/group-commit.js';
import { MysqlPool } from '../platform/db/mysql/mysql-pool.js';
import { MysqlTransactions } from '../platform/db/mysql/mysql-transactions.js';
import type { Row, Session } from '../platform/db/session.js';
import { SqliteConnection } from '../platform/db/sqlite/sqlite-connection.js';
import { STOCK_CACHE } from './inventory/stock-cache.js';
import { InitialSchema1700000000001 } from './migrations/0001-initial-schema.js';
import { LifeOfAnOrder1700000000002 } from './migrations/0002-life-of-an-order.js';
import { ProductClassification1700000000003 } from './migrations/0003-product-classification.js';
import { Polling1700000000004 } from './migrations/0004-polling.js';
import { OrderSearch1700000000005 } from './migrations/0005-order-search.js';
import { Jobs1700000000006 } from './migrations/0006-jobs.js';
import { Access1700000000007 } from './migrations/0007-access.js';
import { MessageLog1700000000008 } from './migrations/0008-message-log.js';
import { ShippedStock1700000000009 } from './migrations/0009-shipped-stock.js';
import { CodesWithoutBlanks1700000000010 } from './migrations/0010-codes-without-blanks.js';
import { ShipmentInHistory1700000000011 } from './migrations/0011-shipment-in-history.js';
import { LocationTimeZone1700000000012 } from './migrations/0012-location-time-zone.js';
import { FulfillmentRequests1700000000013 } from './migrations/0013-fulfillment-requests.js';
import { Webhooks1700000000014 } from './migrations/0014-webhooks.js';
import { ChangeFeed1700000000015 } from './migrations/0015-change-feed.js';
import { Keys1700000000016 } from './migrations/0016-keys.js';
import { PartnerOrders1700000000017 } from './migrations/0017-partner-orders.js';
import { DirectFulfillment1700000000019 } from './migrations/0019-direct-fulfillment.js';
import { ProductCodes1700000000020 } from './migrations/0020-product-codes.js';
import { RequestExchange1700000000021 } from './migrations/0021-request-exchange.js';
import { Outbound1700000000022 } from './migrations/0022-outbound.js';
import { EndpointScope1700000000023 } from './migrations/0023-endpoint-scope.js';
import { InjectedFaults1700000000025 } from './migrations/0025-injected-faults.js';
import { CATALOG_ENTITIES } from './network/catalog-entities.js';
import { explainUnusable, refuseNewer } from './unusable-database.js';
import { WRITE_PROBE, WriteProbe } from './write-probe.js';

const SCHEMA = {
  entities: CATALOG_ENTITIES,
  migrations: [
    InitialSchema1700000000001,
    LifeOfAnOrder1700000000002,
    ProductClassification1700000000003,
    Polling1700000000004,
    OrderSearch1700000000005,
    Jobs1700000000006,
    Access1700000000007,
    MessageLog1700000000008,
    ShippedStock1700000000009,
    CodesWithoutBlanks1700000000010,
    ShipmentInHistory1700000000011,
    LocationTimeZone1700000000012,
    FulfillmentRequests1700000000013,
    Webhooks1700000000014,
    ChangeFeed1700000000015,
    Keys1700000000016,
    PartnerOrders1700000000017,
    DirectFulfillment1700000000019,
    ProductCodes1700000000020,
    RequestExchange1700000000021,
    Outbound1700000000022,
    EndpointScope1700000000023,
    InjectedFaults1700000000025,
  ],
};
const CACHES = [STOCK_CACHE];
const MIGRATIONS = SCHEMA.migrations.map(({ name }) => name);
const APPLIED = 'SELECT name FROM schema_migration';
const namesOf = (rows: readonly Row[]): string[] => rows.map(({ name }) => String(name));

export interface DatabaseOptions {
  /** `sqlite:<file>`, `sqlite::memory:`, `mysql://…` or `mariadb://…` */
  readonly url: string;
  /** Maximum number of connections, for MySQL and MariaDB. */
  readonly pool: number;
  /** Milliseconds to wait for a free connection, and on SQLite for another process's lock. mysql2 itself would wait forever. */
  readonly acquireTimeout: number;
  /**
   * SQLite only. `normal`, the default: commits survive the death of the process; a power cut may lose the last ones.
   * `full`: they survive that too, at the price of one disk sync per commit.
   */
  readonly synchronous?: 'normal' | 'full';
  /** SQLite in a file only: checkpoint on another thread (checkpoint-thread.ts), as servers do. Default false. */
  readonly checkpointThread?: boolean;
  /** Maximum milliseconds per statement, for MySQL and MariaDB; default 20,000. mysql2 itself would wait forever. */
  readonly statementTimeout?: number;
}

const STATEMENT_MS = 20_000;
/** Pages of 4 KB: 32 MB of log beside the file. Eight times SQLite's default, since the checkpoint thread keeps it short. */
const MAX_LOG_PAGES = 8_000;

/**
 * The relational store: SQLite in one file, MariaDB or MySQL. It joins the engine of platform/db with the tables, entities
 * and caches of this store.
 *
 * Two styles, by table: orders, stock and logs use SQL with column maps (platform/db/table.ts), the catalog uses TypeORM
 * entities (network/catalog-table.ts), in the same session. docs/adr/0010-typeorm-for-the-catalog-sql-for-orders.md says why.
 */
export class Database {
  private constructor(
    private readonly source: DataSource,
    private readonly pool: number,
    private readonly transactions: GroupCommit | MysqlTransactions | JoinedTransaction,
    private readonly checkpoints?: CheckpointThread,
    /** Of SQLite, unless it is in memory. */
    private readonly file?: string,
    private readonly probe = new WriteProbe(),
  ) {}

  /** Maximum number of connections, how many are in use, and how many transactions wait for one. */
  get connections(): { readonly size: number; readonly inUse: number; readonly waiting: number } {
    return { size: this.pool, inUse: this.transactions.running, waiting: this.transactions.waiting };
  }

  /**
   * Connects and brings the schema up to date.
   * @throws {DatabaseUnavailableError} when it cannot be reached or opened, with the reason and what to do
   * @throws {NewerDatabaseError}
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    try {
      return options.url.startsWith('sqlite:')
        ? await Database.#openSqlite(options)
        : await Database.#openMysql(options);
    } catch (error) {
      throw explainUnusable(options.url, error);
    }
  }

  static async #openSqlite(options: DatabaseOptions): Promise<Database> {
    const file = options.url.slice('sqlite:'.length);
    const opened: SqliteHandle[] = [];
    const source = await new DataSource(
      sqliteOptions({ file, synchronous: options.synchronous ?? 'normal' }, SCHEMA, (handle) => {
        opened.push(handle);
      }),
    ).initialize();
    const [handle] = opened;
    if (handle === undefined) throw new Error('the driver opened no connection');
    const checkpoints =
      options.checkpointThread !== true || file === ':memory:' ? undefined : new CheckpointThread(file);
    return closingOnFailure(source, async () => {
      const connection = new SqliteConnection(handle, source.createQueryRunner());
      if (checkpoints !== undefined) handle.pragma(`wal_autocheckpoint = ${String(MAX_LOG_PAGES)}`);
      const transactions = new GroupCommit(connection, options.acquireTimeout, () => {
        checkpoints?.committed();
      });
      await transactions.run(async (session) => {
        const tables = await session.all("SELECT name FROM sqlite_master WHERE name = 'schema_migration'");
        if (tables.length > 0) refuseNewer(namesOf(await session.all(APPLIED)), MIGRATIONS);
        await source.runMigrations({ transaction: 'none' });
      });
      connection.openCaches(CACHES);
      return new Database(source, 1, transactions, checkpoints, file === ':memory:' ? undefined : file);
    });
  }

  static async #openMysql(options: DatabaseOptions): Promise<Database> {
    const source = await new DataSource(await mysqlOptions(options, SCHEMA)).initialize();
    const statement = options.statementTimeout ?? STATEMENT_MS;
    const pool = new MysqlPool(source, { acquire: options.acquireTimeout, statement });
    return closingOnFailure(source, async () => {
      await migrateMysql(source, pool);
      return new Database(source, options.pool, new MysqlTransactions(pool, statement, CACHES));
    });
  }

  /**
   * Runs a transaction and commits it. On SQLite transactions that wait together are committed together (group-commit.ts),
   * on MariaDB and MySQL each has a connection of the pool (mysql-transactions.ts).
   *
   * @param work has no effects outside its session: a transaction that lost a conflict (deadlock, lock timeout, stale
   *   snapshot), also at COMMIT, is undone and run again after a random delay
   * @returns the result of the last run, after the commit
   * @throws {DatabaseUnavailableError} when there is no connection in time, or the outcome of COMMIT is unknown
   */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    try {
      return await this.transactions.run(work);
    } catch (error) {
      this.probe.failed(error);
      throw error;
    }
  }

  /**
   * A view of this database within a transaction that is running: what would be a transaction of its own is a part of that one,
   * so that acts that were written as transactions can be joined to one.
   */
  joining(session: Session): Database {
    return new Database(this.source, this.pool, new JoinedTransaction(session));
  }

  /**
   * Checks that a transaction would succeed: there is a connection, and the database accepts writes.
   * @throws {DatabaseUnavailableError} and other errors if not
   */
  async ping(): Promise<void> {
    if (this.file !== undefined) await requireDiskSpace(this.file);
    // On SQLite this writes a page even if the number is the same, which an UPDATE does not: a full disk may refuse it,
    // where it would still grant the lock.
    if (this.transactions instanceof GroupCommit)
      await this.transactions.run((session) => session.run('PRAGMA user_version = 1'));
    // No retry: it would delay the answer.
    else await this.transactions.run((session) => this.probe.run(session), false);
  }

  /** Waits for queued transactions on SQLite, and closes all connections. */
  async close(): Promise<void> {
    if (this.transactions instanceof GroupCommit) await this.transactions.idle();
    await this.checkpoints?.end();
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** A transaction whose end somebody else decides. */
class JoinedTransaction {
  readonly running = 1;
  readonly waiting = 0;

  constructor(private readonly session: Session) {}

  run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return work(this.session);
  }
}

/** Closes connections that nobody can use, and that would keep the process alive. */
async function closingOnFailure<T>(source: DataSource, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    await source.destroy();
    throw error;
  }
}

/**
 * Applies missing migrations.
 *
 * The race: several instances start at once. The first one locks a row; the others wait for it and find nothing left to do
 * (on SQLite the write lock has the same effect). MySQL commits each DDL statement by itself, so every statement of a
 * migration must be repeatable.
 */
async function migrateMysql(source: DataSource, pool: MysqlPool): Promise<void> {
  const lockHolder = await pool.acquire();
  let runner: QueryRunner | undefined;
  try {
    await lockHolder.query('CREATE TABLE IF NOT EXISTS migration_lock (id INT PRIMARY KEY) ENGINE=InnoDB');
    // Both this INSERT and the SELECT below wait for whoever holds the row.
    await lockHolder.query('SET SESSION innodb_lock_wait_timeout = 120');
    await lockHolder.query('INSERT IGNORE INTO migration_lock (id) VALUES (1)');
    await lockHolder.query('START TRANSACTION');
    await lockHolder.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE');
    const tables = (await lockHolder.query("SHOW TABLES LIKE 'schema\\_migration'")) as unknown[];
    if (tables.length > 0) refuseNewer(namesOf((await lockHolder.query(APPLIED)) as Row[]), MIGRATIONS);
    // On a connection of ours: `source.runMigrations` opens one that is not prepared.
    runner = await pool.acquire();
    const migrations = new MigrationExecutor(source, runner);
    migrations.transaction = 'none';
    await migrations.executePendingMigrations();
    for (const statement of WRITE_PROBE) await runner.query(statement);
    await lockHolder.query('COMMIT');
  } finally {
    await runner?.release();
    await lockHolder.release();
  }
}
