import type { Parameter, Session } from '../../platform/db/session.js';
import { FEED_TABLES } from './feed-tables.js';
import type { FeedTable } from './feed-tables.js';

/** A value of a column: text, an amount as a decimal number in text, a whole number, or null for none. */
export type FeedValue = string | number | null;

/** The place of a row in its table: the order, and what tells its rows apart. */
export interface RowPosition {
  readonly requestId: number;
  readonly key: number;
}

/** The table of a name; undefined if there is none. */
export function feedTable(name: string): FeedTable | undefined {
  return FEED_TABLES.find((table) => table.name === name);
}

/** The names of the tables, in the order in which they are documented. */
export const FEED_TABLE_NAMES: readonly string[] = FEED_TABLES.map(({ name }) => name);

/**
 * Reads rows of a snapshot after a position, in the order of request id and key.
 * @returns at most `most` rows, their values in the order of the table's columns
 */
export async function readRows(
  session: Session,
  { name, key, columns }: FeedTable,
  snapshot: { readonly consumer: string; readonly no: number },
  after: RowPosition,
  most: number,
): Promise<FeedValue[][]> {
  const position = key === undefined ? 'request_id > ?' : '(request_id > ? OR (request_id = ? AND ' + key + ' > ?))';
  const from: Parameter[] =
    key === undefined ? [after.requestId] : [after.requestId, after.requestId, after.requestId, after.key];
  const rows = await session.all(
    `SELECT ${columns.map((column) => column.name).join(', ')} FROM feed_${name}
      WHERE consumer = ?${key === undefined ? '' : ' AND request_id >= ?'} AND ${position} AND snapshot_no = ?
      ORDER BY request_id${key === undefined ? '' : `, ${key}`} LIMIT ?`,
    [snapshot.consumer, ...from, snapshot.no, most],
  );
  return rows.map((row) =>
    columns.map((column) => {
      const value = row[column.name] ?? null;
      return typeof value === 'bigint' ? Number(value) : value;
    }),
  );
}

/** Where a row stands. */
export function positionOf({ key, columns }: FeedTable, row: readonly FeedValue[]): RowPosition {
  const numberOf = (name: string): number => Number(row[columns.findIndex((column) => column.name === name)]);
  return { requestId: numberOf('request_id'), key: key === undefined ? 0 : numberOf(key) };
}
