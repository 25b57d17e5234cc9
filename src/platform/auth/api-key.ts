import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * API keys of partners: `obk_<id>_<secret>`.
 *
 * The prefix lets secret scanners find a leaked key, the id is public and finds its row by primary key, and the secret is 256
 * random bits. What is stored is one round of SHA-256: a slow hash protects what people choose, which can be guessed; 256
 * random bits cannot be guessed at any speed, and a slow hash would cost every request 200 ms.
 */

const FORM = /^obk_([0-9a-f]{16})_[A-Za-z0-9_-]{43}$/;

/** A new key, and the id that is shown of it. */
export interface NewApiKey {
  readonly id: string;
  readonly key: string;
}

/** @param random returns so many random bytes */
export function newApiKey(random: (bytes: number) => Buffer = randomBytes): NewApiKey {
  const id = random(8).toString('hex');
  return { id, key: `obk_${id}_${random(32).toString('base64url')}` };
}

/** The id in a key; `''`, which no key has, for a text of another form. */
export const apiKeyId = (key: string): string => FORM.exec(key)?.[1] ?? '';

/** The stored form of a key: SHA-256, in hexadecimal. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/**
 * Compares a key with a stored hash in constant time.
 * @param hash undefined when there is no such key: the comparison is made all the same, so that the time does not tell
 */
export function matchesApiKey(key: string, hash: string | undefined): boolean {
  const expected = Buffer.from(hash ?? NOBODYS_HASH, 'hex');
  const actual = Buffer.from(hashApiKey(key), 'hex');
  return expected.length === actual.length && timingSafeEqual(actual, expected) && hash !== undefined;
}

const NOBODYS_HASH = '0'.repeat(64);
