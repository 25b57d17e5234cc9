/**
 * Sorts places in columns by numbers, without a comparison in JavaScript: criterion and index are packed into one number, the
 * engine sorts these (a thousand in about 30 µs; by a comparing function it took 250), and only runs of equal keys are
 * looked at again.
 */

/** Bits of a key: 2^36 different values of a criterion, 2^16 places. */
const VALUES = 2 ** 36;
export const MOST_PLACES = 2 ** 16;

/** Used again by every call: a new one for each was most of the garbage. */
const packed = new Float64Array(MOST_PLACES);
const before = new Int32Array(MOST_PLACES);

/**
 * @param order indexes into the columns, at most `MOST_PLACES`; sorted in place
 * @param key of an index, a whole number from 0 to below 2^36; smaller comes first
 * @param settle sorts a run of equal keys in place; called for runs of two and more
 */
export function sortByKey(order: Int32Array, key: (index: number) => number, settle: (run: Int32Array) => void): void {
  const { length } = order;
  before.set(order);
  for (let i = 0; i < length; i += 1) packed[i] = Math.min(VALUES - 1, Math.max(0, key(order[i] ?? 0))) * MOST_PLACES + i;
  packed.subarray(0, length).sort();
  const runs: Int32Array[] = [];
  for (let i = 0, start = 0; i < length; i += 1) {
    const value = packed[i] ?? 0;
    order[i] = before[value % MOST_PLACES] ?? 0;
    if (i + 1 < length && Math.floor((packed[i + 1] ?? 0) / MOST_PLACES) === Math.floor(value / MOST_PLACES)) continue;
    if (i > start) runs.push(order.subarray(start, i + 1));
    start = i + 1;
  }
  // Only now: settling a run may sort by the next key, in the same memory.
  for (const run of runs) settle(run);
}
