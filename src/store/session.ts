import type { EntityManager, QueryRunner } from 'typeorm';

/** A value that goes into or comes out of a statement. */
export type SqlValue = string | number | bigint | null;
export type Row = Readonly<Record<string, SqlValue>>;

/**
 * One transaction's view of the database. Every statement of an operation goes through the session it was given:
 * a statement on another connection would wait for this one, and with a full pool for ever.
 */
export class Session {
  constructor(readonly dialect: 'sqlite' | 'mysql', private readonly runner: QueryRunner) {}

  /** For the entities of the catalogue, inside the same transaction. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** The rows of a SELECT. The statement's author vouches for the row's shape. */
  async all<T extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T[]> {
    return await this.runner.query(sql, [...parameters]) as T[];
  }

  async first<T extends Row = Row>(sql: string, parameters: readonly SqlValue[] = []): Promise<T | undefined> {
    return (await this.all<T>(sql, parameters))[0];
  }

  /**
   * Runs an INSERT, UPDATE or DELETE.
   * @returns the rows its WHERE clause matched, and the id an auto-increment column gave out. MySQL's driver counts
   *   matched rows (FOUND_ROWS), SQLite changed ones; decide by the WHERE clause, never by "nothing changed".
   */
  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<{ affected: number; insertId: number }> {
    const result = await this.runner.query(sql, [...parameters], true);
    const raw = result.raw as number | bigint | { insertId?: number | string } | undefined;
    return {
      affected: result.affected ?? 0,
      insertId: Number(typeof raw === 'object' ? raw.insertId ?? 0 : raw ?? 0),
    };
  }

  /** Inserts many rows in as few statements as the engines' limit on parameters allows. */
  async insertRows(table: string, columns: readonly string[], rows: readonly (readonly SqlValue[])[]): Promise<void> {
    const perStatement = Math.max(1, Math.floor(30_000 / columns.length));
    for (let from = 0; from < rows.length; from += perStatement) {
      const part = rows.slice(from, from + perStatement);
      const tuple = `(${columns.map(() => '?').join(',')})`;
      await this.run(`INSERT INTO ${table} (${columns.join(',')}) VALUES ${part.map(() => tuple).join(',')}`, part.flat());
    }
  }
}

/** `(?,?,?)` for an IN list of that many values. */
export function placeholders(values: readonly unknown[]): string {
  return `(${values.map(() => '?').join(',')})`;
}
