/** Keys that are counted at once; further ones are counted together. */
const MAX_KEYS = 1_000;

/**
 * Logs what anybody can cause, as often as they like, once for each interval: the first time at once, the others as one line
 * with their number when the interval ends.
 */
export class CountedLog {
  readonly #counts = new Map<string, number>();

  /** @param intervalMs milliseconds */
  constructor(private readonly intervalMs: number) {}

  /**
   * @param key what is counted together
   * @param write logs a line. @param count how often it happened since the last line
   */
  note(key: string, write: (count: number) => void): void {
    const counted = this.#counts.size >= MAX_KEYS && !this.#counts.has(key) ? '' : key;
    const count = this.#counts.get(counted);
    if (count !== undefined) {
      this.#counts.set(counted, count + 1);
      return;
    }
    this.#counts.set(counted, 0);
    write(1);
    setTimeout(() => {
      const more = this.#counts.get(counted) ?? 0;
      this.#counts.delete(counted);
      if (more > 0) write(more);
    }, this.intervalMs).unref();
  }
}
