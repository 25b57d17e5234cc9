import { IN_PROCESS } from '../../domain/network/in-process.js';
import { finishBrokering, postponeBrokering, takeBrokering } from '../../store/orders/brokering-jobs.js';
import { lockOrder } from '../../store/orders/orders.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import type { BrokerContext } from '../context.js';
import { brokerLines, settle, storeProgress } from '../brokering/reshop.js';

/** How long a job that failed waits: longer each time, at most five minutes. */
const pause = (attempts: number): number => Math.min(300_000, 1000 * 2 ** attempts);

/**
 * Brokers one order that was acknowledged before, if one is due. docs/reference/routing-engine.md 2.8.
 *
 * One transaction: the job is taken (by this instance alone), the lines that still stand at the virtual IN PROCESS
 * location are routed and stored, the job is gone. An instance that dies in between leaves all as it was, and another
 * one takes the job. A line that was canceled meanwhile is final and not brokered any more.
 *
 * A job that fails is put off, in a transaction of its own, and never lost.
 *
 * @returns whether there was one
 */
export async function brokerNext(context: BrokerContext): Promise<boolean> {
  let taken: { readonly requestId: number; readonly attempts: number } | undefined;
  try {
    return await retryOnConflict(() =>
      context.database.transaction(async (session) => {
        const now = context.clock();
        taken = await takeBrokering(session, now.toISOString());
        if (taken === undefined) return false;
        const { requestId } = taken;
        const order = await lockOrder(session, requestId);
        const open =
          order?.lines.filter((line) => line.locationId === IN_PROCESS.id && line.status === 'new_order') ?? [];
        if (order !== undefined && open.length > 0) {
          const network = await context.networks.current(session);
          const placed = await brokerLines(session, network, context.networks.ruleBook(network), now, order, open);
          await storeProgress(session, order, await settle(session, network, now, order, placed));
        }
        await finishBrokering(session, requestId);
        return true;
      }),
    );
  } catch (error) {
    const failed = taken;
    context.log.error(
      { err: error, requestId: failed?.requestId },
      'an acknowledged order could not be brokered; it will be tried again',
    );
    if (failed !== undefined) {
      const dueAt = new Date(context.clock().getTime() + pause(failed.attempts)).toISOString();
      await context.database.transaction((session) => postponeBrokering(session, failed.requestId, dueAt));
    }
    return false;
  }
}

/** Looks for acknowledged orders again and again, until it is stopped. */
export class BrokeringWorker {
  #stopped = false;
  #wake: (() => void) | undefined;
  readonly #running: Promise<void>;

  /** @param idleMs how long to wait when there was nothing to do */
  constructor(
    context: BrokerContext,
    private readonly idleMs: number,
  ) {
    this.#running = this.#run(context);
  }

  /** Finishes what is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(context: BrokerContext): Promise<void> {
    while (!this.#stopped) {
      const worked = await brokerNext(context).catch((error: unknown) => {
        context.log.error({ err: error }, 'looking for acknowledged orders failed');
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
