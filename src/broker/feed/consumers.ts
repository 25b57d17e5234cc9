import { MAX_CONSUMERS } from '../../domain/feed/consumer-name.js';
import type { Session } from '../../platform/db/session.js';
import {
  acknowledgeSnapshot,
  addConsumer,
  forgetConsumer,
  readConsumer,
  readConsumers,
  retireConsumer,
} from '../../store/feed/consumers.js';
import type { FeedConsumer } from '../../store/feed/consumers.js';
import { countMarks } from '../../store/feed/marks.js';
import { nextPage, staleSnapshot, statementsFor, writePage } from '../../store/feed/refresh-pages.js';
import type { PageKind } from '../../store/feed/refresh-statements.js';
import { bumpRevision, catalogRevision, lockCatalog } from '../../store/network/catalog.js';
import { SnapshotGoneError } from './feed-errors.js';
import type { FeedContext } from './refresh.js';
import { tidyFeed } from './refresh.js';

/** A consumer, and how many orders are marked for it; counted up to 10,000. */
export interface ConsumerState {
  readonly consumer: FeedConsumer;
  readonly marks: number;
}

const MAX_COUNTED = 10_000;
/** After this time no transaction knows a consumer that was removed, in milliseconds. */
const FORGET_MS = 24 * 3_600_000;

/** Why a consumer was not created, in words. */
export class ConsumerRefusedError extends Error {
  override readonly name = 'ConsumerRefusedError';
  readonly code = 'consumer-refused';
}

/** The consumers by name, with their snapshots and marks. */
export function listConsumers({ database }: Pick<FeedContext, 'database'>): Promise<ConsumerState[]> {
  return database.transaction(async (session) => {
    const consumers = (await readConsumers(session)).filter(({ removedAt }) => removedAt === null);
    const states: ConsumerState[] = [];
    for (const consumer of consumers) states.push(await stateOf(session, consumer));
    return states;
  });
}

/** @returns undefined for an unknown one */
export function getConsumer(
  { database }: Pick<FeedContext, 'database'>,
  name: string,
): Promise<ConsumerState | undefined> {
  return database.transaction(async (session) => {
    const consumer = await readConsumer(session, name);
    return consumer && stateOf(session, consumer);
  });
}

const stateOf = async (session: Session, consumer: FeedConsumer): Promise<ConsumerState> => ({
  consumer,
  marks: await countMarks(session, consumer.name, MAX_COUNTED),
});

/**
 * Creates a consumer: from the next transaction of every instance on, changes of orders are marked for it. One that exists stays
 * as it is.
 * @returns whether it is new @throws {ConsumerRefusedError}
 */
export async function createConsumer(context: FeedContext, name: string): Promise<boolean> {
  await sweep(context);
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    if ((await catalogRevision(session)) === 0)
      throw new ConsumerRefusedError('there is no catalog yet: load one first, since instances see consumers with it');
    const others = (await readConsumers(session)).filter(({ removedAt }) => removedAt === null);
    if (others.some((one) => one.name === name)) return false;
    if (others.length >= MAX_CONSUMERS)
      throw new ConsumerRefusedError(
        `there are ${String(others.length)} consumers, at most ${String(MAX_CONSUMERS)} are possible: remove one first`,
      );
    await addConsumer(session, name, context.clock().toISOString());
    await bumpRevision(session);
    return true;
  });
}

/**
 * Removes a consumer with its marks and its snapshot. A transaction that still knows it may write marks a little later: its row
 * stays until they are certain to be deleted.
 * @returns whether there was one
 */
export async function removeConsumer(context: FeedContext, name: string): Promise<boolean> {
  const removed = await context.database.transaction(async (session) => {
    await lockCatalog(session);
    const found = await retireConsumer(session, name, context.clock().toISOString());
    if (found) await bumpRevision(session);
    return found;
  });
  if (removed) await deleteAll(context, name);
  await sweep(context);
  return removed;
}

/** Deletes what was marked for consumers after their removal. */
async function sweep(context: FeedContext): Promise<void> {
  const before = new Date(context.clock().getTime() - FORGET_MS).toISOString();
  for (const { name, removedAt } of await context.database.transaction(readConsumers)) {
    if (removedAt === null || removedAt > before) continue;
    await deleteAll(context, name);
    await context.database.transaction((session) => forgetConsumer(session, name));
  }
}

async function deleteAll(context: FeedContext, name: string): Promise<void> {
  for (;;) {
    const snapshot = await context.database.transaction(async (session) => {
      const stale = await staleSnapshot(session, name, 0);
      return (await isRemoved(session, name)) ? stale : undefined;
    });
    if (snapshot === undefined) break;
    await deletePages(context, name, 'delivered', { snapshot }, 'drop');
  }
  await deletePages(context, name, 'marks', {}, 'forgetMarks');
  await deletePages(context, name, 'seen', {}, 'forgetSeen');
}

/** The race: a consumer is created again while what it had before is deleted. What is deleted was found before this. */
const isRemoved = async (session: Session, name: string): Promise<boolean> =>
  (await readConsumer(session, name)) === undefined;

async function deletePages(
  { database }: FeedContext,
  consumer: string,
  kind: PageKind,
  common: Readonly<Record<string, number>>,
  statement: 'drop' | 'forgetMarks' | 'forgetSeen',
): Promise<void> {
  for (let more = true; more;) {
    more = await database.transaction(async (session) => {
      const values = { ...common, consumer, after: 0 };
      const page = await nextPage(session, kind, values);
      if (page === undefined || !(await isRemoved(session, consumer))) return false;
      await writePage(session, [statementsFor(session)[statement]].flat(), { ...values, last: page.last });
      return true;
    });
  }
}

/**
 * Acknowledges a snapshot: its rows are deleted, and cannot be read again. To acknowledge it twice is no error.
 * @returns undefined for an unknown consumer @throws {SnapshotGoneError} for another snapshot than the last one
 */
export async function acknowledge(
  context: FeedContext,
  name: string,
  snapshotNo: number,
): Promise<FeedConsumer | undefined> {
  const consumer = await context.database.transaction(async (session) => {
    await acknowledgeSnapshot(session, name, snapshotNo, context.clock().toISOString());
    return readConsumer(session, name);
  });
  if (consumer === undefined) return undefined;
  if (consumer.acknowledgedNo !== snapshotNo)
    throw new SnapshotGoneError(
      consumer.snapshotNo === 0
        ? `${name} has no snapshot yet: refresh it first`
        : `found snapshot ${String(snapshotNo)}, expected ${String(consumer.snapshotNo)}, the last one of ${name}`,
    );
  await tidyFeed(context, name);
  return consumer;
}
