import { flag, numeric, nullable, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** What a refresh is doing: finding orders, storing their rows, deleting what is over. Empty while none runs. */
export type RefreshPhase = '' | 'collect' | 'fill' | 'tidy';

/** A consumer of the change feed. Times are ISO 8601, UTC. */
export interface FeedConsumer {
  readonly name: string;
  readonly createdAt: string;
  /** Kept for a while after its removal: transactions that still know it write marks, which are deleted with the row. */
  readonly removedAt: string | null;
  /** See domain/feed/since.ts. */
  readonly settled: boolean;
  /** The number of the last complete snapshot; 0 for none. */
  readonly snapshotNo: number;
  readonly takenAt: string | null;
  /** The date from which on the snapshot has every change; null if it has what changed since the one before. */
  readonly since: string | null;
  /** Orders of the snapshot. */
  readonly orders: number;
  /** Whether the marks of the snapshot are cleared, and the snapshots before it deleted. */
  readonly tidy: boolean;
  readonly acknowledgedNo: number;
  readonly acknowledgedAt: string | null;
  /** The refresh that runs; its instance may have died, then another takes over when the lease has expired. */
  readonly owner: string;
  readonly leaseUntil: string;
  readonly phase: RefreshPhase;
  /** Orders that the running refresh has gone through in its phase. */
  readonly done: number;
}

const CONSUMER = tableOf<FeedConsumer>('feed_consumer', {
  name: text('name'),
  createdAt: text('created_at'),
  removedAt: nullable(text('removed_at')),
  settled: flag('settled'),
  snapshotNo: numeric('snapshot_no'),
  takenAt: nullable(text('taken_at')),
  since: nullable(text('since')),
  orders: numeric('orders'),
  tidy: flag('tidy'),
  acknowledgedNo: numeric('acknowledged_no'),
  acknowledgedAt: nullable(text('acknowledged_at')),
  owner: text('owner'),
  leaseUntil: text('lease_until'),
  phase: text<RefreshPhase>('phase'),
  done: numeric('done'),
});

/** The names of the consumers, for the network. */
export async function readFeedNames(session: Session): Promise<string[]> {
  const rows = await session.all<{ name: string }>(
    'SELECT name FROM feed_consumer WHERE removed_at IS NULL ORDER BY name',
  );
  return rows.map(({ name }) => name);
}

/** All consumers by name, those that were removed lately among them. */
export async function readConsumers(session: Session): Promise<FeedConsumer[]> {
  return (await session.all(`SELECT ${CONSUMER.list} FROM feed_consumer ORDER BY name`)).map((row) =>
    CONSUMER.read(row),
  );
}

/** @returns undefined for an unknown one, or one that was removed */
export async function readConsumer(session: Session, name: string): Promise<FeedConsumer | undefined> {
  const row = await session.first(`SELECT ${CONSUMER.list} FROM feed_consumer WHERE name = ? AND removed_at IS NULL`, [
    name,
  ]);
  return row && CONSUMER.read(row);
}

/** Adds a consumer, or one of a name that was removed. The caller has locked the catalog. */
export async function addConsumer(session: Session, name: string, createdAt: string): Promise<void> {
  const before = await session.first<{ snapshot_no: number }>('SELECT snapshot_no FROM feed_consumer WHERE name = ?', [
    name,
  ]);
  await session.run('DELETE FROM feed_consumer WHERE name = ?', [name]);
  const snapshotNo = before?.snapshot_no ?? 0;
  await session.run(
    CONSUMER.insertStatement,
    CONSUMER.values({
      name,
      createdAt,
      removedAt: null,
      settled: false,
      // Numbers go on: a snapshot of the one before is never taken for one of this one.
      snapshotNo,
      takenAt: null,
      since: null,
      orders: 0,
      tidy: true,
      acknowledgedNo: snapshotNo,
      acknowledgedAt: null,
      owner: '',
      leaseUntil: '',
      phase: '',
      done: 0,
    }),
  );
}

/** Removes a consumer. @returns whether there was one */
export async function retireConsumer(session: Session, name: string, at: string): Promise<boolean> {
  const { affected } = await session.run(
    "UPDATE feed_consumer SET removed_at = ?, owner = '', lease_until = '' WHERE name = ? AND removed_at IS NULL",
    [at, name],
  );
  return affected > 0;
}

/** Deletes the row of a consumer that was removed. */
export async function forgetConsumer(session: Session, name: string): Promise<void> {
  await session.run('DELETE FROM feed_consumer WHERE name = ? AND removed_at IS NOT NULL', [name]);
}

/**
 * Takes a consumer for a refresh.
 *
 * The race: two refreshes of one consumer begin at once, or the lease of one that died expired. The UPDATE checks the condition
 * under the row's lock: the second one finds it owned, matches 0 rows and gives up.
 * @param latestLease a lease beyond it was written while a clock was ahead, and has expired
 */
export async function takeConsumer(
  session: Session,
  name: string,
  take: {
    readonly owner: string;
    readonly now: string;
    readonly leaseUntil: string;
    readonly latestLease: string;
  },
): Promise<boolean> {
  const { affected } = await session.run(
    `UPDATE feed_consumer SET owner = ?, lease_until = ?, phase = 'tidy', done = 0
      WHERE name = ? AND removed_at IS NULL AND (owner = '' OR lease_until < ? OR lease_until > ?)`,
    [take.owner, take.leaseUntil, name, take.now, take.latestLease],
  );
  return affected > 0;
}

/**
 * Renews the lease of a refresh, and reports its progress.
 *
 * The race: a refresh was suspended until its lease expired, and another one took the consumer. Each of its transactions begins
 * with this, under the row's lock until it commits: it finds that it lost the consumer, and stops.
 * @returns whether it still owns the consumer
 */
export async function holdConsumer(
  session: Session,
  name: string,
  hold: {
    readonly owner: string;
    readonly leaseUntil: string;
    readonly phase: RefreshPhase;
    readonly done: number;
  },
): Promise<boolean> {
  const { affected } = await session.run(
    'UPDATE feed_consumer SET lease_until = ?, phase = ?, done = ? WHERE name = ? AND owner = ?',
    [hold.leaseUntil, hold.phase, hold.done, name, hold.owner],
  );
  return affected > 0;
}

/** Makes a snapshot the one that readers see. The caller holds the consumer. */
export async function showSnapshot(
  session: Session,
  name: string,
  snapshot: {
    readonly no: number;
    readonly takenAt: string;
    readonly since: string | null;
    readonly orders: number;
    readonly settled: boolean;
  },
): Promise<void> {
  await session.run(
    'UPDATE feed_consumer SET snapshot_no = ?, taken_at = ?, since = ?, orders = ?, settled = ?, tidy = 0 WHERE name = ?',
    [snapshot.no, snapshot.takenAt, snapshot.since, snapshot.orders, snapshot.settled ? 1 : 0, name],
  );
}

/** Ends a refresh. @param tidy whether nothing is left to clear; undefined leaves that unchanged */
export async function releaseConsumer(session: Session, name: string, owner: string, tidy?: true): Promise<void> {
  await session.run(
    `UPDATE feed_consumer SET owner = '', lease_until = '', phase = '', done = 0${tidy === true ? ', tidy = 1' : ''}
      WHERE name = ? AND owner = ?`,
    [name, owner],
  );
}

/** Notes that a consumer has processed its snapshot. @returns whether that is its snapshot, and was not acknowledged before */
export async function acknowledgeSnapshot(session: Session, name: string, no: number, at: string): Promise<boolean> {
  const { affected } = await session.run(
    'UPDATE feed_consumer SET acknowledged_no = ?, acknowledged_at = ? WHERE name = ? AND snapshot_no = ? AND acknowledged_no < ?',
    [no, at, name, no, no],
  );
  return affected > 0;
}
