/** One page of a list. */
export interface Page<Item, Position = string> {
  readonly items: readonly Item[];
  /** Position of the last item, to request the next page with. Absent on the last page. */
  readonly next?: Position;
}

/**
 * Cuts the items of a query to a page.
 * @param found read with a limit of `limit + 1`: the extra item shows that another page follows
 */
export function pageOf<Item, Position>(
  found: readonly Item[],
  limit: number,
  positionOf: (item: Item) => Position,
): Page<Item, Position> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: positionOf(last) } : {}) };
}
