/**
 * Reproducible pseudo-random numbers: the same seed gives the same sequence. Mulberry32, which is small and good enough
 * for tests.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from 0 (inclusive) to the limit (exclusive); 0 if the limit is 0. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True with the given probability. @param share from 0 to 1 */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** True with the given probability in percent. */
  percent(share: number): boolean {
    return this.chance(share / 100);
  }

  /** An integer from `least` to `most`, both inclusive. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** A random item. @throws {RangeError} if the list is empty */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('the list is empty');
    return list[this.below(list.length)] as T;
  }
}
