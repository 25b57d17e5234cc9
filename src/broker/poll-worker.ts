import type { BrokerContext } from './context.js';

/** Does what is due, one piece after the other, until it is stopped. */
export class PollWorker {
  #stopped = false;
  #wake: (() => void) | undefined;
  readonly #running: Promise<void>;

  /**
   * @param next does one piece of work; false when nothing is due
   * @param failure what the log says when looking fails
   * @param idleMs the pause between polls, in milliseconds, while nothing is due
   */
  constructor(
    private readonly context: BrokerContext,
    private readonly next: (context: BrokerContext) => Promise<boolean>,
    private readonly failure: string,
    private readonly idleMs: number,
  ) {
    this.#running = this.#run();
  }

  /** Waits for the piece that is being worked on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const worked = await this.next(this.context).catch((error: unknown) => {
        this.context.log.error({ err: error }, this.failure);
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
