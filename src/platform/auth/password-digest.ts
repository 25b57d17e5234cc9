import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DigestCredentials } from './credentials.js';

/**
 * PasswordDigest of WS-Security requires the password itself on the server; a hash of it is not enough. For users who are
 * marked to sign in that way, and only for them, the password is stored as well, encrypted with AES-256-GCM under DIGEST_KEY,
 * which is not in the database. The user's name is authenticated with it, so an encrypted password that is copied to another
 * user's row cannot be decrypted.
 */

const ALGORITHM = 'aes-256-gcm';

/** @param key 32 bytes */
export function encryptPassword(password: string, user: string, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(user));
  const encrypted = Buffer.concat([cipher.update(password.normalize('NFC'), 'utf8'), cipher.final()]);
  return [iv, cipher.getAuthTag(), encrypted].map((part) => part.toString('base64')).join('$');
}

/** @returns undefined when it was encrypted with another key or for another user, or is damaged */
export function decryptPassword(encrypted: string, user: string, key: Buffer): string | undefined {
  const [iv, tag, text] = encrypted.split('$').map((part) => Buffer.from(part, 'base64'));
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

/** The key under which a nonce is stored: a hash of its bytes, independent of their encoding in the message. */
export function nonceKey(nonce: Buffer): string {
  return createHash('sha256').update(nonce).digest('hex');
}
