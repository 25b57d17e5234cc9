/**
 * Escaping of character data.
 *
 * 1. most values need nothing: one test decides, and the value is returned as it is;
 * 2. markup characters become references, and so does white space that a parser would otherwise change: CR anywhere,
 *    tab and line feed in attributes;
 * 3. what XML 1.0 cannot hold at all (control characters, U+FFFE, U+FFFF, surrogates without their other half) becomes
 *    U+FFFD. Refusing it instead would let one bad character in a stored name block every answer that carries it.
 */

// With the u flag a surrogate in a class matches only when it stands alone.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const IN_TEXT = /[&<>\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/u;
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const IN_ATTRIBUTE = /[&<"\t\n\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/u;
const ALL_IN_TEXT = new RegExp(IN_TEXT, 'gu');
const ALL_IN_ATTRIBUTE = new RegExp(IN_ATTRIBUTE, 'gu');

const REFERENCES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ['\t', '&#x9;'],
  ['\n', '&#xA;'],
  ['\r', '&#xD;'],
]);
const reference = (character: string): string => REFERENCES.get(character) ?? '\uFFFD';

/** A value as the text of an element. */
export function escapeText(value: string): string {
  return IN_TEXT.test(value) ? value.replace(ALL_IN_TEXT, reference) : value;
}

/** A value as an attribute's value, to stand in double quotes. */
export function escapeAttribute(value: string): string {
  return IN_ATTRIBUTE.test(value) ? value.replace(ALL_IN_ATTRIBUTE, reference) : value;
}
