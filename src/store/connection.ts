import type { EntityManager, QueryRunner } from 'typeorm';
import type { StockMemory } from './stock-columns.js';

/** A value that goes into or comes out of a statement. */
export type SqlValue = string | number | bigint | null;
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
  /** For the entities of the catalogue, on the same connection. */
  readonly manager: EntityManager;
  /** What it remembers of the stock; undefined where nothing tells it of others' changes. */
  readonly stock: StockMemory | undefined;
  all(sql: string, parameters: readonly SqlValue[]): Promise<Row[]>;
  run(sql: string, parameters: readonly SqlValue[]): Promise<Written>;
}

/** A connection to MariaDB or MySQL, of TypeORM's pool. */
export class MysqlConnection implements Connection {
  readonly dialect = 'mysql';
  readonly stock = undefined;

  constructor(private readonly runner: QueryRunner) {}

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async all(sql: string, parameters: readonly SqlValue[]): Promise<Row[]> {
    return await this.runner.query(sql, [...parameters]) as Row[];
  }

  async run(sql: string, parameters: readonly SqlValue[]): Promise<Written> {
    const result = await this.runner.query(sql, [...parameters], true);
    const raw = result.raw as { insertId?: number | string } | undefined;
    return { affected: result.affected ?? 0, insertId: Number(raw?.insertId ?? 0) };
  }
}
