/**
 * How names and addresses are compared when orders are searched: both what is stored and what is asked for go through
 * the same function, so that equal keys are all there is to compare.
 *
 * Nothing of this is public of the real service (docs/reference/locate-contract.md (f) 4); docs/contract.md says it to the callers.
 */

/** Longer texts are compared by their beginning: a key must fit into an index. */
export const KEY_LENGTH = 100;

/** Names, companies, provinces, countries, mail addresses: no matter the case, blanks trimmed and folded to one. */
export function textKey(text: string): string {
  const folded = text.normalize('NFKC').toUpperCase().replace(/\s+/g, ' ').trim();
  // By characters, not by halves of them: a database takes no half.
  return folded.length <= KEY_LENGTH ? folded : Array.from(folded).slice(0, KEY_LENGTH).join('');
}

/** A telephone number by its digits; of a North American one the last ten, with or without its country code 1. */
export function phoneKey(text: string): string {
  const digits = text.replace(/\D/g, '').slice(0, KEY_LENGTH);
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
}

/** A postal code without blanks and hyphens. */
export function postalKey(text: string): string {
  return textKey(text).replace(/[\s-]/g, '');
}
