/** Keys that are remembered at most; who is forgotten begins anew with a full bucket. */
const KEYS = 10_000;
/** How many seconds' worth may come at once. */
const BURST_SECONDS = 2;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * So many requests a second for each key (a user, an address), with some room for bursts: token buckets. Where several processes
 * answer as one, each has its own buckets and is told what the others let through (`spend`), a moment later: over any longer time
 * they let through together what one would. Rejected: a part of the rate for each, which would refuse a caller with one
 * connection, and so with one of them, at a fraction of what it may; asking one place each time, which every request would wait for.
 */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #most: number;

  /**
   * @param perSecond 0 for no limit
   * @param told of each request that is let through
   */
  constructor(
    private readonly perSecond: number,
    private readonly told: (key: string) => void = () => undefined,
  ) {
    this.#most = Math.max(1, perSecond * BURST_SECONDS);
  }

  /**
   * Takes one request.
   * @param now in milliseconds
   * @returns 0 when it may go on, else in how many seconds the next one may
   */
  take(key: string, now: number): number {
    if (this.perSecond === 0) return 0;
    const tokens = this.#tokens(key, now);
    if (tokens >= 1) this.told(key);
    this.#set(key, tokens < 1 ? tokens : tokens - 1, now);
    return tokens < 1 ? Math.ceil((1 - tokens) / this.perSecond) : 0;
  }

  /** Counts requests that others have let through. It may be more than there was room for: that is paid back first, up to one burst. */
  spend(key: string, requests: number, now: number): void {
    if (this.perSecond > 0) this.#set(key, Math.max(-this.#most, this.#tokens(key, now) - requests), now);
  }

  #tokens(key: string, now: number): number {
    const known = this.#buckets.get(key);
    return known === undefined
      ? this.#most
      : Math.min(this.#most, known.tokens + (Math.max(0, now - known.at) / 1000) * this.perSecond);
  }

  /** Puts it behind all others, so that the first in the map is the one not heard of for longest. */
  #set(key: string, tokens: number, at: number): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens, at });
    if (this.#buckets.size > KEYS)
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
  }
}
