import { CredentialCache } from '../../platform/auth/credential-cache.js';
import type { PasswordCredentials } from '../../platform/auth/credentials.js';
import { DUMMY_HASH, verifyPassword } from '../../platform/auth/password.js';
import type { User } from '../../platform/auth/user.js';
import { Semaphore } from '../../platform/semaphore.js';
import type { BrokerContext } from '../context.js';
import { readAccount } from './account.js';
import { unavailable } from './sign-in-outcome.js';
import type { Verdict } from './sign-in-outcome.js';

/** How long a cached user is valid before it is read again, in milliseconds: a disabled user has access for so long. */
const TRUSTED_MS = 5_000;
/**
 * Concurrent password hashes, so that hashing does not occupy all threads of the process; how many may queue; and how many of
 * one network may run or queue. Guesses that arrive at once are hashed before the first of them has failed: these are what they
 * cost, a few seconds of the processor.
 */
const HASHING = { concurrent: 2, queued: 30, ofNetwork: 10 };

/**
 * Checks passwords. A hash takes about 200 ms, therefore:
 *
 * 1. A password that was verified recently is cached (credential-cache.ts). After TRUSTED_MS the user is read again; while
 *    its stored hash is the same, the password is not hashed again.
 * 2. Concurrent requests with the same credentials share one hash.
 * 3. A password is hashed even if the user does not exist, so that the response time does not reveal it.
 */
export class PasswordCheck {
  readonly #verified = new CredentialCache<User>();
  readonly #pending = new Map<string, Promise<Verdict<User>>>();
  readonly #hashing = new Semaphore(HASHING.concurrent, HASHING.queued);
  readonly #ofNetwork = new Map<string, number>();

  constructor(private readonly context: Pick<BrokerContext, 'database' | 'clock' | 'log'>) {}

  /** The user of a password that was verified before, if it is still valid; undefined when it must be hashed. */
  async recall(credentials: PasswordCredentials): Promise<User | 'unavailable' | undefined> {
    const key = this.#verified.keyOf(credentials.user, credentials.password);
    const known = this.#verified.get(key);
    if (known === undefined) return undefined;
    if (Math.abs(this.#now - known.at) <= TRUSTED_MS) return known.who;
    try {
      const { stored, user } = await this.context.database.transaction((session) =>
        readAccount(session, credentials.user),
      );
      if (user !== undefined && stored?.passwordHash === known.hash) {
        this.#verified.set(key, { who: user, hash: known.hash, at: this.#now });
        return user;
      }
    } catch (error) {
      return unavailable(error, this.context.log);
    }
    this.#verified.delete(key);
    return undefined;
  }

  /** Hashes the password and compares it with the stored hash. @param network of the caller */
  verify(credentials: PasswordCredentials, network: string): Promise<Verdict<User>> {
    const key = this.#verified.keyOf(credentials.user, credentials.password);
    const known = this.#pending.get(key);
    if (known !== undefined) return known;
    const hashing = this.#ofNetwork.get(network) ?? 0;
    if (hashing >= HASHING.ofNetwork) return Promise.resolve({ outcome: 'too-many' });
    this.#ofNetwork.set(network, hashing + 1);
    const pending = this.#hash(credentials, key).finally(() => {
      this.#pending.delete(key);
      const left = (this.#ofNetwork.get(network) ?? 1) - 1;
      if (left === 0) this.#ofNetwork.delete(network);
      else this.#ofNetwork.set(network, left);
    });
    this.#pending.set(key, pending);
    return pending;
  }

  async #hash({ user: name, password }: PasswordCredentials, key: string): Promise<Verdict<User>> {
    const { stored, user } = await this.context.database.transaction((session) => readAccount(session, name));
    const matches = await this.#hashing.run(() => verifyPassword(password, stored?.passwordHash ?? DUMMY_HASH));
    if (matches === undefined) return { outcome: 'too-many' };
    if (stored === undefined) return { outcome: 'unknown' };
    if (!matches) return { outcome: 'wrong' };
    if (user === undefined) return { outcome: 'disabled' };
    this.#verified.set(key, { who: user, hash: stored.passwordHash, at: this.#now });
    return { outcome: 'let-in', who: user };
  }

  get #now(): number {
    return this.context.clock().getTime();
  }
}
