import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database as SqliteHandle } from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { DataSourceOptions } from 'typeorm';
import { CATALOG_ENTITIES } from './network/catalog-entities.js';
import { CheckpointThread } from '../platform/db/checkpoint-thread.js';
import { classify, DatabaseUnavailableError, errorCode } from '../platform/db/database-error.js';
import { GroupCommit } from '../platform/db/group-commit.js';
import { InitialSchema1700000000001 } from './migrations/0001-initial-schema.js';
import { LifeOfAnOrder1700000000002 } from './migrations/0002-life-of-an-order.js';
import { ProductClassification1700000000003 } from './migrations/0003-product-classification.js';
import { Polling1700000000004 } from './migrations/0004-polling.js';
import { OrderSearch1700000000005 } from './migrations/0005-order-search.js';
import { Jobs1700000000006 } from './migrations/0006-jobs.js';
import { Access1700000000007 } from './migrations/0007-access.js';
import { MessageLog1700000000008 } from './migrations/0008-message-log.js';
import { MysqlTransactions } from '../platform/db/mysql-transactions.js';
import type { Session } from '../platform/db/session.js';
import { SqliteConnection } from '../platform/db/sqlite-connection.js';

export interface DatabaseOptions {
  /** `sqlite:<file>`, `sqlite::memory:`, `mysql://…` or `mariadb://…` */
  readonly url: string;
  /** Connections, for MySQL and MariaDB. */
  readonly pool: number;
  /** Milliseconds to wait for a free connection. mysql2 itself would wait for ever. */
  readonly acquireTimeout: number;
  /**
   * SQLite only. `normal`, the default: what was committed survives the death of the process; a power cut may cost the
   * last commits. `full`: it survives that too, for one sync of the disk a commit.
   */
  readonly synchronous?: 'normal' | 'full';
  /** SQLite in a file only: copy its log into the file on another thread (checkpoint-thread.ts), as servers do. Default false. */
  readonly checkpointThread?: boolean;
  /** Milliseconds a statement may take, for MySQL and MariaDB; default 20,000. mysql2 itself would wait for ever. */
  readonly statementTimeout?: number;
}

const STATEMENT_MS = 20_000;
/** Pages of 4 KB: 32 MB beside the file. Eight times what SQLite allows by itself, since another thread keeps it short. */
const LONGEST_LOG = 8_000;

/**
 * The relational store: SQLite in one file, MariaDB or MySQL.
 *
 * `transaction` runs one unit of work: on SQLite those that wait together are committed together (group-commit.ts), on
 * MariaDB and MySQL each has a connection of the pool (mysql-units.ts). A unit that lost a conflict (deadlock, lock
 * timeout, snapshot moved on), also at COMMIT, is undone and run again after a random pause. So it must do nothing but
 * talk to its session.
 */
export class Database {
  private constructor(
    private readonly source: DataSource,
    private readonly pool: number,
    private readonly units: GroupCommit | MysqlTransactions,
    private readonly checkpoints?: CheckpointThread,
  ) {}

  /** How many connections there may be, how many work, and how many units of work wait for one. */
  get connections(): { readonly size: number; readonly inUse: number; readonly waiting: number } {
    return { size: this.pool, inUse: this.units.running, waiting: this.units.waiting };
  }

  /**
   * Connects and brings the schema up to date.
   * @throws {DatabaseUnavailableError} when it cannot be reached or opened, with what to check
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    try {
      return options.url.startsWith('sqlite:')
        ? await Database.#openSqlite(options)
        : await Database.#openMysql(options);
    } catch (error) {
      if (classify(error) !== 'unavailable' && !REFUSALS.has(errorCode(error))) throw error;
      const reason = error instanceof Error && error.message !== '' ? error.message : errorCode(error);
      throw new DatabaseUnavailableError(`the database cannot be reached: ${reason}`, { cause: error });
    }
  }

  static async #openSqlite(options: DatabaseOptions): Promise<Database> {
    const opened: SqliteHandle[] = [];
    const source = await new DataSource(
      sqliteOptions(options, (handle) => {
        opened.push(handle);
      }),
    ).initialize();
    const [handle] = opened;
    if (handle === undefined) throw new Error('the driver opened no connection');
    const connection = new SqliteConnection(handle, source.createQueryRunner());
    const file = options.url.slice('sqlite:'.length);
    const checkpoints =
      options.checkpointThread !== true || file === ':memory:' ? undefined : new CheckpointThread(file);
    if (checkpoints !== undefined) handle.pragma(`wal_autocheckpoint = ${String(LONGEST_LOG)}`);
    const units = new GroupCommit(connection, options.acquireTimeout, () => {
      checkpoints?.committed();
    });
    await units.run(() => source.runMigrations({ transaction: 'none' }));
    connection.listen();
    return new Database(source, 1, units, checkpoints);
  }

  static async #openMysql(options: DatabaseOptions): Promise<Database> {
    const source = await new DataSource(await mysqlOptions(options)).initialize();
    const units = new MysqlTransactions(source, {
      acquire: options.acquireTimeout,
      statement: options.statementTimeout ?? STATEMENT_MS,
    });
    await migrateMysql(source, units);
    return new Database(source, options.pool, units);
  }

  /** Runs one unit of work in a transaction; see the class for what is promised. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.units.run(work);
  }

  /**
   * Whether a unit of work would get through: there is a connection, and the database takes what is written.
   * @throws {DatabaseUnavailableError} and other errors when not
   */
  async ping(): Promise<void> {
    // On SQLite the write lock is proof enough.
    if (this.units instanceof GroupCommit) await this.units.run(() => Promise.resolve());
    // A replica, or a cluster's node without its others, refuses even this. Who waited for a server that is gone would tell it late.
    else await this.units.run((session) => session.run('DELETE FROM migration_lock WHERE 1 = 0'), false);
  }

  async close(): Promise<void> {
    if (this.units instanceof GroupCommit) await this.units.idle();
    await this.checkpoints?.end();
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/**
 * Runs what migrations are missing. Several instances may start at once: the first one holds a row's lock, the others
 * wait for it and find nothing left to do (on SQLite the write lock does the same). MySQL commits each DDL statement by
 * itself, so every statement of a migration can be run again.
 */
async function migrateMysql(source: DataSource, units: MysqlTransactions): Promise<void> {
  const holder = await units.acquire();
  try {
    await holder.query('CREATE TABLE IF NOT EXISTS migration_lock (id INT PRIMARY KEY) ENGINE=InnoDB');
    await holder.query('INSERT IGNORE INTO migration_lock (id) VALUES (1)');
    await holder.query('SET SESSION innodb_lock_wait_timeout = 120');
    await holder.query('START TRANSACTION');
    await holder.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE');
    await source.runMigrations({ transaction: 'none' });
    await holder.query('COMMIT');
  } finally {
    await holder.release();
  }
}

const shared = {
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
  ],
  migrationsTableName: 'schema_migration',
  // Statements and their parameters carry personal data: they are never logged.
  logging: false,
};

/** @param onOpen told the driver's connection before anything is done with it */
function sqliteOptions(
  { url, synchronous = 'normal' }: DatabaseOptions,
  onOpen: (handle: SqliteHandle) => void,
): DataSourceOptions {
  const database = url.slice('sqlite:'.length);
  if (database !== ':memory:') mkdirSync(dirname(database), { recursive: true });
  return {
    ...shared,
    type: 'better-sqlite3',
    database,
    // For opening only: a transaction waits without holding up the process.
    timeout: 5_000,
    prepareDatabase: (handle: SqliteHandle) => {
      handle.pragma('journal_mode = WAL');
      handle.pragma(`synchronous = ${synchronous}`);
      handle.pragma('foreign_keys = ON');
      handle.pragma('busy_timeout = 0');
      // 64 MB: the upper levels of the indexes of a million orders, where 2 MB read most of them from the file again.
      handle.pragma('cache_size = -65536');
      // What savepoints keep for rolling back stays in memory: by default more than 64 KB of it goes to a file.
      handle.pragma('temp_store = MEMORY');
      onOpen(handle);
    },
  };
}

async function mysqlOptions(options: DatabaseOptions): Promise<DataSourceOptions> {
  const url = options.url.replace(/^mariadb:/, 'mysql:');
  return {
    ...shared,
    type: (await isMariaDb(url)) ? 'mariadb' : 'mysql',
    url,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    // For mysql-connection.ts. Values never become part of a statement but escaped by the driver.
    multipleStatements: true,
    // Connections are not reset when they are given back: that waits for ever on one that has died, and no unit leaves anything behind.
    extra: { connectionLimit: options.pool, connectTimeout: options.acquireTimeout, resetOnRelease: false },
  };
}

/** TypeORM writes other SQL for MariaDB than for MySQL, and both answer to `mysql://`: so the server is asked. */
async function isMariaDb(url: string): Promise<boolean> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: url, connectTimeout: 10_000 });
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return JSON.stringify(rows).includes('MariaDB');
  } finally {
    await connection.end();
  }
}

/** What a wrong DATABASE_URL ends in: the operator's to mend, not a fault of the program. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
  'SQLITE_CANTOPEN',
  'SQLITE_NOTADB',
  'SQLITE_READONLY',
  'EACCES',
  'EEXIST',
  'ENOTDIR',
  'ENOENT',
  'EROFS',
]);
