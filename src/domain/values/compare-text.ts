/**
 * Compares two texts by their UTF-16 code units, for `Array.sort`. `localeCompare` would depend on the machine's locale
 * and ICU version, and two instances must agree on an order.
 * @returns below 0 when `a` comes first, above 0 when `b` does, 0 when they are equal
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
