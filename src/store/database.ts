import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database as SqliteHandle } from 'better-sqlite3';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, QueryRunner } from 'typeorm';
import { CATALOG_ENTITIES } from './catalog-entities.js';
import { MysqlConnection } from './connection.js';
import { classify, DatabaseUnavailable, errorCode } from './failure.js';
import { GroupCommit } from './group-commit.js';
import { InitialSchema1700000000001 } from './migrations/0001-initial-schema.js';
import { LifeOfAnOrder1700000000002 } from './migrations/0002-life-of-an-order.js';
import { ProductClassification1700000000003 } from './migrations/0003-product-classification.js';
import { Polling1700000000004 } from './migrations/0004-polling.js';
import { OrderSearch1700000000005 } from './migrations/0005-order-search.js';
import { Jobs1700000000006 } from './migrations/0006-jobs.js';
import { MessageLog1700000000008 } from './migrations/0008-message-log.js';
import { Session } from './session.js';
import { SqliteConnection } from './sqlite-connection.js';

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
}

const ATTEMPTS = 8;

/**
 * The relational store: SQLite in one file, MariaDB or MySQL.
 *
 * `transaction` runs one unit of work. On SQLite units that wait together are committed together (group-commit.ts).
 * On MariaDB and MySQL:
 *
 * 1. take a connection, within the acquire timeout;
 * 2. begin, at READ COMMITTED;
 * 3. run the unit, commit;
 * 4. when it lost a conflict (deadlock, lock timeout, snapshot moved on), also at COMMIT: roll back and run the whole
 *    unit again after a random pause, at most 8 times. So a unit must do nothing but talk to its session.
 */
export class Database {
  /** Units that have a connection, and units that wait for one. Counted here: what drivers tell of their pools differs and is not public. */
  #inUse = 0;
  #waiting = 0;

  private constructor(
    readonly dialect: 'sqlite' | 'mysql',
    private readonly source: DataSource,
    private readonly acquireTimeout: number,
    private readonly pool: number,
    /** SQLite's one connection; undefined on the other engines. */
    private readonly units: GroupCommit | undefined,
  ) {}

  /** How many connections there may be, how many work, and how many units of work wait for one. */
  get connections(): { readonly size: number; readonly inUse: number; readonly waiting: number } {
    return { size: this.pool, inUse: this.units?.running ?? this.#inUse, waiting: this.#waiting + (this.units?.waiting ?? 0) };
  }

  /**
   * Connects and brings the schema up to date.
   * @throws {DatabaseUnavailable} when the database cannot be reached
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    try {
      const dialect = options.url.startsWith('sqlite:') ? 'sqlite' : 'mysql';
      const opened: SqliteHandle[] = [];
      const source = new DataSource(dialect === 'sqlite' ? sqliteOptions(options, (handle) => { opened.push(handle); }) : await mysqlOptions(options));
      await source.initialize();
      const [handle] = opened;
      const connection = handle && new SqliteConnection(handle, source.createQueryRunner());
      const database = new Database(dialect, source, options.acquireTimeout, connection === undefined ? options.pool : 1,
        connection && new GroupCommit(connection, options.acquireTimeout));
      await database.#migrate();
      connection?.listen();
      return database;
    } catch (error) {
      if (classify(error) !== 'unavailable' && !REFUSALS.has(errorCode(error))) throw error;
      const reason = error instanceof Error && error.message !== '' ? error.message : errorCode(error);
      throw new DatabaseUnavailable(`the database cannot be reached: ${reason}`, { cause: error });
    }
  }

  /** Runs one unit of work in a transaction; see the class for what is promised. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.units === undefined) return this.#attempt(work);
    return this.units.run(work);
  }

  /** Whether the database answers. */
  async ping(): Promise<void> {
    await this.transaction((session) => session.all('SELECT 1'));
  }

  async close(): Promise<void> {
    await this.units?.idle();
    if (this.source.isInitialized) await this.source.destroy();
  }

  async #attempt<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const runner = await this.#acquire();
      this.#inUse += 1;
      try {
        await runner.query('SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
        await runner.query('START TRANSACTION');
        const result = await work(new Session(new MysqlConnection(runner)));
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        // A connection that is gone cannot roll back; the server has done so.
        await runner.query('ROLLBACK').catch(() => undefined);
        if (classify(error) !== 'conflict' || attempt === ATTEMPTS) throw error;
      } finally {
        this.#inUse -= 1;
        await runner.release();
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }

  async #acquire(): Promise<QueryRunner> {
    const runner = this.source.createQueryRunner();
    const connecting = runner.connect();
    const waited = new AbortController();
    const late = sleep(this.acquireTimeout, 'late' as const, { signal: waited.signal }).catch(() => 'on time' as const);
    this.#waiting += 1;
    try {
      if (await Promise.race([connecting, late]) === 'late') {
        // The connection may still come: it goes straight back to the pool.
        connecting.then(() => runner.release(), () => undefined);
        throw new DatabaseUnavailable(`no connection to the database within ${String(this.acquireTimeout)} ms`);
      }
    } finally {
      this.#waiting -= 1;
      waited.abort();
    }
    return runner;
  }

  /**
   * Runs what migrations are missing. Several instances may start at once: the first one holds a lock (a row on MySQL,
   * the write lock on SQLite), the others wait for it and find nothing left to do. MySQL commits each DDL statement by
   * itself, so every statement of a migration can be run again.
   */
  async #migrate(): Promise<void> {
    if (this.units !== undefined) {
      await this.units.run(() => this.source.runMigrations({ transaction: 'none' }));
      return;
    }
    const holder = await this.#acquire();
    try {
      await holder.query('CREATE TABLE IF NOT EXISTS migration_lock (id INT PRIMARY KEY) ENGINE=InnoDB');
      await holder.query('INSERT IGNORE INTO migration_lock (id) VALUES (1)');
      await holder.query('SET SESSION innodb_lock_wait_timeout = 120');
      await holder.query('START TRANSACTION');
      await holder.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE');
      await this.source.runMigrations({ transaction: 'none' });
      await holder.query('COMMIT');
    } finally {
      await holder.release();
    }
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
    MessageLog1700000000008,
  ],
  migrationsTableName: 'schema_migration',
  // Statements and their parameters carry personal data: they are never logged.
  logging: false,
};

/** @param onOpen told the driver's connection before anything is done with it */
function sqliteOptions({ url, synchronous = 'normal' }: DatabaseOptions, onOpen: (handle: SqliteHandle) => void): DataSourceOptions {
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
    type: await isMariaDb(url) ? 'mariadb' : 'mysql',
    url,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: true,
    extra: { connectionLimit: options.pool, connectTimeout: 10_000, resetOnRelease: true },
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
  'ER_ACCESS_DENIED_ERROR', 'ER_DBACCESS_DENIED_ERROR', 'ER_BAD_DB_ERROR', 'SQLITE_CANTOPEN', 'SQLITE_NOTADB', 'SQLITE_READONLY',
  'EACCES', 'EEXIST', 'ENOTDIR', 'ENOENT', 'EROFS',
]);

