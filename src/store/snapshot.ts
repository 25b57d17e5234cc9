import type { Session } from '../platform/db/session.js';
import type { Database } from './database.js';

/**
 * The content of a SQLite database at one moment, to return to. For tests: a database in memory is copied and restored in
 * milliseconds, where the migrations and the catalog of a new one take half a second.
 *
 * 1. The copies are temporary tables of the database's only connection, so they disappear with it.
 * 2. Rows return with their keys, and so do the counters of generated keys: the next order gets the number it would have got.
 * 3. The stock cache follows by its triggers; the catalog's revision goes on rising, because network snapshots are cached by it.
 */
export class Snapshot {
  private constructor(
    private readonly database: Database,
    /** All tables, and those of them that had rows. */
    private readonly tables: readonly string[],
    private readonly filled: readonly string[],
  ) {}

  /**
   * Copies every row. To be called once for each database.
   * @throws {Error} on MariaDB and MySQL
   */
  static take(database: Database): Promise<Snapshot> {
    return database.transaction(async (session) => {
      if (session.dialect !== 'sqlite')
        throw new Error('found MariaDB or MySQL, expected SQLite: only it can be restored');
      const tables = await tableNames(session);
      const filled: string[] = [];
      for (const table of tables) {
        if ((await session.first(`SELECT 1 AS one FROM main."${table}" LIMIT 1`)) === undefined) continue;
        await session.run(`CREATE TEMP TABLE ${copyOf(table)} AS SELECT * FROM main."${table}"`);
        filled.push(table);
      }
      return new Snapshot(database, tables, filled);
    });
  }

  /** Makes the database what it was, all of it or nothing. Transactions that run meanwhile come before or after it. */
  async restore(): Promise<void> {
    await this.database.transaction(async (session) => {
      session.endsGroup = true;
      // Tables are restored one after the other; at the end of the transaction the references between them hold again.
      await session.run('PRAGMA defer_foreign_keys = ON');
      const revision = await revisionOf(session);
      for (const table of this.tables) await session.run(`DELETE FROM main."${table}"`);
      for (const table of this.filled)
        await session.run(`INSERT INTO main."${table}" SELECT * FROM temp.${copyOf(table)}`);
      await session.run('UPDATE organization SET revision = ? WHERE id = 1', [revision + 1]);
    });
  }
}

const copyOf = (table: string): string => `"snapshot_${table}"`;

/** The counters of generated keys come last: writing rows moves them. */
async function tableNames(session: Session): Promise<string[]> {
  const rows = await session.all<{ name: string }>(
    `SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY name = 'sqlite_sequence', name`,
  );
  return rows.map(({ name }) => name);
}

const revisionOf = async (session: Session): Promise<number> =>
  (await session.first<{ revision: number }>('SELECT revision FROM organization WHERE id = 1'))?.revision ?? 0;
