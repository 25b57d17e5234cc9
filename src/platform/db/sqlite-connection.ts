import type { Database as Handle, Statement } from 'better-sqlite3';
import type { EntityManager, QueryRunner } from 'typeorm';
import { shouldYield, yieldToEventLoop } from '../event-loop.js';
import type { Connection, Parameter, Row, SqlValue, Written } from './connection.js';
import { StockCache } from '../../store/inventory/stock-columns.js';

/** Statements kept compiled. Those with lists of values come in many lengths; the ones compiled first go. */
const KEPT = 500;

/**
 * SQLite's one connection. Statements go straight to the driver, and stay compiled: through TypeORM each was compiled
 * anew and wrapped several times, and an order took 5.2 ms instead of 3.6.
 *
 * Nothing here ever waits for the database, so a unit of many statements would hold the event loop to its end: between two of
 * them it makes a pause where that is due. The others of the connection wait for the unit anyway (group-commit.ts).
 */
export class SqliteConnection implements Connection {
  readonly dialect = 'sqlite';
  readonly stock = new StockCache();
  /** Differs when another connection has committed anything since it was asked last. */
  readonly #dataVersion: Statement<[]>;
  #version: unknown;
  readonly #compiled = new Map<string, Statement<Parameter[]>>();
  readonly #shapes = new WeakMap<Statement<Parameter[]>, Shape>();

  /** @param runner of the same connection, for entities */
  constructor(
    private readonly handle: Handle,
    private readonly runner: QueryRunner,
  ) {
    this.#dataVersion = handle.prepare<[]>('PRAGMA data_version').pluck();
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Whether a transaction is open. SQLite ends one by itself when it cannot go on: disk full, I/O error. */
  get inTransaction(): boolean {
    return this.handle.inTransaction;
  }

  async all(sql: string, parameters: readonly Parameter[]): Promise<Row[]> {
    if (shouldYield()) await yieldToEventLoop();
    const statement = this.#statement(sql).raw();
    const rows = statement.all(...parameters) as SqlValue[][];
    const [first] = rows;
    if (first === undefined) return [];
    let shape = this.#shapes.get(statement);
    // A migration that runs beside may add columns to what `*` means.
    if (shape?.names.length !== first.length) this.#shapes.set(statement, (shape = shapeOf(statement)));
    const { names, empty } = shape;
    return rows.map((values) => rowOf(empty, names, values));
  }

  async run(sql: string, parameters: readonly Parameter[]): Promise<Written> {
    if (shouldYield()) await yieldToEventLoop();
    const { changes, lastInsertRowid } = this.#statement(sql).run(...parameters);
    return { affected: changes, insertId: Number(lastInsertRowid) };
  }

  async write(sql: string, parameters: readonly Parameter[], missed?: () => Error): Promise<void> {
    const { affected } = await this.run(sql, parameters);
    if (missed !== undefined && affected === 0) throw missed();
  }

  async insert(sql: string, parameters: readonly Parameter[]): Promise<number> {
    return (await this.run(sql, parameters)).insertId;
  }

  /** To be called once the tables are there. */
  listen(): void {
    this.stock.listen(this.handle);
  }

  /** @throws when another process has the database locked */
  begin(): void {
    this.execute('BEGIN IMMEDIATE');
    const version = this.#dataVersion.get();
    if (version !== this.#version) this.stock.forget();
    this.#version = version;
  }

  /** A statement without parameters or result: COMMIT, SAVEPOINT and their like. */
  execute(sql: string): void {
    this.#statement(sql).run();
  }

  /** Takes back what a transaction, or the part of it since a savepoint, has done. */
  rollback(sql: 'ROLLBACK' | 'ROLLBACK TO unit'): void {
    this.stock.forget();
    this.execute(sql);
  }

  #statement(sql: string): Statement<Parameter[]> {
    let statement = this.#compiled.get(sql);
    if (statement === undefined) {
      statement = this.handle.prepare<Parameter[]>(sql);
      for (const oldest of this.#compiled.keys()) {
        if (this.#compiled.size < KEPT) break;
        this.#compiled.delete(oldest);
      }
      this.#compiled.set(sql, statement);
    }
    return statement;
  }
}

/**
 * The driver's own objects, which it makes property by property from outside of JavaScript, take twice the time of arrays of the
 * values; and a copy of an object that has all the properties half the memory of one that is given them.
 */
function rowOf(empty: Row, names: readonly string[], values: readonly SqlValue[]): Row {
  const row: Record<string, SqlValue> = { ...empty };
  for (let column = 0; column < names.length; column += 1) row[names[column] ?? ''] = values[column] ?? null;
  return row;
}

/** The columns of a statement's rows. */
interface Shape {
  readonly names: readonly string[];
  /** A row of nothing but NULL. */
  readonly empty: Row;
}

function shapeOf(statement: Statement<Parameter[]>): Shape {
  const names = statement.columns().map(({ name }) => name);
  return { names, empty: Object.fromEntries(names.map((name): [string, SqlValue] => [name, null])) };
}
