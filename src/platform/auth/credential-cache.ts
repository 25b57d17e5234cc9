import { createHmac, randomBytes } from 'node:crypto';

/** Passwords that are remembered at most. */
const ENTRIES = 1_000;

/** A password that was found right, and the hash it was right for. */
export interface Verified<Who> {
  readonly who: Who;
  readonly hash: string;
  /** When the user was last read, in milliseconds. */
  readonly at: number;
}

/**
 * Passwords that were found right a moment ago, so that not every request costs 200 ms of hashing. They are kept by an HMAC
 * under a key that this process makes for itself and never tells: a dump of memory shows no password, and the keys of two
 * processes have nothing to do with each other.
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
    if (this.#entries.size > ENTRIES)
      for (const oldest of this.#entries.keys()) {
        this.#entries.delete(oldest);
        break;
      }
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
