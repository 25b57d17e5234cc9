import { normalizePostalCode } from '../geography/postal-code.js';

/**
 * Keys for searching orders by name and address. Stored values and search criteria go through the same functions, so that
 * a search only has to compare keys.
 *
 * The rules of the real service are not public (docs/reference/locate-contract.md (f) 4); docs/contract.md documents ours.
 */

/** The length of a key in characters, limited so that it fits into an index. */
const KEY_LENGTH = 100;

/**
 * Four characters for each of the key: what NFKC composes has rarely more parts. Without this cut, folding stops the event loop:
 * NFKC turns one character into as many as eighteen, and sorts a long run of combining marks in quadratic time.
 */
const READ_LENGTH = 4 * KEY_LENGTH;

/** As much of a text as its key depends on. */
function beginning(text: string): string {
  if (text.length <= READ_LENGTH) return text;
  // White space is collapsed first, so that none of it counts.
  return text
    .trimStart()
    .replace(/\s+/g, ' ')
    .slice(0, READ_LENGTH)
    .replace(/[\uD800-\uDBFF]$/, '');
}

/** The key of a name, company, province, country or e-mail address: case-insensitive, with white space collapsed. */
export function textKey(text: string): string {
  const folded = beginning(text).normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim();
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
  return normalizePostalCode(textKey(text));
}
