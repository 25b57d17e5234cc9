import { createHash } from 'node:crypto';

/**
 * A number from 0 to below 1 that depends on nothing but a seed and what is decided. A simulator that was killed decides the
 * same way again, and two that run beside each other do not share a sequence.
 */
export function chanceOf(seed: number, about: string): number {
  return (
    createHash('sha256')
      .update(`${String(seed)} ${about}`)
      .digest()
      .readUInt32BE(0) /
    2 ** 32
  );
}
