import type { EntityManager } from 'typeorm';
import type { CacheDefinition } from './cache.js';

/** A value of a statement's parameters or result. */
export type SqlValue = string | number | bigint | null;
/** A generated key that has not been read back yet: usable as a parameter of later statements, and a number after COMMIT. */
export interface PendingId {
  readonly value: number;
}
export type RowId = number | PendingId;
export type Parameter = SqlValue | PendingId;
export type Row = Readonly<Record<string, SqlValue>>;

/** Result of an INSERT, UPDATE or DELETE. */
export interface Written {
  /** Rows that the WHERE clause matched. MySQL's driver counts matched rows (FOUND_ROWS), SQLite changed rows. */
  readonly affected: number;
  /** Value generated for an auto-increment column. */
  readonly insertId: number;
}

/**
 * One transaction's access to the database. Each engine extends this class with its connection, so no layer forwards
 * calls on the hot path.
 *
 * Every statement of an operation goes through the session that it was given: a statement on another connection would
 * wait for this transaction's locks, and with an exhausted pool forever.
 */
export abstract class Session {
  /**
   * Set by a transaction that must be the last of its group commit, because it changed data that other transactions
   * cache in memory beyond their own end: they could otherwise cache what is not committed yet.
   */
  endsGroup = false;

  abstract readonly dialect: 'sqlite' | 'mysql';

  /** TypeORM's entity manager, in the same transaction. */
  abstract get manager(): EntityManager;

  /** What this transaction may read of a cache instead of the database. */
  abstract cache<View>(definition: CacheDefinition<View>): View;

  /** The rows of a SELECT. The statement's author guarantees that rows have the type `T`. */
  abstract all<T extends Row = Row>(sql: string, parameters?: readonly Parameter[]): Promise<T[]>;

  /** Runs an INSERT, UPDATE or DELETE. Let the WHERE clause decide, never "0 rows changed": see `Written.affected`. */
  abstract run(sql: string, parameters?: readonly Parameter[]): Promise<Written>;

  /**
   * A write whose result the transaction does not need, so it may travel with a later statement or with COMMIT. If it
   * fails, the transaction fails, at this statement or at a later one.
   * @param missed creates the error that the transaction fails with when the WHERE clause matches no row
   */
  abstract write(sql: string, parameters?: readonly Parameter[], missed?: () => Error): Promise<void>;

  /**
   * A `write` that inserts one row with a generated key. The key is usable as a parameter at once; `idOf` reads it after
   * the transaction.
   */
  abstract insert(sql: string, parameters?: readonly Parameter[]): Promise<RowId>;

  /** The first row of a SELECT, if any. */
  async first<T extends Row = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T | undefined> {
    return (await this.all<T>(sql, parameters))[0];
  }

  /**
   * Inserts rows, a few hundred per statement, so that one statement takes SQLite a few milliseconds at most, and servers
   * accept it (`chunksOf`). Fails like `write`.
   * @param columns pass the same array every time: the statement text is cached per array
   */
  async insertRows(table: string, columns: readonly string[], rows: readonly (readonly Parameter[])[]): Promise<void> {
    for (const part of chunksOf(rows, Math.max(1, Math.floor(MAX_VALUES / columns.length)))) {
      const values = part.length === 1 && part[0] !== undefined ? part[0] : part.flat();
      await this.write(insertStatement(table, columns, part.length), values);
    }
  }
}

/** Values of one INSERT: about 150 order lines. Both engines accept more. */
const MAX_VALUES = 3_000;

/**
 * Characters of the rows of one statement. A server accepts 16 MB in one packet, and a quoted text has up to four bytes for
 * one character: JSON escapes a quotation mark, and SQL escapes both.
 */
const MAX_CHARACTERS = 1_000_000;

/** Divides rows into statements: at most `most` rows in each, and not more characters than a server accepts in one packet. */
export function* chunksOf<Value extends Parameter>(
  rows: readonly (readonly Value[])[],
  most: number,
): Generator<readonly (readonly Value[])[]> {
  let from = 0;
  let characters = 0;
  for (const [index, row] of rows.entries()) {
    const length = charactersOf(row);
    if (index > from && (index - from >= most || characters + length > MAX_CHARACTERS)) {
      yield rows.slice(from, index);
      from = index;
      characters = 0;
    }
    characters += length;
  }
  if (rows.length > from) yield from === 0 ? rows : rows.slice(from);
}

function charactersOf(row: readonly Parameter[]): number {
  let length = 0;
  for (const value of row) if (typeof value === 'string') length += value.length;
  return length;
}

const inserts = new WeakMap<readonly string[], string[]>();

function insertStatement(table: string, columns: readonly string[], rows: number): string {
  let cached = inserts.get(columns);
  if (cached === undefined) inserts.set(columns, (cached = []));
  return (cached[rows] ??=
    `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array<string>(rows).fill(placeholders(columns)).join(',')}`);
}

/** The number of a generated key. @throws {Error} before the transaction has committed */
export function idOf(id: RowId): number {
  return typeof id === 'number' ? id : id.value;
}

const lists: string[] = [];

/** `(?,?,?)`, for an IN list of that many values. */
export function placeholders({ length }: readonly unknown[]): string {
  return (lists[length] ??= `(${Array<string>(length).fill('?').join(',')})`);
}

/**
 * Awaits reads that are independent of each other: sent together, they cost one round trip. All reads have settled when
 * this returns or throws, so none of them runs into the end of the transaction.
 */
export async function concurrently<T extends readonly unknown[]>(
  ...reads: { [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  await Promise.allSettled(reads);
  return Promise.all(reads);
}
