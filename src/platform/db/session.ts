import type { EntityManager } from 'typeorm';
import type { Connection, Parameter, Row, RowId, Written } from './connection.js';
import type { KnownStock } from '../../store/inventory/stock-columns.js';

export type { Row, RowId, SqlValue } from './connection.js';

/**
 * One transaction's view of the database. Every statement of an operation goes through the session it was given:
 * a statement on another connection would wait for this one, and with a full pool for ever.
 */
export class Session {
  /**
   * Whether no other unit may join this one's transaction any more: it wrote what others keep in memory beyond their own
   * transaction, and nobody may do so with what is not committed yet.
   */
  endsGroup = false;

  constructor(private readonly connection: Connection) {}

  get dialect(): 'sqlite' | 'mysql' {
    return this.connection.dialect;
  }

  /** For the entities of the catalog, inside the same transaction. */
  get manager(): EntityManager {
    return this.connection.manager;
  }

  get stock(): KnownStock {
    return this.connection.stock;
  }

  /** The rows of a SELECT. The statement's author vouches for the row's shape. */
  async all<T extends Row = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T[]> {
    return (await this.connection.all(sql, parameters)) as T[];
  }

  async first<T extends Row = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T | undefined> {
    return (await this.all<T>(sql, parameters))[0];
  }

  /** Runs an INSERT, UPDATE or DELETE. Decide by the WHERE clause, never by "nothing changed": see `Written`. */
  run(sql: string, parameters: readonly Parameter[] = []): Promise<Written> {
    return this.connection.run(sql, parameters);
  }

  /**
   * A write whose result the unit does not need, so that it may be sent together with what follows. What fails fails the
   * unit, at this statement or at a later one.
   * @param missed makes the error with which the unit fails when the WHERE clause matches no row
   */
  write(sql: string, parameters: readonly Parameter[] = [], missed?: () => Error): Promise<void> {
    return this.connection.write(sql, parameters, missed);
  }

  /** An INSERT of one row whose key the database gives out; see `write`. The key can be a parameter at once; `idOf` reads it after the unit. */
  insert(sql: string, parameters: readonly Parameter[] = []): Promise<RowId> {
    return this.connection.insert(sql, parameters);
  }

  /**
   * Inserts many rows, some hundreds in a statement: on SQLite one takes no more than some milliseconds then. See `write` for when it fails.
   * @param columns for statements that are made often, always the same array: their text is then made once
   */
  async insertRows(table: string, columns: readonly string[], rows: readonly (readonly Parameter[])[]): Promise<void> {
    const perStatement = Math.max(1, Math.floor(VALUES / columns.length));
    for (let from = 0; from < rows.length; from += perStatement) {
      const part = rows.slice(from, from + perStatement);
      await this.write(
        insertOf(table, columns, part.length),
        part.length === 1 && part[0] !== undefined ? part[0] : part.flat(),
      );
    }
  }
}

const inserts = new WeakMap<readonly string[], string[]>();

function insertOf(table: string, columns: readonly string[], rows: number): string {
  let known = inserts.get(columns);
  if (known === undefined) inserts.set(columns, (known = []));
  return (known[rows] ??=
    `INSERT INTO ${table} (${columns.join(',')}) VALUES ${Array<string>(rows).fill(placeholders(columns)).join(',')}`);
}

/** Values of one INSERT: about 150 lines of an order. Both engines would take more. */
const VALUES = 3_000;

/** The number of a row's key, once its unit is committed. */
export function idOf(id: RowId): number {
  return typeof id === 'number' ? id : id.value;
}

const lists: string[] = [];

/** `(?,?,?)` for an IN list of that many values. */
export function placeholders({ length }: readonly unknown[]): string {
  return (lists[length] ??= `(${Array<string>(length).fill('?').join(',')})`);
}

/** Reads that do not need each other's answers: asked for at once, they cost one round trip. All have ended when this has, whatever became of them. */
export async function concurrently<T extends readonly unknown[]>(
  ...reads: { [K in keyof T]: Promise<T[K]> }
): Promise<T> {
  await Promise.allSettled(reads);
  return Promise.all(reads);
}
