import type { AccessControl, AdminAccessControl, Administrator, Refusal } from '../../platform/auth/access-control.js';
import { ADMIN_ROLES, hashToken } from '../../platform/auth/admin-role.js';
import type { Credentials, DigestCredentials } from '../../platform/auth/credentials.js';
import { networkOf } from '../../platform/auth/network.js';
import { RateLimit } from '../../platform/auth/rate-limit.js';
import { isFresh } from '../../platform/auth/timestamp-check.js';
import type { User } from '../../platform/auth/user.js';
import { CountedLog } from '../../platform/counted-log.js';
import { findToken } from '../../store/access/admin-tokens.js';
import type { BrokerContext } from '../context.js';
import { readAccount } from './account.js';
import { checkDigest } from './digest-check.js';
import { checkKey } from './key-check.js';
import { LoginThrottle } from './login-throttle.js';
import { PasswordCheck } from './password-check.js';
import { unavailable } from './sign-in-outcome.js';
import type { SignInOutcome, Verdict } from './sign-in-outcome.js';

/** Failures of one network are logged once in so many milliseconds, with their number. */
const FAILURES_LOGGED_MS = 60_000;

type CredentialKind = Credentials['kind'] | 'token' | 'key';

export interface AuthenticatorOptions {
  /** Decrypts the passwords of digest users; undefined disables PasswordDigest. */
  readonly digestKey: Buffer | undefined;
  /** Requests per second of one address, and of one user, token or key; 0 for no limit. */
  readonly perAddress: number;
  readonly perUser: number;
  /** The other worker processes of this instance, which share its rate limits. */
  readonly siblings?: Siblings;
  /** Counts every authentication, and every request that exceeded a rate limit. */
  readonly count: {
    signIn(kind: CredentialKind, outcome: SignInOutcome): void;
    limited(by: 'address' | 'user'): void;
  };
}

/** Exchanges accepted requests with the processes that share the rate limits of this one. */
export interface Siblings {
  publish(by: 'address' | 'user', key: string): void;
  subscribe(listener: (by: 'address' | 'user', key: string, requests: number) => void): void;
}

/**
 * Authenticates web service users and administrators.
 *
 * 1. Credentials that are too old are rejected before any lookup, so that the answer reveals nothing about users.
 * 2. A password that was verified recently is accepted without hashing (password-check.ts).
 * 3. After failures, further attempts are delayed, whether or not the user exists (login-throttle.ts).
 * 4. Passwords are hashed and compared even for unknown users, so that the answer takes as long.
 * 5. A digest is accepted once: its nonce is recorded (digest-check.ts).
 * 6. A token or a key is looked up first, a digest compared first, and only a wrong one is delayed: right credentials do not
 *    wait for the failures of others at their address. None costs more than a look-up, and 256 random bits, or twelve
 *    characters at the rate of an address, cannot be guessed. A password costs a hash, so that it has to wait.
 * 7. Authenticated requests count against the rate limit of their user, token or key.
 */
export class Authenticator implements AccessControl, AdminAccessControl {
  readonly #passwords: PasswordCheck;
  readonly #throttle: LoginThrottle;
  readonly #failures = new CountedLog(FAILURES_LOGGED_MS);
  readonly #addressRate: RateLimit;
  readonly #userRate: RateLimit;

  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'clock' | 'log'>,
    private readonly options: AuthenticatorOptions,
  ) {
    const { siblings } = options;
    this.#passwords = new PasswordCheck(context);
    this.#throttle = new LoginThrottle(context);
    this.#addressRate = new RateLimit(options.perAddress, (key) => siblings?.publish('address', key));
    this.#userRate = new RateLimit(options.perUser, (key) => siblings?.publish('user', key));
    siblings?.subscribe((by, key, requests) => {
      (by === 'user' ? this.#userRate : this.#addressRate).spend(key, requests, this.#now);
    });
  }

  checkRate(address: string): Refusal | undefined {
    return this.#limited('address', this.#addressRate.take(networkOf(address), this.#now));
  }

  async signIn(credentials: Credentials, address: string): Promise<User | Refusal> {
    const { kind, user: name } = credentials;
    if (!isFresh(credentials, this.#now)) return this.#refuse(kind, 'expired', address);
    const known = credentials.kind === 'digest' ? undefined : await this.#passwords.recall(credentials);
    if (known === 'unavailable') return this.#refuse(kind, 'unavailable', address);
    if (known !== undefined) return this.#accept(kind, `user ${name}`, known);

    const verdict =
      credentials.kind === 'digest'
        ? await this.#checkDigest(credentials, address)
        : await this.#throttle.run<User>(name, address, () => this.#passwords.verify(credentials, networkOf(address)));
    return verdict.who === undefined
      ? this.#refuse(kind, verdict.outcome, address)
      : this.#accept(kind, `user ${name}`, verdict.who);
  }

  async signInByKey(key: string, address: string): Promise<User | Refusal> {
    const found = await checkKey(this.context, key);
    const { outcome, who } =
      found.outcome === 'let-in' || found.outcome === 'unavailable'
        ? found
        : await this.#throttle.run<User>('', address, () => Promise.resolve(found));
    return who === undefined ? this.#refuse('key', outcome, address) : this.#accept('key', who.name, who);
  }

  async resume(name: string): Promise<User | Refusal> {
    try {
      const { user } = await this.context.database.transaction((session) => readAccount(session, name));
      return user ?? { refused: 'credentials' };
    } catch (error) {
      return { refused: unavailable(error, this.context.log) };
    }
  }

  async signInByToken(token: string, address: string): Promise<Administrator | Refusal> {
    const found = await this.#findToken(token);
    const { outcome, who } =
      found.outcome === 'unknown'
        ? await this.#throttle.run<Administrator>('', address, () => Promise.resolve(found))
        : found;
    return who === undefined
      ? this.#refuse('token', outcome, address)
      : this.#accept('token', `token ${who.name}`, who);
  }

  async #checkDigest(credentials: DigestCredentials, address: string): Promise<Verdict<User>> {
    const { user: name } = credentials;
    const verdict = await checkDigest(this.context, credentials, this.options.digestKey).catch(
      (error: unknown): Verdict<User> => ({ outcome: unavailable(error, this.context.log) }),
    );
    if (verdict.outcome === 'let-in') this.#throttle.succeeded(name, address);
    return verdict.outcome === 'let-in' || verdict.outcome === 'unavailable'
      ? verdict
      : this.#throttle.run<User>(name, address, () => Promise.resolve(verdict));
  }

  get #now(): number {
    return this.context.clock().getTime();
  }

  async #findToken(token: string): Promise<Verdict<Administrator>> {
    try {
      const found = await this.context.database.transaction((session) => findToken(session, hashToken(token)));
      const role = ADMIN_ROLES.find((one) => one === found?.role);
      return found === undefined || role === undefined
        ? { outcome: 'unknown' }
        : { outcome: 'let-in', who: { name: found.name, role } };
    } catch (error) {
      return { outcome: unavailable(error, this.context.log) };
    }
  }

  #accept<Who>(kind: CredentialKind, key: string, who: Who): Who | Refusal {
    this.options.count.signIn(kind, 'let-in');
    return this.#limited('user', this.#userRate.take(key, this.#now)) ?? who;
  }

  /** The name is not logged: people type passwords into that field. */
  #refuse(kind: CredentialKind, outcome: SignInOutcome, address: string): Refusal {
    this.options.count.signIn(kind, outcome);
    this.#failures.note(JSON.stringify([kind, outcome, networkOf(address)]), (count) => {
      this.context.log.warn({ kind, outcome, address, count }, 'authentication failed');
    });
    switch (outcome) {
      case 'expired':
      case 'unavailable':
        return { refused: outcome };
      case 'too-many':
        return { refused: outcome, retryAfter: Math.ceil(this.#throttle.longestMs / 1000) };
      default:
        return { refused: 'credentials' };
    }
  }

  #limited(by: 'address' | 'user', seconds: number): Refusal | undefined {
    if (seconds === 0) return undefined;
    this.options.count.limited(by);
    return { refused: 'too-many', retryAfter: seconds };
  }
}
