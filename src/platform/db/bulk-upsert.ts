import { chunksOf } from './session.js';
import type { Session, SqlValue } from './session.js';

/** Rows per statement: even the widest table stays below SQLite's limit of 32,766 parameters. */
const CHUNK = 1000;

/**
 * Inserts many rows, or overwrites the given columns where the key exists; of two rows with the same key the later one
 * wins. Plain SQL: TypeORM takes longer to build such statements from entities than the engines take to execute them.
 * @param overwrite empty to leave existing rows as they are
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
  for (const part of chunksOf(rows, CHUNK)) {
    await session.run(
      `INSERT INTO ${table} (${columns.join(',')}) VALUES ${part.map(() => tuple).join(',')} ${conflict}`,
      part.flat(),
    );
  }
}
