/**
 * Escapes character data.
 *
 * 1. Most values need no escaping: one test decides, and the value is returned unchanged.
 * 2. Markup characters become references, and so does white space that a parser would otherwise normalize: CR
 *    everywhere, tab and line feed in attributes.
 * 3. Characters that XML 1.0 cannot contain (control characters, U+FFFE, U+FFFF, unpaired surrogates) become U+FFFD.
 *    Rejecting them instead would let one bad character in a stored name block every response that contains it.
 */

// With the u flag, a surrogate in a character class matches only if it is unpaired.
// eslint-disable-next-line no-control-regex -- matching control characters is its purpose
const IN_TEXT = /[&<>\r\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]/u;
// eslint-disable-next-line no-control-regex -- matching control characters is its purpose
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

/** Escapes a value for use as the text of an element. */
export function escapeText(value: string): string {
  return IN_TEXT.test(value) ? value.replace(ALL_IN_TEXT, reference) : value;
}

/** Escapes a value for use as an attribute's value in double quotes. */
export function escapeAttribute(value: string): string {
  return IN_ATTRIBUTE.test(value) ? value.replace(ALL_IN_ATTRIBUTE, reference) : value;
}
