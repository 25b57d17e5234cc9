/**
 * Sorts places in columns by numbers, without a comparison in JavaScript: criterion and index are packed into one number, the
 * engine sorts these (a thousand in about 30 µs; by a comparing function it took 250), and only runs of equal keys are
 * looked at again.
 */

/** Bits of a key: 2^36 different values of a criterion, 2^16 places. */
const VALUES = 2 ** 36;
export const MOST_PLACES = 2 ** 16;

/**
 * @param order indexes into the columns; sorted in place
 * @param key of an index, a whole number from 0 to below 2^36; smaller comes first
 * @param settle sorts a run of equal keys in place; called for runs of two and more
 */
export function sortByKey(order: Int32Array, key: (index: number) => number, settle: (run: Int32Array) => void): void {
  const packed = new Float64Array(order.length);
  for (let i = 0; i < order.length; i += 1) packed[i] = Math.min(VALUES - 1, Math.max(0, key(order[i] ?? 0))) * MOST_PLACES + i;
  packed.sort();
  const before = order.slice();
  let start = 0;
  let last = -1;
  for (let i = 0; i <= packed.length; i += 1) {
    const value = i === packed.length ? -2 : Math.floor((packed[i] ?? 0) / MOST_PLACES);
    if (value !== last) {
      if (i - start > 1) settle(order.subarray(start, i));
      [start, last] = [i, value];
    }
    if (i < packed.length) order[i] = before[(packed[i] ?? 0) % MOST_PLACES] ?? 0;
  }
}
