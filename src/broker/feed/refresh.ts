import { randomUUID } from 'node:crypto';
import { lookFrom, settles } from '../../domain/feed/since.js';
import type { Since } from '../../domain/feed/since.js';
import type { Session } from '../../platform/db/session.js';
import { holdConsumer, readConsumer, releaseConsumer, showSnapshot, takeConsumer } from '../../store/feed/consumers.js';
import type { FeedConsumer, RefreshPhase } from '../../store/feed/consumers.js';
import {
  countItems,
  lockOrders,
  nextPage,
  staleSnapshot,
  statementsFor,
  writePage,
} from '../../store/feed/refresh-pages.js';
import type { Values } from '../../store/feed/refresh-pages.js';
import type { PageKind } from '../../store/feed/refresh-statements.js';
import type { BrokerContext } from '../context.js';
import { FeedBusyError, RefreshEndedError } from './feed-errors.js';

/** How long a refresh owns its consumer without a word, in milliseconds. Each of its transactions renews it. */
const LEASE_MS = 60_000;

export type FeedContext = Pick<BrokerContext, 'database' | 'clock'>;

export interface RefreshOptions {
  /** ISO 8601, UTC: take everything that changed since. */
  readonly since?: string | undefined;
  /** Whether the refresh must end after its current transaction. */
  readonly stopping?: () => boolean;
}

/**
 * Takes the next snapshot of a consumer: what is marked, and what a date finds.
 *
 * 1. clear what an earlier refresh left that died;
 * 2. collect: the keys of the orders, each with the version of its mark;
 * 3. fill: their rows, as they are now;
 * 4. show: one number makes the snapshot the one that readers see;
 * 5. tidy: delete the marks by version, and the snapshot before.
 *
 * Transactions of a few milliseconds each, however many orders there are: no row leaves the database. A refresh that dies before
 * 4 changes nothing that readers see, one that dies after it shows some orders again in the next snapshot.
 *
 * @returns the consumer with its new snapshot; undefined for an unknown one
 * @throws {FeedBusyError} @throws {RefreshEndedError}
 */
export async function refreshFeed(
  context: FeedContext,
  name: string,
  options: RefreshOptions = {},
): Promise<FeedConsumer | undefined> {
  const refresh = await Refresh.of(context, name, options.stopping ?? (() => false));
  if (refresh === undefined) return undefined;
  return refresh.run(options.since);
}

/** Deletes what the consumer has acknowledged, unless a refresh runs, which does so itself. */
export async function tidyFeed(context: FeedContext, name: string): Promise<void> {
  try {
    await (await Refresh.of(context, name, () => false))?.tidy();
  } catch (error) {
    if (!(error instanceof FeedBusyError)) throw error;
  }
}

class Refresh {
  private constructor(
    private readonly context: FeedContext,
    private readonly owner: string,
    private readonly began: Date,
    private readonly before: FeedConsumer,
    private readonly stopping: () => boolean,
  ) {}

  /** Takes a consumer. @returns undefined for an unknown one @throws {FeedBusyError} */
  static async of(context: FeedContext, name: string, stopping: () => boolean): Promise<Refresh | undefined> {
    const owner = randomUUID();
    const began = context.clock();
    return context.database.transaction(async (session) => {
      const taken = await takeConsumer(session, name, {
        owner,
        now: began.toISOString(),
        leaseUntil: leaseFrom(began),
        latestLease: leaseFrom(new Date(began.getTime() + LEASE_MS)),
      });
      const consumer = await readConsumer(session, name);
      if (consumer === undefined) return undefined;
      if (!taken) throw new FeedBusyError(name, consumer.phase, consumer.done);
      return new Refresh(context, owner, began, consumer, stopping);
    });
  }

  async run(given: string | undefined): Promise<FeedConsumer | undefined> {
    return this.#released(async () => {
      const { name, snapshotNo } = this.before;
      await this.#tidy(this.before);
      const no = snapshotNo + 1;
      const since = lookFrom({ ...this.before, given, hasSnapshot: this.before.takenAt !== null }, this.began);
      await this.#collect(no, since);
      await this.#fill(no);
      const shown = await this.#show(no, since);
      await this.#tidy(shown);
      return { ...shown, name };
    });
  }

  async tidy(): Promise<void> {
    await this.#released(() => this.#tidy(this.before));
  }

  async #collect(snapshot: number, since: Since | undefined): Promise<void> {
    await this.#pages('collect', 'marks', { snapshot }, async (session, values) =>
      writePage(session, [statementsFor(session).collectMarked], values),
    );
    if (since === undefined) return;
    const found = { snapshot, since: since.at, all: since.all ? 1 : 0 };
    await this.#pages('collect', 'orders', found, async (session, values) =>
      writePage(session, [statementsFor(session).collectChanged], values),
    );
  }

  async #fill(snapshot: number): Promise<void> {
    await this.#pages('fill', 'items', { snapshot }, async (session, values) => {
      await lockOrders(session, values);
      await writePage(session, statementsFor(session).fill, values);
    });
  }

  async #show(no: number, since: Since | undefined): Promise<FeedConsumer> {
    const { name, createdAt, settled } = this.before;
    return this.context.database.transaction(async (session) => {
      await this.#hold(session, 'tidy', 0);
      await showSnapshot(session, name, {
        no,
        takenAt: this.context.clock().toISOString(),
        since: since?.all === true ? since.at : null,
        orders: await countItems(session, name, no),
        settled: settled || (since !== undefined && settles(createdAt, this.began)),
      });
      const shown = await readConsumer(session, name);
      if (shown === undefined) throw new RefreshEndedError(name, 'taken over');
      return shown;
    });
  }

  /** Clears the marks of a snapshot that is shown, and deletes all others. */
  async #tidy({ name, snapshotNo, acknowledgedNo, tidy, settled }: FeedConsumer): Promise<void> {
    if (!tidy) {
      await this.#pages('tidy', 'delivered', { snapshot: snapshotNo }, async (session, values) => {
        const { clearMarks, rememberSeen } = statementsFor(session);
        await writePage(session, settled ? [clearMarks] : [clearMarks, rememberSeen], values);
      });
      if (settled)
        await this.#pages('tidy', 'seen', {}, async (session, values) =>
          writePage(session, [statementsFor(session).forgetSeen], values),
        );
    }
    const kept = acknowledgedNo < snapshotNo ? snapshotNo : 0;
    for (;;) {
      const stale = await this.context.database.transaction((session) => staleSnapshot(session, name, kept));
      if (stale === undefined) return;
      await this.#pages('tidy', 'delivered', { snapshot: stale }, async (session, values) =>
        writePage(session, statementsFor(session).drop, values),
      );
    }
  }

  /** Runs work for one page after the other, each in a transaction that first makes sure that the consumer is still ours. */
  async #pages(
    phase: RefreshPhase,
    kind: PageKind,
    common: Values,
    work: (session: Session, values: Values) => Promise<void>,
  ): Promise<void> {
    const consumer = this.before.name;
    let [after, done] = [0, 0];
    for (;;) {
      if (this.stopping()) throw new RefreshEndedError(consumer, 'stopped');
      const values = { ...common, consumer, after };
      const progress = done;
      const page = await this.context.database.transaction(async (session) => {
        await this.#hold(session, phase, progress);
        const next = await nextPage(session, kind, values);
        if (next !== undefined) await work(session, { ...values, last: next.last });
        return next;
      });
      if (page === undefined) return;
      done += page.orders;
      after = page.last;
    }
  }

  async #hold(session: Session, phase: RefreshPhase, done: number): Promise<void> {
    const leaseUntil = leaseFrom(this.context.clock());
    const { name } = this.before;
    if (!(await holdConsumer(session, name, { owner: this.owner, leaseUntil, phase, done })))
      throw new RefreshEndedError(name, 'taken over');
  }

  /** Runs work and gives the consumer free again, also when the work failed. */
  async #released<T>(work: () => Promise<T>): Promise<T> {
    const release = (tidy?: true): Promise<void> =>
      this.context.database.transaction((session) => releaseConsumer(session, this.before.name, this.owner, tidy));
    let result: T;
    try {
      result = await work();
    } catch (error) {
      // If this fails too, the lease expires.
      await release().catch(() => undefined);
      throw error;
    }
    await release(true);
    return result;
  }
}

function leaseFrom(now: Date): string {
  return new Date(now.getTime() + LEASE_MS).toISOString();
}
