import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** Cost of a hash: OWASP's parameters for scrypt, 32 MB and some 200 ms. Stored with each hash, so that they can be raised. */
const COST = { log2n: 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const MAX_MEMORY = 256 * 1024 * 1024;

/** Minimum and maximum length of a password, in characters. The maximum keeps callers from having megabytes hashed. */
export const PASSWORD_LENGTH = { least: 12, most: 256 };

/** A new password: 160 random bits. */
export function newPassword(): string {
  return randomBytes(20).toString('base64url');
}

/** @returns `scrypt$15$8$3$salt$key`, the last two in base64 */
export async function hashPassword(password: string, cost = COST): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password.normalize('NFC'), salt, KEY_BYTES, optionsOf(cost));
  return ['scrypt', cost.log2n, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/** Compares in constant time. An invalid hash matches no password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [name, log2n, r, p, salt = '', key = ''] = hash.split('$');
  const expected = Buffer.from(key, 'base64');
  if (name !== 'scrypt' || expected.length !== KEY_BYTES || password.length > PASSWORD_LENGTH.most) return false;
  const options = optionsOf({ log2n: Number(log2n), r: Number(r), p: Number(p) });
  const actual = await derive(password.normalize('NFC'), Buffer.from(salt, 'base64'), KEY_BYTES, options);
  return timingSafeEqual(actual, expected);
}

/** A hash of the same cost that matches nothing, to compare with when the user does not exist, so that the response takes as long. */
export const DUMMY_HASH = [
  'scrypt',
  COST.log2n,
  COST.r,
  COST.p,
  randomBytes(16).toString('base64'),
  randomBytes(KEY_BYTES).toString('base64'),
].join('$');

function optionsOf({ log2n, r, p }: typeof COST): ScryptOptions {
  return { N: 2 ** log2n, r, p, maxmem: MAX_MEMORY };
}
