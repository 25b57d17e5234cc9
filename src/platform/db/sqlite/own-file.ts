import type { Database as Handle, Statement } from 'better-sqlite3';
import type { SqlValue } from '../session.js';
import { createPrivately } from './private-file.js';

/**
 * A small SQLite file of one program that runs beside the broker. Statements are synchronous: such a program decides between two
 * messages, and nothing else waits for it. Every commit is on the disk before the next message is sent.
 */
export class OwnFile {
  readonly #statements = new Map<string, Statement>();

  private constructor(private readonly handle: Handle) {}

  /**
   * Opens the file, and creates it with its tables if it does not exist.
   * @param schema statements that create the tables
   * @param version of the schema; a file of another version is refused
   * @throws {Error} when the file cannot be used
   */
  static async open(file: string, schema: string, version: number): Promise<OwnFile> {
    // An optional dependency: who runs the broker on MariaDB may not have it.
    const { default: Database } = await import('better-sqlite3');
    if (file !== ':memory:') createPrivately(file);
    const handle = new Database(file, { timeout: 10_000 });
    try {
      handle.pragma('journal_mode = WAL');
      handle.pragma('synchronous = FULL');
      // Two processes may create the same file at once.
      handle
        .transaction(() => {
          const found = Number(handle.pragma('user_version', { simple: true }));
          if (found === version) return;
          if (found !== 0)
            throw new Error(
              `${file} has the tables of version ${String(found)}, and this program has ${String(version)}`,
            );
          handle.exec(schema);
          handle.pragma(`user_version = ${String(version)}`);
        })
        .immediate();
    } catch (error) {
      handle.close();
      throw error;
    }
    return new OwnFile(handle);
  }

  /** The rows of a SELECT. The statement's author guarantees that rows have the type `Row`. */
  all<Row>(sql: string, ...parameters: readonly SqlValue[]): Row[] {
    const rows: unknown[] = this.#prepared(sql).all(...parameters);
    return rows as Row[];
  }

  /** Runs an INSERT, UPDATE or DELETE. @returns the number of rows changed, and the key of the row inserted last */
  run(sql: string, ...parameters: readonly SqlValue[]): { readonly changes: number; readonly id: number } {
    const { changes, lastInsertRowid } = this.#prepared(sql).run(...parameters);
    return { changes, id: Number(lastInsertRowid) };
  }

  /** Runs the work in one transaction that no other process can write in between; inside another one, as a part of it. */
  transaction<Result>(work: () => Result): Result {
    return this.handle.inTransaction ? work() : this.handle.transaction(work).immediate();
  }

  close(): void {
    this.handle.close();
  }

  #prepared(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.handle.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
