/** The stock of one product, in typed arrays: one index for each location that has a record, in the order of location ids. */
export interface StockSnapshot {
  readonly locationIds: Int32Array;
  readonly available: Float64Array;
  readonly reserved: Float64Array;
}

/** Reads stock through a cache, which may answer instead of the database. */
export interface StockReader {
  /** @param query reads the product's stock from the database */
  read(productId: number, query: () => Promise<StockSnapshot>): Promise<StockSnapshot>;
}

/** Index of an id in ascending ids; -1 if it is not among them. */
export function indexOfId(ids: Int32Array, id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? Infinity) < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}
