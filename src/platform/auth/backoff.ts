/** Keys that are remembered at most, and for how long after their last failure, in milliseconds. */
const KEYS = 10_000;
const FORGET_MS = 15 * 60_000;
/** The first delay, and the longest. */
const FIRST_MS = 250;
const LONGEST_MS = 10_000;

interface Failures {
  count: number;
  last: number;
  /** When the next attempt may be made. */
  free: number;
}

/**
 * How long somebody who failed to sign in waits before the next attempt is even looked at: the first few failures cost
 * nothing, then the delay doubles with each, up to ten seconds. Attempts made at the same time wait for each other, so
 * that many at once are no faster than one after the other. Those that came before the first of them had failed do not: of passwords
 * they are as many as may wait to be hashed (gatekeeper.ts), and each later one waits. Rejected: to count attempts that have
 * not failed yet, for a caller who signs in by digest with each of many messages at once would wait for itself.
 */
export class Backoff {
  readonly #failures = new Map<string, Failures>();

  /** @param free failures that cost nothing */
  constructor(private readonly free: number) {}

  /**
   * Makes an attempt wait for its turn.
   * @param now in milliseconds
   * @returns how many milliseconds to wait; more than `longest` means that too many wait already: it has no turn then
   */
  turn(key: string, now: number): number {
    const known = this.#current(key, now);
    if (known === undefined || known.count < this.free) return 0;
    const wait = Math.max(0, known.free - now);
    if (wait <= LONGEST_MS) known.free = now + wait + Math.min(LONGEST_MS, FIRST_MS * 2 ** (known.count - this.free));
    return wait;
  }

  readonly longest = LONGEST_MS;

  failed(key: string, now: number): void {
    const known = this.#current(key, now);
    this.#failures.delete(key);
    const count = Math.min((known?.count ?? 0) + 1, this.free + 20);
    const delay = count < this.free ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (count - this.free));
    this.#failures.set(key, { count, last: now, free: Math.max(known?.free ?? 0, now + delay) });
    if (this.#failures.size > KEYS)
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
    return known === undefined || now - known.last > FORGET_MS ? undefined : known;
  }
}
