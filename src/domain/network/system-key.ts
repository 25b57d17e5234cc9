/**
 * One string for a code that is unique only within its system, such as a location code or an item key; a key for maps
 * and sets. JSON keeps the two parts apart whatever characters they contain.
 */
export function systemKey(systemCd: string, code: string): string {
  return JSON.stringify([systemCd, code]);
}
