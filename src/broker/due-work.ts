import { latestDue } from '../domain/time/clock-drift.js';
import type { Session } from '../platform/db/session.js';
import type { BrokerContext } from './context.js';
import { inUnit } from './unit.js';
import type { Unit } from './unit.js';

/** How long work that failed waits, in milliseconds: exponential backoff, at most five minutes. */
const MAX_BACKOFF_MS = 300_000;
const backoff = (attempts: number): number => Math.min(MAX_BACKOFF_MS, 1000 * 2 ** attempts);

/** Work that was acknowledged and waits in a table until it is due. */
export interface DueWork<Job extends { readonly attempts: number }> {
  /** Takes the next job that is due for this instance alone. @param latest what is due after it has a wrong clock */
  readonly take: (session: Session, now: string, latest: string) => Promise<Job | undefined>;
  readonly act: (unit: Unit, job: Job) => Promise<void>;
  readonly postpone: (session: Session, job: Job, dueAt: string) => Promise<void>;
  /** The log line of a failure, and what names the job in it. */
  readonly failure: string;
  readonly named: (job: Job | undefined) => object;
}

/**
 * Does one job, if one is due.
 *
 * One transaction: the job is taken and done. If the instance dies in between, nothing has changed and another one takes it.
 * A job that fails is postponed in a transaction of its own and is never lost.
 *
 * @returns whether one was done
 */
export async function workOnDue<Job extends { readonly attempts: number }>(
  context: BrokerContext,
  { take, act, postpone, failure, named }: DueWork<Job>,
): Promise<boolean> {
  let taken: Job | undefined;
  try {
    return await inUnit(
      context,
      {
        retryOnConflict: true,
        prefetch: async (session) => {
          const now = context.clock();
          return (taken = await take(session, now.toISOString(), latestDue(now, MAX_BACKOFF_MS)));
        },
      },
      async (unit, job) => {
        if (job === undefined) return false;
        await act(unit, job);
        return true;
      },
    );
  } catch (error) {
    const failed = taken;
    context.log.error({ err: error, ...named(failed) }, failure);
    if (failed !== undefined) {
      const dueAt = new Date(context.clock().getTime() + backoff(failed.attempts)).toISOString();
      await context.database.transaction((session) => postpone(session, failed, dueAt));
    }
    return false;
  }
}
