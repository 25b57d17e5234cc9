import type { FaultOccasion } from './injected-fault.js';

/**
 * Whether a fault hits a message that matches it.
 * @param count which of its messages this is, from 1
 */
export function isHit({ first, each, probability, seed = 0 }: FaultOccasion, count: number): boolean {
  if (first !== undefined) return count <= first;
  if (each !== undefined) return count % each === 0;
  return probability === undefined || chance(seed, count) < probability;
}

/**
 * A number from 0 up to 1 that looks random, and is the same for the same seed and count: what a test has met once it can meet
 * again. The mixing function of MurmurHash3, twice, so that neighboring seeds do not share their sequences.
 */
function chance(seed: number, count: number): number {
  return mixed(mixed(seed) ^ Math.imul(count, 0x9e3779b1)) / 2 ** 32;
}

function mixed(value: number): number {
  let hash = value >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
