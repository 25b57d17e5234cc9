import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Order } from '../../domain/order/order.js';
import { latestDue } from '../../domain/time/clock-drift.js';
import { finishBrokering, postponeBrokering, takeBrokering } from '../../store/orders/brokering-jobs.js';
import type { BrokeringJob } from '../../store/orders/brokering-jobs.js';
import { lockOrder } from '../../store/orders/orders.js';
import { brokerLines } from '../brokering/broker-lines.js';
import { settleLines } from '../brokering/settle-lines.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { storeProgress } from './store-progress.js';

/** How long a failed job waits, in milliseconds: exponential backoff, at most five minutes. */
const MAX_BACKOFF_MS = 300_000;
const backoff = (attempts: number): number => Math.min(MAX_BACKOFF_MS, 1000 * 2 ** attempts);

/**
 * Routes one order that was acknowledged before it was brokered, if one is due. docs/reference/routing-engine.md 2.8.
 *
 * One transaction: the job is taken (by this instance alone), the lines that are still at the virtual IN PROCESS location
 * are routed and stored, and the job is deleted. If the instance dies in between, nothing has changed and another one
 * takes the job. A line that was canceled meanwhile is final and is not routed any more.
 *
 * A job that fails is postponed in a transaction of its own and is never lost.
 *
 * @returns whether an order was routed
 */
export async function brokerNext(context: BrokerContext): Promise<boolean> {
  let taken: BrokeringJob | undefined;
  try {
    return await inUnit(
      context,
      {
        retryOnConflict: true,
        prefetch: async (session) => {
          const now = context.clock();
          return (taken = await takeBrokering(session, now.toISOString(), latestDue(now, MAX_BACKOFF_MS)));
        },
      },
      async (unit, job) => {
        if (job === undefined) return false;
        const order = await lockOrder(unit.session, job.requestId);
        if (order !== undefined) await brokerPending(unit, order);
        await finishBrokering(unit.session, job.requestId);
        return true;
      },
    );
  } catch (error) {
    const failed = taken;
    context.log.error(
      { err: error, requestId: failed?.requestId },
      'brokering of an acknowledged order failed; it will be retried',
    );
    if (failed !== undefined) {
      const dueAt = new Date(context.clock().getTime() + backoff(failed.attempts)).toISOString();
      await context.database.transaction((session) => postponeBrokering(session, failed.requestId, dueAt));
    }
    return false;
  }
}

/** Routes the lines of an order that are still at the IN PROCESS location. */
async function brokerPending(unit: Unit, order: Order): Promise<void> {
  const pending = order.lines.filter((line) => line.locationId === IN_PROCESS.id && line.status === 'new_order');
  if (pending.length === 0) return;
  const placed = await brokerLines(unit, order, pending);
  await storeProgress(unit, order, await settleLines(unit, order, placed));
}

/** Polls for acknowledged orders until it is stopped. */
export class BrokeringWorker {
  #stopped = false;
  #wake: (() => void) | undefined;
  readonly #running: Promise<void>;

  /** @param idleMs the pause between polls, in milliseconds, while no order is due */
  constructor(
    context: BrokerContext,
    private readonly idleMs: number,
  ) {
    this.#running = this.#run(context);
  }

  /** Waits for the order that is being brokered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(context: BrokerContext): Promise<void> {
    while (!this.#stopped) {
      const worked = await brokerNext(context).catch((error: unknown) => {
        context.log.error({ err: error }, 'polling for acknowledged orders failed');
        return false;
      });
      if (!worked && !this.#isStopped()) await this.#idle();
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  #idle(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.idleMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
