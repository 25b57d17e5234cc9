import { setTimeout as sleep } from 'node:timers/promises';
import type { AccessControl, AdminAccessControl, Administrator, Refusal } from '../../platform/auth/access-control.js';
import { ADMIN_ROLES, hashToken } from '../../platform/auth/admin-role.js';
import type { Credentials, DigestCredentials, PasswordCredentials } from '../../platform/auth/credentials.js';
import { isFresh, readTime, WINDOW_MS } from '../../platform/auth/timestamp-check.js';
import { Backoff } from '../../platform/auth/backoff.js';
import { networkOf } from '../../platform/auth/network.js';
import { matchesDigest, nonceKey, decryptPassword } from '../../platform/auth/password-digest.js';
import { verifyPassword, DUMMY_HASH } from '../../platform/auth/password.js';
import { RateLimit } from '../../platform/auth/rate-limit.js';
import { SERVICE_GROUPS } from '../../platform/auth/user.js';
import type { User } from '../../platform/auth/user.js';
import { CredentialCache } from '../../platform/auth/credential-cache.js';
import { findToken } from '../../store/access/admin-tokens.js';
import { classify } from '../../platform/db/database-error.js';
import { useNonce } from '../../store/access/nonces.js';
import { readOrganizationCode, readUser } from '../../store/access/users.js';
import type { StoredUser } from '../../store/access/users.js';
import type { BrokerContext } from '../context.js';
import { Semaphore } from '../../platform/semaphore.js';

/** How a sign-in ended, for metrics and log. Only the first is told to the caller; of the others it learns one of `Refusal`. */
export type SignInOutcome =
  'let-in' | 'unknown' | 'disabled' | 'wrong' | 'replayed' | 'expired' | 'too-many' | 'unavailable';

export interface AuthenticatorOptions {
  /** What passwords of digest users are sealed with; undefined: nobody signs in by digest. */
  readonly digestKey: Buffer | undefined;
  /** Requests a second that are taken from one address and from one user or token; 0 for no limit. */
  readonly perAddress: number;
  readonly perUser: number;
  /** Other processes that answer as one with this: they are told what was let through, and tell. */
  readonly siblings?: Siblings;
  /** Told of every sign-in, and of every request that was one too many. */
  readonly count: {
    signIn(kind: Credentials['kind'] | 'token', outcome: SignInOutcome): void;
    limited(by: 'address' | 'user'): void;
  };
}

/** The way to processes that share the rates of this one. */
export interface Siblings {
  tell(by: 'address' | 'user', key: string): void;
  onTold(listen: (by: 'address' | 'user', key: string, requests: number) => void): void;
}

/** For so long nobody looks whether a user was disabled or got another password, in milliseconds. */
const TRUSTED_MS = 5_000;
/** How many passwords are hashed at a time, so that it does not take all of the process's threads; and how many wait. */
const HASHING = { inside: 2, line: 100 };
/** Failures that cost nothing: of one user from one address, and of one address whoever it says it is. Many stores may share one. */
const FREE_FAILURES = { pair: 3, address: 20 };

interface Verdict<Who> {
  readonly outcome: SignInOutcome;
  readonly who?: Who;
}

/**
 * Lets web service users and administrators in.
 *
 * 1. what is said to be too old is refused before anybody is looked up, so that it tells nothing about users;
 * 2. a password that was right a moment ago is right (verified-passwords.ts); after TRUSTED_MS the user is read again, and as
 *    long as its hash is the same nothing is hashed;
 * 3. whoever failed before waits its turn (growing-delay.ts), whether the user exists or not;
 * 4. a password is hashed and compared also when there is no such user, so that the answer takes as long; requests that
 *    bring the same password at the same time wait for one hashing;
 * 5. a digest is compared with one made from the sealed password; then its nonce is kept, in the transaction in which
 *    the user was read. Only right ones are kept: nobody else can fill the table;
 * 6. a token is looked up first, and only who brings a wrong one waits: 256 random bits are not guessed by asking quickly, and a
 *    forgotten script with an old token must not make everybody else at its address wait;
 * 7. who is in is held against the rate of one user.
 */
export class Authenticator implements AccessControl, AdminAccessControl {
  readonly #verified = new CredentialCache<User>();
  readonly #verifying = new Map<string, Promise<Verdict<User>>>();
  readonly #hashing = new Semaphore(HASHING.inside, HASHING.line);
  readonly #pairs = new Backoff(FREE_FAILURES.pair);
  readonly #addresses = new Backoff(FREE_FAILURES.address);
  readonly #addressRate: RateLimit;
  readonly #userRate: RateLimit;

  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'clock' | 'log'>,
    private readonly options: AuthenticatorOptions,
  ) {
    const { siblings } = options;
    this.#addressRate = new RateLimit(options.perAddress, (key) => siblings?.tell('address', key));
    this.#userRate = new RateLimit(options.perUser, (key) => siblings?.tell('user', key));
    siblings?.onTold((by, key, requests) => {
      (by === 'user' ? this.#userRate : this.#addressRate).spend(key, requests, this.#now);
    });
  }

  arrive(address: string): Refusal | undefined {
    return this.#limited('address', this.#addressRate.take(networkOf(address), this.#now));
  }

  async signIn(credentials: Credentials, address: string): Promise<User | Refusal> {
    const name = credentials.user;
    if (!isFresh(credentials, this.#now)) return this.#refuse(credentials.kind, 'expired', address);
    const trusted = credentials.kind === 'digest' ? undefined : await this.#trusted(credentials);
    if (trusted === 'unavailable') return this.#refuse(credentials.kind, 'unavailable', address);
    if (trusted !== undefined) return this.#letIn(credentials.kind, `user ${name}`, trusted);

    const { outcome, who } = await this.#inTurn<User>(name, address, () =>
      credentials.kind === 'digest' ? this.#checkDigest(credentials) : this.#checkPassword(credentials),
    );
    return who === undefined
      ? this.#refuse(credentials.kind, outcome, address)
      : this.#letIn(credentials.kind, `user ${name}`, who);
  }

  async resume(name: string): Promise<User | Refusal> {
    try {
      const { user } = await this.context.database.transaction((session) => this.#account(session, name));
      return user ?? { refused: 'credentials' };
    } catch (error) {
      return { refused: this.#unavailable(error) };
    }
  }

  async signInByToken(token: string, address: string): Promise<Administrator | Refusal> {
    const known = await this.#checkToken(token);
    const { outcome, who } =
      known.outcome === 'unknown'
        ? await this.#inTurn<Administrator>('', address, () => Promise.resolve(known))
        : known;
    return who === undefined ? this.#refuse('token', outcome, address) : this.#letIn('token', `token ${who.name}`, who);
  }

  get #now(): number {
    return this.context.clock().getTime();
  }

  /** The user of a password that was right before, if it still is. */
  async #trusted(credentials: PasswordCredentials): Promise<User | 'unavailable' | undefined> {
    const key = this.#verified.keyOf(credentials.user, credentials.password);
    const known = this.#verified.get(key);
    if (known === undefined) return undefined;
    if (Math.abs(this.#now - known.at) <= TRUSTED_MS) return known.who;
    try {
      const { stored, user } = await this.context.database.transaction((session) =>
        this.#account(session, credentials.user),
      );
      if (user !== undefined && stored?.passwordHash === known.hash) {
        this.#verified.set(key, { who: user, hash: known.hash, at: this.#now });
        return user;
      }
    } catch (error) {
      return this.#unavailable(error);
    }
    this.#verified.delete(key);
    return undefined;
  }

  /** Checks once it is this one's turn. */
  async #inTurn<Who>(name: string, address: string, check: () => Promise<Verdict<Who>>): Promise<Verdict<Who>> {
    const [pair, network] = [JSON.stringify([name, networkOf(address)]), networkOf(address)];
    const wait = Math.max(this.#pairs.turn(pair, this.#now), this.#addresses.turn(network, this.#now));
    if (wait > this.#pairs.longest) return { outcome: 'too-many' };
    if (wait > 0) await sleep(wait, undefined, { ref: false });
    try {
      const verdict = await check();
      if (verdict.outcome === 'let-in') {
        this.#pairs.succeeded(pair);
      } else if (verdict.outcome !== 'too-many') {
        this.#pairs.failed(pair, this.#now);
        this.#addresses.failed(network, this.#now);
      }
      return verdict;
    } catch (error) {
      return { outcome: this.#unavailable(error) };
    }
  }

  async #checkToken(token: string): Promise<Verdict<Administrator>> {
    try {
      const found = await this.context.database.transaction((session) => findToken(session, hashToken(token)));
      const role = ADMIN_ROLES.find((one) => one === found?.role);
      return found === undefined || role === undefined
        ? { outcome: 'unknown' }
        : { outcome: 'let-in', who: { name: found.name, role } };
    } catch (error) {
      return { outcome: this.#unavailable(error) };
    }
  }

  #checkPassword(credentials: PasswordCredentials): Promise<Verdict<User>> {
    const key = this.#verified.keyOf(credentials.user, credentials.password);
    const running =
      this.#verifying.get(key) ?? this.#hashPassword(credentials, key).finally(() => this.#verifying.delete(key));
    this.#verifying.set(key, running);
    return running;
  }

  async #hashPassword({ user: name, password }: PasswordCredentials, key: string): Promise<Verdict<User>> {
    const { stored, user } = await this.context.database.transaction((session) => this.#account(session, name));
    const fits = await this.#hashing.pass(() => verifyPassword(password, stored?.passwordHash ?? DUMMY_HASH));
    if (fits === undefined) return { outcome: 'too-many' };
    if (stored === undefined) return { outcome: 'unknown' };
    if (!fits) return { outcome: 'wrong' };
    if (user === undefined) return { outcome: 'disabled' };
    this.#verified.set(key, { who: user, hash: stored.passwordHash, at: this.#now });
    return { outcome: 'let-in', who: user };
  }

  async #checkDigest(credentials: DigestCredentials): Promise<Verdict<User>> {
    const { digestKey } = this.options;
    try {
      return await this.context.database.transaction(async (session): Promise<Verdict<User>> => {
        const { stored, user } = await this.#account(session, credentials.user);
        const password =
          stored?.sealedPassword === undefined || digestKey === undefined
            ? undefined
            : decryptPassword(stored.sealedPassword, stored.name, digestKey);
        if (stored?.sealedPassword !== undefined && password === undefined) {
          this.context.log.warn(
            { user: stored.name },
            'the password of a digest user cannot be opened: DIGEST_KEY is not the one it was sealed with',
          );
        }
        // Compared in any case, so that the answer takes as long.
        const fits = matchesDigest(credentials, password ?? DUMMY_HASH) && password !== undefined;
        if (stored === undefined) return { outcome: 'unknown' };
        if (!fits) return { outcome: 'wrong' };
        if (user === undefined) return { outcome: 'disabled' };
        // As long as its time is fresh, also ahead of our clock, it must be known.
        const until = new Date((readTime(credentials.created) ?? this.#now) + WINDOW_MS);
        await useNonce(session, user.name, nonceKey(credentials.nonce), until.toISOString());
        return { outcome: 'let-in', who: user };
      });
    } catch (error) {
      if (classify(error) === 'duplicate') return { outcome: 'replayed' };
      throw error;
    }
  }

  /** A user as it is stored, and as it may come in: not when it is disabled, or of another organization than this database. */
  async #account(
    session: Parameters<typeof readUser>[0],
    name: string,
  ): Promise<{ stored: StoredUser | undefined; user: User | undefined }> {
    const stored = await readUser(session, name);
    const isOurs = stored?.enabled === true && stored.organization === (await readOrganizationCode(session));
    return {
      stored,
      user:
        stored === undefined || !isOurs
          ? undefined
          : {
              name: stored.name,
              organization: stored.organization,
              systems: new Set(stored.systems),
              groups: new Set(SERVICE_GROUPS.filter((group) => stored.groups.includes(group))),
            },
    };
  }

  #letIn<Who>(kind: Credentials['kind'] | 'token', key: string, who: Who): Who | Refusal {
    this.options.count.signIn(kind, 'let-in');
    return this.#limited('user', this.#userRate.take(key, this.#now)) ?? who;
  }

  /** Who it was said to be is not logged: people type passwords into the field of the name. */
  #refuse(kind: Credentials['kind'] | 'token', outcome: SignInOutcome, address: string): Refusal {
    this.options.count.signIn(kind, outcome);
    this.context.log.warn({ kind, outcome, address }, 'a sign-in was refused');
    switch (outcome) {
      case 'expired':
      case 'unavailable':
        return { refused: outcome };
      case 'too-many':
        return { refused: outcome, retryAfter: Math.ceil(this.#pairs.longest / 1000) };
      default:
        return { refused: 'credentials' };
    }
  }

  #limited(by: 'address' | 'user', seconds: number): Refusal | undefined {
    if (seconds === 0) return undefined;
    this.options.count.limited(by);
    return { refused: 'too-many', retryAfter: seconds };
  }

  /** @throws what does not pass by itself */
  #unavailable(error: unknown): 'unavailable' {
    const failure = classify(error);
    if (failure !== 'unavailable' && failure !== 'conflict') throw error;
    this.context.log.error({ err: error }, 'nobody can be let in at the moment: the database does not answer');
    return 'unavailable';
  }
}
