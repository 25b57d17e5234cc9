/** Keys that are remembered at most; who is forgotten begins anew with a full bucket. */
const KEYS = 10_000;
/** How many seconds' worth may come at once. */
const BURST_SECONDS = 2;

interface Bucket {
  tokens: number;
  at: number;
}

/** So many requests a second for each key (a user, an address), with some room for bursts: token buckets. */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();

  /** @param perSecond 0 for no limit */
  constructor(private readonly perSecond: number) {}

  /**
   * Takes one request.
   * @param now in milliseconds
   * @returns 0 when it may go on, else in how many seconds the next one may
   */
  take(key: string, now: number): number {
    if (this.perSecond === 0) return 0;
    const most = Math.max(1, this.perSecond * BURST_SECONDS);
    const known = this.#buckets.get(key);
    const tokens = known === undefined ? most : Math.min(most, known.tokens + Math.max(0, now - known.at) / 1000 * this.perSecond);
    // Put behind all others, so that the first in the map is the one not heard of for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    if (this.#buckets.size > KEYS) for (const oldest of this.#buckets.keys()) { this.#buckets.delete(oldest); break; }
    return tokens < 1 ? Math.ceil((1 - tokens) / this.perSecond) : 0;
  }
}
