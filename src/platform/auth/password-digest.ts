import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DigestCredentials } from './credentials.js';

/**
 * PasswordDigest of WS-Security needs the password itself on this side: a hash of it will not do. So users who sign in that
 * way are marked as such, and for them alone the password is kept as well, sealed with AES-256-GCM under DIGEST_KEY, which is
 * not in the database. The user's name is sealed in with it: a sealed password moved to another user's row opens nothing.
 */

const ALGORITHM = 'aes-256-gcm';

/** @param key 32 bytes */
export function encryptPassword(password: string, user: string, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(user));
  const sealed = Buffer.concat([cipher.update(password.normalize('NFC'), 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64')).join('$');
}

/** @returns undefined when it was sealed under another key or for another user, or is damaged */
export function decryptPassword(sealed: string, user: string, key: Buffer): string | undefined {
  const [iv, tag, text] = sealed.split('$').map((part) => Buffer.from(part, 'base64'));
  if (iv?.length !== 12 || tag?.length !== 16 || text === undefined) return undefined;
  try {
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: 16 })
      .setAAD(Buffer.from(user))
      .setAuthTag(tag);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Base64(SHA-1(nonce + created + password)): Web Services Security UsernameToken Profile 1.1, 3.1. */
export function digestOf({ nonce, created }: Pick<DigestCredentials, 'nonce' | 'created'>, password: string): string {
  return createHash('sha1').update(nonce).update(created).update(password).digest('base64');
}

/** Compares in constant time. */
export function matchesDigest(credentials: DigestCredentials, password: string): boolean {
  const actual = Buffer.from(credentials.digest, 'base64');
  const expected = Buffer.from(digestOf(credentials, password), 'base64');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** What a nonce is remembered by: its bytes, however they were written. */
export function nonceKey(nonce: Buffer): string {
  return createHash('sha256').update(nonce).digest('hex');
}
