import { readConsumer } from '../../store/feed/consumers.js';
import type { FeedConsumer } from '../../store/feed/consumers.js';
import { feedTable, positionOf, readRows } from '../../store/feed/snapshot-rows.js';
import type { FeedValue, RowPosition } from '../../store/feed/snapshot-rows.js';
import type { BrokerContext } from '../context.js';
import { SnapshotGoneError } from './feed-errors.js';

export { FEED_TABLE_NAMES } from '../../store/feed/snapshot-rows.js';

/** Which rows of a snapshot to read. */
export interface RowsQuery {
  readonly consumer: string;
  /** The snapshot's number; undefined for the last one. */
  readonly snapshotNo: number | undefined;
  readonly table: string;
  readonly after?: RowPosition;
  readonly limit: number;
}

/** Rows of a table of a snapshot. */
export interface SnapshotPage {
  readonly snapshotNo: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FeedValue[])[];
  /** The position of the last row; absent on the last page. */
  readonly next?: RowPosition;
}

const START: RowPosition = { requestId: 0, key: -1 };

/**
 * Reads a page of a snapshot. The number is checked after the rows were read: rows are deleted only once another snapshot is
 * shown, so a page that was read before that is whole.
 * @returns undefined for an unknown consumer or table
 * @throws {SnapshotGoneError} when there is no such snapshot, or none any more
 */
export async function readSnapshot(
  { database }: Pick<BrokerContext, 'database'>,
  { consumer: name, snapshotNo, table: tableName, after = START, limit }: RowsQuery,
): Promise<SnapshotPage | undefined> {
  const table = feedTable(tableName);
  if (table === undefined) return undefined;
  return database.transaction(async (session) => {
    const known = await readConsumer(session, name);
    if (known === undefined) return undefined;
    const no = snapshotNo ?? known.snapshotNo;
    const found = await readRows(session, table, { consumer: name, no }, after, limit + 1);
    requireReadable(await readConsumer(session, name), name, no);
    const rows = found.slice(0, limit);
    const last = rows.at(-1);
    return {
      snapshotNo: no,
      columns: table.columns.map((column) => column.name),
      rows,
      ...(found.length > limit && last !== undefined ? { next: positionOf(table, last) } : {}),
    };
  });
}

/** @throws {SnapshotGoneError} */
function requireReadable(consumer: FeedConsumer | undefined, name: string, no: number): void {
  if (consumer === undefined) throw new SnapshotGoneError(`the consumer ${name} was removed`);
  const { snapshotNo, takenAt, acknowledgedNo, acknowledgedAt } = consumer;
  if (takenAt === null) throw new SnapshotGoneError(`${name} has no snapshot yet: refresh it first`);
  if (no !== snapshotNo)
    throw new SnapshotGoneError(
      `found snapshot ${String(no)}, expected ${String(snapshotNo)}, the last one of ${name}: earlier ones are gone`,
    );
  if (no <= acknowledgedNo)
    throw new SnapshotGoneError(`snapshot ${String(no)} of ${name} was acknowledged at ${String(acknowledgedAt)}`);
}
