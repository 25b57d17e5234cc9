import type { Database as Handle, Statement } from 'better-sqlite3';
import type { EntityManager, QueryRunner } from 'typeorm';
import { shouldYield, yieldToEventLoop } from '../../event-loop.js';
import { openedCache } from '../cache.js';
import type { CacheDefinition, ConnectionCache, OpenCaches } from '../cache.js';
import { Session } from '../session.js';
import type { Parameter, Row, SqlValue, Written } from '../session.js';

/** Maximum number of compiled statements. IN lists make many variants of one statement; the oldest are dropped first. */
const MAX_STATEMENTS = 500;

/**
 * SQLite's only connection, and the session of whichever transaction is running on it. Statements bypass TypeORM and
 * stay compiled: TypeORM compiled each one again and wrapped it several times, and an order took 5.2 ms instead of 3.6.
 *
 * No call here waits for I/O, so a transaction of many statements would block the event loop until its end. It therefore
 * yields between two statements when it is due. That does not delay other transactions: they wait for the end of this one
 * anyway (group-commit.ts).
 */
export class SqliteConnection extends Session {
  readonly dialect = 'sqlite';
  /** Changes when another connection has committed since the last read. */
  readonly #dataVersion: Statement<[]>;
  #lastVersion: unknown;
  readonly #compiled = new Map<string, Statement<Parameter[]>>();
  readonly #shapes = new WeakMap<Statement<Parameter[]>, Shape>();
  #caches: OpenCaches<ConnectionCache<unknown>> = new Map();

  /** @param runner TypeORM's query runner over the same handle, for entities */
  constructor(
    private readonly handle: Handle,
    private readonly runner: QueryRunner,
  ) {
    super();
    this.#dataVersion = handle.prepare<[]>('PRAGMA data_version').pluck();
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Whether a transaction is open. SQLite itself rolls back when it cannot go on: disk full, I/O error. */
  get inTransaction(): boolean {
    return this.handle.inTransaction;
  }

  /** Opens caches. To be called once, when the schema is up to date. */
  openCaches(definitions: readonly CacheDefinition<unknown>[]): void {
    this.#caches = new Map(definitions.map((definition) => [definition, definition.openOnSqlite(this.handle)]));
  }

  cache<View>(definition: CacheDefinition<View>): View {
    return (openedCache(this.#caches, definition) as ConnectionCache<View>).view;
  }

  clearCaches(): void {
    for (const cache of this.#caches.values()) cache.clear();
  }

  async all<T extends Row = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T[]> {
    if (shouldYield()) await yieldToEventLoop();
    const statement = this.#statement(sql).raw();
    const rows = statement.all(...parameters) as SqlValue[][];
    const [first] = rows;
    if (first === undefined) return [];
    let shape = this.#shapes.get(statement);
    // A migration of another instance may add columns to what `*` selects.
    if (shape?.names.length !== first.length) this.#shapes.set(statement, (shape = shapeOf(statement)));
    const { names, template } = shape;
    return rows.map((values) => toRow(template, names, values) as T);
  }

  async run(sql: string, parameters: readonly Parameter[] = []): Promise<Written> {
    if (shouldYield()) await yieldToEventLoop();
    const { changes, lastInsertRowid } = this.#statement(sql).run(...parameters);
    return { affected: changes, insertId: Number(lastInsertRowid) };
  }

  async write(sql: string, parameters: readonly Parameter[] = [], missed?: () => Error): Promise<void> {
    const { affected } = await this.run(sql, parameters);
    if (missed !== undefined && affected === 0) throw missed();
  }

  async insert(sql: string, parameters: readonly Parameter[] = []): Promise<number> {
    return (await this.run(sql, parameters)).insertId;
  }

  /** Begins a transaction and takes the write lock. @throws SQLITE_BUSY while another process has it */
  begin(): void {
    this.execute('BEGIN IMMEDIATE');
    // From here on nobody else can write, so what the caches hold stays valid until the end of the transaction.
    const version = this.#dataVersion.get();
    if (version !== this.#lastVersion) this.clearCaches();
    this.#lastVersion = version;
  }

  /** Begins the next transaction of a group commit. @param guarded whether to set the savepoint `member` */
  beginMember(guarded: boolean): void {
    this.endsGroup = false;
    if (guarded) this.execute('SAVEPOINT member');
  }

  /** Executes a statement without parameters or result, such as COMMIT or SAVEPOINT. */
  execute(sql: string): void {
    this.#statement(sql).run();
  }

  /** Undoes the transaction, or its part since the savepoint `member`. */
  rollback(sql: 'ROLLBACK' | 'ROLLBACK TO member'): void {
    this.clearCaches();
    this.execute(sql);
  }

  #statement(sql: string): Statement<Parameter[]> {
    let statement = this.#compiled.get(sql);
    if (statement === undefined) {
      statement = this.handle.prepare<Parameter[]>(sql);
      for (const oldest of this.#compiled.keys()) {
        if (this.#compiled.size < MAX_STATEMENTS) break;
        this.#compiled.delete(oldest);
      }
      this.#compiled.set(sql, statement);
    }
    return statement;
  }
}

/**
 * Converts a row that the driver returned as an array. The driver creates objects from native code, property by
 * property, which takes twice as long as an array; and a copy of an object that already has all properties takes half
 * the memory of one that they are added to.
 */
function toRow(template: Row, names: readonly string[], values: readonly SqlValue[]): Row {
  const row: Record<string, SqlValue> = { ...template };
  for (let column = 0; column < names.length; column += 1) row[names[column] ?? ''] = values[column] ?? null;
  return row;
}

/** Columns of a statement's result. */
interface Shape {
  readonly names: readonly string[];
  /** A row in which every column is NULL. */
  readonly template: Row;
}

function shapeOf(statement: Statement<Parameter[]>): Shape {
  const names = statement.columns().map(({ name }) => name);
  return { names, template: Object.fromEntries(names.map((name): [string, SqlValue] => [name, null])) };
}
