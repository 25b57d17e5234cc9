import type { FeedConsumer } from '../../store/feed/consumers.js';
import type { BrokerContext } from '../context.js';
import { refreshFeed } from './refresh.js';

/** Runs refreshes that go on when whoever asked for them no longer waits, and ends them when the server stops. */
export class FeedRefresher {
  readonly #running = new Set<Promise<unknown>>();
  #stopping = false;

  /**
   * Starts a refresh. @param since ISO 8601, UTC
   * @returns what `refreshFeed` does, at its end
   */
  start(context: BrokerContext, name: string, since: string | undefined): Promise<FeedConsumer | undefined> {
    const run = refreshFeed(context, name, { since, stopping: () => this.#stopping });
    const ended = run.then(
      (consumer) => {
        if (consumer !== undefined)
          context.log.info(
            { consumer: name, snapshot: consumer.snapshotNo, orders: consumer.orders },
            'snapshot of the change feed taken',
          );
      },
      (error: unknown) => {
        context.log.warn({ err: error, consumer: name }, 'a refresh of the change feed ended early');
      },
    );
    this.#running.add(ended);
    void ended.then(() => this.#running.delete(ended));
    return run;
  }

  /** Ends every refresh after its current transaction. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }
}
