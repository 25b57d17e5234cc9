import type { BrokerContext } from '../context.js';
import { claimDeliveries, sendDelivery } from './deliver.js';
import type { Claimed, Sent } from './deliver.js';
import type { WebhookTools } from './tools.js';

/** Deliveries that an instance sends at once: in all, and to one endpoint. */
const AT_ONCE = 32;
const AT_ONCE_TO_ONE = 8;
/** How long a stop waits for answers, in milliseconds, before it breaks them off. */
const STOP_MS = 3_000;

/** Sends what is due, until it is stopped. Any number of instances may do so. */
export class DeliveryWorker {
  #stopped = false;
  #isAwake = false;
  #wake: (() => void) | undefined;
  readonly #sending = new Map<Promise<void>, number>();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  readonly #counts = new Map<Sent, number>();

  /** @param idleMs the pause between looks, in milliseconds, while nothing is due and nobody calls `wake` */
  constructor(
    private readonly context: BrokerContext,
    private readonly tools: WebhookTools,
    private readonly idleMs: number,
  ) {
    this.#running = this.#run();
  }

  /** How many attempts ended how, since the start. */
  get counts(): ReadonlyMap<Sent, number> {
    return this.#counts;
  }

  /** Looks at once. */
  wake(): void {
    this.#isAwake = true;
    this.#wake?.();
  }

  /** Takes nothing more, and waits for what is being sent, but not long: what is broken off is sent again later. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    const timer = setTimeout(() => {
      this.#abort.abort();
    }, STOP_MS);
    await this.#running;
    await Promise.all(this.#sending.keys());
    clearTimeout(timer);
  }

  async #run(): Promise<void> {
    while (!this.#isStopped()) {
      this.#isAwake = false;
      const more = await this.#claim().catch((error: unknown) => {
        this.context.log.error({ err: error }, 'looking for webhooks that are due failed');
        return false;
      });
      if (!more && !this.#isStopped()) await this.#idle();
    }
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  /** @returns whether to look again at once */
  async #claim(): Promise<boolean> {
    const free = AT_ONCE - this.#sending.size;
    // Another worker of this instance looks at the network several times a second: without endpoints, this one reads nothing.
    if (free <= 0 || this.context.networks.known?.content.subscribers.endpoints.length === 0) return false;
    const busy = [...this.#sending.values()];
    const { claimed, more } = await claimDeliveries(this.context, this.tools, {
      most: free,
      mostFor: (endpointId) => AT_ONCE_TO_ONE - busy.filter((id) => id === endpointId).length,
      now: this.context.clock(),
    });
    for (const one of claimed) this.#send(one);
    return more && claimed.length < free;
  }

  #send(claimed: Claimed): void {
    const { context, tools } = this;
    const sending = sendDelivery(context, tools, claimed, context.clock, this.#abort.signal)
      .then((sent) => {
        this.#counts.set(sent, (this.#counts.get(sent) ?? 0) + 1);
      })
      .catch((error: unknown) => {
        // The lease ends, and the event is sent again.
        context.log.error({ err: error, delivery: claimed.delivery.id }, 'storing the result of a webhook failed');
      })
      .finally(() => {
        this.#sending.delete(sending);
        this.wake();
      });
    this.#sending.set(sending, claimed.endpoint.id);
  }

  #idle(): Promise<void> {
    if (this.#isAwake) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.idleMs);
      this.#wake = done;
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }
}
