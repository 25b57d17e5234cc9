/** Lets a few in at a time; the others wait in line, and when the line is long they are sent away. */
export class Semaphore {
  #inside = 0;
  readonly #line: (() => void)[] = [];

  constructor(
    private readonly inside: number,
    private readonly longestLine: number,
  ) {}

  /** @returns undefined when the line is full; then the work is not done */
  async pass<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.#inside >= this.inside) {
      if (this.#line.length >= this.longestLine) return undefined;
      // Whoever leaves hands its place on: nobody who comes meanwhile can take it.
      await new Promise<void>((resolve) => {
        this.#line.push(resolve);
      });
    } else {
      this.#inside += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#inside -= 1;
      else next();
    }
  }
}
