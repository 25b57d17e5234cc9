/** Processed items that the history of a run keeps. */
const MAX_ITEMS = 200;

/** Progress of a run, also of one that fails half-way. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #items: Readonly<Record<string, string | number>>[] = [];

  /** Adds to a count. A count that starts with 0 is shown even if it stays 0. */
  count(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  /** Records a processed item, up to MAX_ITEMS. */
  keep(item: Readonly<Record<string, string | number>>): void {
    if (this.#items.length < MAX_ITEMS) this.#items.push(item);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get items(): readonly Readonly<Record<string, string | number>>[] {
    return this.#items;
  }
}
