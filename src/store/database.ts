import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database as SqliteConnection } from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { DataSource } from 'typeorm';
import type { DataSourceOptions, QueryRunner } from 'typeorm';
import { CATALOG_ENTITIES } from './catalog-entities.js';
import { classify, DatabaseUnavailable, errorCode } from './failure.js';
import { InitialSchema1700000000001 } from './migrations/0001-initial-schema.js';
import { LifeOfAnOrder1700000000002 } from './migrations/0002-life-of-an-order.js';
import { ProductClassification1700000000003 } from './migrations/0003-product-classification.js';
import { Polling1700000000004 } from './migrations/0004-polling.js';
import { OrderSearch1700000000005 } from './migrations/0005-order-search.js';
import { Jobs1700000000006 } from './migrations/0006-jobs.js';
import { MessageLog1700000000008 } from './migrations/0008-message-log.js';
import { MysqlUnits } from './mysql-units.js';
import { Session } from './session.js';

export interface DatabaseOptions {
  /** `sqlite:<file>`, `sqlite::memory:`, `mysql://…` or `mariadb://…` */
  readonly url: string;
  /** Connections, for MySQL and MariaDB. */
  readonly pool: number;
  /** Milliseconds to wait for a free connection. mysql2 itself would wait for ever. */
  readonly acquireTimeout: number;
  /** Milliseconds a statement may take, for MySQL and MariaDB; default 20,000. mysql2 itself would wait for ever. */
  readonly statementTimeout?: number;
}

const ATTEMPTS = 8;
const STATEMENT_MS = 20_000;

/**
 * The relational store: SQLite in one file, MariaDB or MySQL.
 *
 * `transaction` runs one unit of work. On MariaDB and MySQL see mysql-units.ts. On SQLite:
 *
 * 1. queue for the one connection: else two units would share a transaction;
 * 2. begin IMMEDIATE, so that another process waits at the start instead of failing in the middle;
 * 3. run the unit, commit;
 * 4. when it lost a conflict, also at COMMIT: roll back and run the whole unit again after a random pause, at most 8
 *    times. So a unit must do nothing but talk to its session.
 */
export class Database {
  /** The tail of the queue for SQLite's one connection. */
  #tail: Promise<unknown> = Promise.resolve();
  /** Units that have a connection, and units that wait for one. Counted here: what drivers tell of their pools differs and is not public. */
  #inUse = 0;
  #waiting = 0;

  private constructor(
    readonly dialect: 'sqlite' | 'mysql',
    private readonly source: DataSource,
    private readonly acquireTimeout: number,
    private readonly pool: number,
    /** Undefined on SQLite. */
    private readonly units: MysqlUnits | undefined,
  ) {}

  /** How many connections there may be, how many work, and how many units of work wait for one. */
  get connections(): { readonly size: number; readonly inUse: number; readonly waiting: number } {
    return { size: this.pool, inUse: this.units?.running ?? this.#inUse, waiting: this.units?.waiting ?? this.#waiting };
  }

  /**
   * Connects and brings the schema up to date.
   * @throws {DatabaseUnavailable} when the database cannot be reached
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    try {
      const dialect = options.url.startsWith('sqlite:') ? 'sqlite' : 'mysql';
      const source = new DataSource(dialect === 'sqlite' ? sqliteOptions(options.url) : await mysqlOptions(options));
      await source.initialize();
      const { acquireTimeout: acquire, statementTimeout: statement = STATEMENT_MS } = options;
      const units = dialect === 'sqlite' ? undefined : new MysqlUnits(source, { acquire, statement });
      const database = new Database(dialect, source, acquire, units === undefined ? 1 : options.pool, units);
      await database.#migrate();
      return database;
    } catch (error) {
      if (classify(error) !== 'unavailable' && !REFUSALS.has(errorCode(error))) throw error;
      const reason = error instanceof Error && error.message !== '' ? error.message : errorCode(error);
      throw new DatabaseUnavailable(`the database cannot be reached: ${reason}`, { cause: error });
    }
  }

  /** Runs one unit of work in a transaction; see the class for what is promised. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    if (this.units === undefined) return this.#queue(() => this.#attempt(work));
    return this.units.run((runner) => work(new Session(this.dialect, runner)));
  }

  /**
   * Whether a unit of work would get through: there is a connection, and the database takes what is written.
   * @throws {DatabaseUnavailable} and other errors when not
   */
  async ping(): Promise<void> {
    // On SQLite the write lock is proof enough. A replica, or a cluster's node without its others, refuses even this.
    await this.transaction(async (session) => {
      if (this.dialect === 'mysql') await session.run('DELETE FROM migration_lock WHERE 1 = 0');
    });
  }

  async close(): Promise<void> {
    await this.#tail.catch(() => undefined);
    if (this.source.isInitialized) await this.source.destroy();
  }

  async #queue<T>(work: () => Promise<T>): Promise<T> {
    this.#waiting += 1;
    const result = this.#tail.then(() => {
      this.#waiting -= 1;
      return work();
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #attempt<T>(work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      const runner = this.source.createQueryRunner();
      this.#inUse += 1;
      try {
        await this.#beginSqlite(runner);
        const result = await work(new Session(this.dialect, runner));
        await runner.query('COMMIT');
        return result;
      } catch (error) {
        await runner.query('ROLLBACK').catch(() => undefined);
        if (classify(error) !== 'conflict' || attempt === ATTEMPTS) throw error;
      } finally {
        this.#inUse -= 1;
        await runner.release();
      }
      await sleep(Math.random() * 10 * 2 ** attempt);
    }
  }

  /**
   * Takes SQLite's write lock. While another process has it, SQLite itself would wait with the whole process standing
   * still; so it is asked again instead, every few milliseconds.
   */
  async #beginSqlite(runner: QueryRunner): Promise<void> {
    for (const deadline = Date.now() + this.acquireTimeout; ;) {
      try {
        await runner.query('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (classify(error) !== 'conflict') throw error;
        if (Date.now() > deadline) throw new DatabaseUnavailable(`another process has had the database locked for ${String(this.acquireTimeout)} ms`);
        await sleep(1 + Math.random() * 4);
      }
    }
  }

  /**
   * Runs what migrations are missing. Several instances may start at once: the first one holds a lock (a row on MySQL,
   * the write lock on SQLite), the others wait for it and find nothing left to do. MySQL commits each DDL statement by
   * itself, so every statement of a migration can be run again.
   */
  async #migrate(): Promise<void> {
    if (this.units === undefined) {
      const runner = this.source.createQueryRunner();
      await this.#beginSqlite(runner);
      try {
        await this.source.runMigrations({ transaction: 'none' });
        await runner.query('COMMIT');
      } catch (error) {
        await runner.query('ROLLBACK');
        throw error;
      }
      return;
    }
    const holder = await this.units.acquire();
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

function sqliteOptions(url: string): DataSourceOptions {
  const database = url.slice('sqlite:'.length);
  if (database !== ':memory:') mkdirSync(dirname(database), { recursive: true });
  return {
    ...shared,
    type: 'better-sqlite3',
    database,
    // For opening only: a transaction waits without holding up the process.
    timeout: 5_000,
    prepareDatabase: (connection: SqliteConnection) => {
      // WAL with synchronous NORMAL survives the death of the process; a power cut may cost the last commits.
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = NORMAL');
      connection.pragma('foreign_keys = ON');
      connection.pragma('busy_timeout = 0');
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
    // Connections are not reset when they are given back: that waits for ever on one that has died, and no unit leaves anything behind.
    extra: { connectionLimit: options.pool, connectTimeout: options.acquireTimeout, resetOnRelease: false },
  };
}

/** TypeORM writes other SQL for MariaDB than for MySQL, and both answer to `mysql://`: so the server is asked. */
async function isMariaDb(url: string): Promise<boolean> {
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

