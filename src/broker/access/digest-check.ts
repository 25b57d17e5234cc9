import { randomBytes } from 'node:crypto';
import type { DigestCredentials } from '../../platform/auth/credentials.js';
import { decryptPassword, encryptPassword, matchesDigest, nonceKey } from '../../platform/auth/password-digest.js';
import { newPassword } from '../../platform/auth/password.js';
import { readTime, WINDOW_MS } from '../../platform/auth/timestamp-check.js';
import type { User } from '../../platform/auth/user.js';
import { classify } from '../../platform/db/database-error.js';
import { useNonce } from '../../store/access/nonces.js';
import type { StoredUser } from '../../store/access/users.js';
import type { BrokerContext } from '../context.js';
import { readAccount } from './account.js';
import type { Verdict } from './sign-in-outcome.js';

/** A password of nobody, to decrypt and to compare with. */
const DUMMY = dummyPassword();

type Context = Pick<BrokerContext, 'database' | 'clock' | 'log'>;

/**
 * Compares a digest with that of the stored password, then records its nonce, in the transaction that read the user.
 * Only nonces of valid digests are recorded, so that nobody without a password can fill the table.
 * @param digestKey decrypts stored passwords; undefined disables digests
 */
export async function checkDigest(
  context: Context,
  credentials: DigestCredentials,
  digestKey: Buffer | undefined,
): Promise<Verdict<User>> {
  try {
    return await context.database.transaction(async (session): Promise<Verdict<User>> => {
      const { stored, user } = await readAccount(session, credentials.user);
      const password = storedPassword(context, stored, digestKey);
      // Compared even without a password, so that the response takes as long.
      const matches = matchesDigest(credentials, password ?? DUMMY.password) && password !== undefined;
      if (stored === undefined) return { outcome: 'unknown' };
      if (!matches) return { outcome: 'wrong' };
      if (user === undefined) return { outcome: 'disabled' };
      // The nonce is needed for as long as its message is fresh, which may be created ahead of our clock.
      const created = readTime(credentials.created) ?? context.clock().getTime();
      const expiresAt = new Date(created + WINDOW_MS).toISOString();
      await useNonce(session, user.name, nonceKey(credentials.nonce), expiresAt);
      return { outcome: 'let-in', who: user };
    });
  } catch (error) {
    if (classify(error) === 'duplicate') return { outcome: 'replayed' };
    throw error;
  }
}

/** @returns undefined when the user may not use digests, or the key is not the one that encrypted the password */
function storedPassword(
  { log }: Context,
  stored: StoredUser | undefined,
  digestKey: Buffer | undefined,
): string | undefined {
  if (stored?.sealedPassword === undefined) {
    // Decrypted even without a password, so that the response takes as long.
    if (digestKey !== undefined) decryptPassword(DUMMY.sealed, DUMMY.user, DUMMY.key);
    return undefined;
  }
  const password = digestKey === undefined ? undefined : decryptPassword(stored.sealedPassword, stored.name, digestKey);
  if (password === undefined)
    log.warn(
      { user: stored.name },
      'the password of a digest user cannot be decrypted: it was encrypted with another DIGEST_KEY',
    );
  return password;
}

function dummyPassword() {
  const [user, password, key] = ['nobody', newPassword(), randomBytes(32)];
  return { user, password, key, sealed: encryptPassword(password, user, key) };
}
