import { createHmac, randomBytes } from 'node:crypto';

/** Maximum number of cached passwords. */
const MAX_ENTRIES = 1_000;

/** A verified password's user, and the hash that it matched. */
export interface Verified<Who> {
  readonly who: Who;
  readonly hash: string;
  /** When the user was last read from the database, in milliseconds. */
  readonly at: number;
}

/**
 * Caches recently verified passwords, so that not every request costs 200 ms of hashing. Entries are keyed by an HMAC with a
 * secret that exists in this process only: a memory dump shows no password, and the keys of two processes are unrelated.
 */
export class CredentialCache<Who> {
  readonly #secret = randomBytes(32);
  readonly #entries = new Map<string, Verified<Who>>();

  keyOf(user: string, password: string): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([user, password]))
      .digest('base64');
  }

  get(key: string): Verified<Who> | undefined {
    return this.#entries.get(key);
  }

  set(key: string, verified: Verified<Who>): void {
    this.#entries.delete(key);
    this.#entries.set(key, verified);
    if (this.#entries.size > MAX_ENTRIES)
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
