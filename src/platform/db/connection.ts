import type { EntityManager } from 'typeorm';
import type { KnownStock } from '../../store/inventory/stock-columns.js';

/** A value that goes into or comes out of a statement. */
export type SqlValue = string | number | bigint | null;
/** A key that the database has yet to give out: good for the statements behind its INSERT, and a number once the unit is committed. */
export interface PendingId {
  readonly value: number;
}
export type RowId = number | PendingId;
export type Parameter = SqlValue | PendingId;
export type Row = Readonly<Record<string, SqlValue>>;

/** What a statement that writes did. */
export interface Written {
  /** Rows its WHERE clause matched. MySQL's driver counts matched rows (FOUND_ROWS), SQLite changed ones. */
  readonly affected: number;
  /** What an auto-increment column gave out. */
  readonly insertId: number;
}

/** One connection of a database, in a transaction. */
export interface Connection {
  readonly dialect: 'sqlite' | 'mysql';
  /** For the entities of the catalog, on the same connection. */
  readonly manager: EntityManager;
  readonly stock: KnownStock;
  all(sql: string, parameters: readonly Parameter[]): Promise<Row[]>;
  run(sql: string, parameters: readonly Parameter[]): Promise<Written>;
  /**
   * A write that nobody waits for: it may be sent together with the next statement, or with COMMIT. When it fails the unit
   * fails, here or at a later statement.
   * @param missed makes the error with which the unit fails when no row is matched
   */
  write(sql: string, parameters: readonly Parameter[], missed?: () => Error): Promise<void>;
  /** Such a write too, of a row whose key the database gives out. */
  insert(sql: string, parameters: readonly Parameter[]): Promise<RowId>;
}
