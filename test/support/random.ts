/** Chance that can be had again: the same seed makes the same choices. Mulberry32, which is small and good enough to choose by. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up to, not including, the limit; 0 when that is 0. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True that often. @param share from 0 to 1 */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** True so many times in a hundred. */
  percent(share: number): boolean {
    return this.chance(share / 100);
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  /** @throws {RangeError} when there is nothing to choose from */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('nothing to choose from');
    return list[this.below(list.length)] as T;
  }
}
