/** Maximum number of keys tracked; a key that was dropped starts again with a full bucket. */
const MAX_KEYS = 10_000;
/** Size of a burst, in seconds' worth of requests. */
const BURST_SECONDS = 2;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Limits the requests per second of each key (a user, an address) with token buckets, which allow bursts. Where several
 * processes answer as one, each has its own buckets and learns shortly afterwards what the others accepted (`spend`): over any
 * longer time they accept together what one would. Rejected: a share of the rate for each process, because a caller with one
 * connection, and so with one process, would be limited to a fraction of its rate; a central counter, because every request
 * would wait for it.
 */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();
  readonly #capacity: number;

  /**
   * @param perSecond 0 for no limit
   * @param onAccepted called for each accepted request
   */
  constructor(
    private readonly perSecond: number,
    private readonly onAccepted: (key: string) => void = () => undefined,
  ) {
    this.#capacity = Math.max(1, perSecond * BURST_SECONDS);
  }

  /**
   * Takes one request.
   * @param now in milliseconds
   * @returns 0 when the request is accepted, otherwise the seconds until the next one will be
   */
  take(key: string, now: number): number {
    if (this.perSecond === 0) return 0;
    const tokens = this.#tokens(key, now);
    if (tokens >= 1) this.onAccepted(key);
    this.#set(key, tokens < 1 ? tokens : tokens - 1, now);
    return tokens < 1 ? Math.ceil((1 - tokens) / this.perSecond) : 0;
  }

  /** Counts requests that other processes accepted. Any excess over the limit is paid back first, up to one burst. */
  spend(key: string, requests: number, now: number): void {
    if (this.perSecond > 0) this.#set(key, Math.max(-this.#capacity, this.#tokens(key, now) - requests), now);
  }

  #tokens(key: string, now: number): number {
    const known = this.#buckets.get(key);
    return known === undefined
      ? this.#capacity
      : Math.min(this.#capacity, known.tokens + (Math.max(0, now - known.at) / 1000) * this.perSecond);
  }

  /** Moves the key to the end, so that the first key of the map is the least recently used. */
  #set(key: string, tokens: number, at: number): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, { tokens, at });
    if (this.#buckets.size > MAX_KEYS)
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
  }
}
