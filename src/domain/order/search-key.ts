/**
 * Keys for searching orders by name and address. Stored values and search criteria go through the same functions, so that
 * a search only has to compare keys.
 *
 * The rules of the real service are not public (docs/reference/locate-contract.md (f) 4); docs/contract.md documents ours.
 */

/** The length of a key in characters, limited so that it fits into an index. */
const KEY_LENGTH = 100;

/** The key of a name, company, province, country or e-mail address: case-insensitive, with white space collapsed. */
export function textKey(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim();
  // Cut between characters, not UTF-16 units: a database does not accept half a surrogate pair.
  return folded.length <= KEY_LENGTH ? folded : Array.from(folded).slice(0, KEY_LENGTH).join('');
}

/** The key of a phone number: its digits, without the country code 1 of a North American number. */
export function phoneKey(text: string): string {
  const digits = text.replace(/\D/g, '').slice(0, KEY_LENGTH);
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}

/** The key of a postal code: without white space and hyphens. */
export function postalKey(text: string): string {
  return textKey(text).replace(/[\s-]/g, '');
}
