/** Buckets are 5 % wide: a percentile is that near, however many exchanges there were. */
const WIDTH = Math.log(1.05);

/** Times of exchanges, counted in buckets. */
export class Latencies {
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #unanswered = 0;

  add(milliseconds: number, isAnswered: boolean): void {
    if (!isAnswered) {
      this.#unanswered += 1;
      return;
    }
    const bucket = Math.round(Math.log(Math.max(0.1, milliseconds)) / WIDTH);
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1);
    this.#count += 1;
  }

  /** Exchanges that were answered. */
  get count(): number {
    return this.#count;
  }

  /** Exchanges without an answer; what they carried is sent again. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** @param share e.g. 0.99 @returns milliseconds; 0 without exchanges */
  percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (const [bucket, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.round(Math.exp(bucket * WIDTH) * 10) / 10;
    }
    return 0;
  }
}
