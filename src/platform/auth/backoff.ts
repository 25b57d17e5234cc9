/** Maximum number of keys tracked, and how long after their last failure, in milliseconds. */
const MAX_KEYS = 10_000;
const EXPIRY_MS = 15 * 60_000;
/** The first delay and the longest, in milliseconds. */
const FIRST_MS = 250;
const LONGEST_MS = 10_000;

interface Failures {
  count: number;
  last: number;
  /** When the next attempt may be made, in milliseconds. */
  nextAt: number;
}

/**
 * Login throttling by exponential backoff: the first few failures cost nothing, then each doubles the delay before the next
 * attempt is evaluated, up to ten seconds. Concurrent attempts are spaced one after the other, so many at once are no faster
 * than one by one. Attempts made before the first of them has failed are not delayed: for passwords their number is bounded by
 * the queue for hashing (broker/access/authenticator.ts), and every later one waits. Rejected: counting attempts that have
 * not failed yet, because a caller who sends many digest-signed messages at once would delay itself.
 */
export class Backoff {
  readonly #failures = new Map<string, Failures>();

  /** @param free number of failures that cost nothing */
  constructor(private readonly free: number) {}

  /**
   * Reserves the next free slot for an attempt.
   * @param now in milliseconds
   * @returns milliseconds to wait; more than `longest` means that too many are waiting already and no slot was reserved
   */
  reserveAttempt(key: string, now: number): number {
    const known = this.#current(key, now);
    if (known === undefined || known.count < this.free) return 0;
    const wait = Math.max(0, known.nextAt - now);
    if (wait <= LONGEST_MS) known.nextAt = now + wait + Math.min(LONGEST_MS, FIRST_MS * 2 ** (known.count - this.free));
    return wait;
  }

  readonly longest = LONGEST_MS;

  failed(key: string, now: number): void {
    const known = this.#current(key, now);
    this.#failures.delete(key);
    const count = Math.min((known?.count ?? 0) + 1, this.free + 20);
    const delay = count < this.free ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - this.free));
    this.#failures.set(key, { count, last: now, nextAt: Math.max(known?.nextAt ?? 0, now + delay) });
    if (this.#failures.size > MAX_KEYS)
      for (const oldest of this.#failures.keys()) {
        this.#failures.delete(oldest);
        break;
      }
  }

  succeeded(key: string): void {
    this.#failures.delete(key);
  }

  #current(key: string, now: number): Failures | undefined {
    const known = this.#failures.get(key);
    return known === undefined || now - known.last > EXPIRY_MS ? undefined : known;
  }
}
