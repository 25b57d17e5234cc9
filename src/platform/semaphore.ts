/** Limits concurrency: a few run at a time, others wait in a bounded queue, and when the queue is full they are rejected. */
export class Semaphore {
  #running = 0;
  readonly #queue: (() => void)[] = [];

  constructor(
    private readonly concurrent: number,
    private readonly maxQueued: number,
  ) {}

  /** Runs work once there is room. @returns undefined when the queue is full; then the work is not done */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#running >= this.concurrent) {
      if (this.#queue.length >= this.maxQueued) return undefined;
      // Finished work hands over its place, so that work that arrives in between cannot take it.
      await new Promise<void>((resolve) => {
        this.#queue.push(resolve);
      });
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
