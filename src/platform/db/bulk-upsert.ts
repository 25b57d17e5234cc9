import type { Session, SqlValue } from './session.js';

/** Rows a statement: with the widest table still below SQLite's 32,766 parameters. */
const ROWS = 1000;

/**
 * Inserts many rows, or writes the named columns over where the key is there already; of two rows with one key the
 * later one counts. Plain SQL: building statements from entities takes longer than the engines take to run them.
 * @param overwrite none of them: rows that are there stay as they are
 */
export async function bulkUpsert(
  session: Session,
  table: string,
  key: readonly string[],
  columns: readonly string[],
  overwrite: readonly string[],
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  const tuple = `(${columns.map(() => '?').join(',')})`;
  const mysql = session.dialect === 'mysql';
  const [first = ''] = key;
  const set = mysql
    ? (overwrite.length === 0 ? [first] : overwrite).map((column) => `${column} = VALUES(${column})`)
    : overwrite.map((column) => `${column} = excluded.${column}`);
  const conflict = mysql
    ? `ON DUPLICATE KEY UPDATE ${set.join(', ')}`
    : `ON CONFLICT (${key.join(', ')}) DO ${set.length === 0 ? 'NOTHING' : `UPDATE SET ${set.join(', ')}`}`;
  for (let from = 0; from < rows.length; from += ROWS) {
    const part = rows.slice(from, from + ROWS);
    await session.run(
      `INSERT INTO ${table} (${columns.join(',')}) VALUES ${part.map(() => tuple).join(',')} ${conflict}`,
      part.flat(),
    );
  }
}
