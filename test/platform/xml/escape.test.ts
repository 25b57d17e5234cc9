import fc from 'fast-check';
import { escapeAttribute, escapeText } from '../../../src/platform/xml/escape.js';
import { parse } from './documents.js';

/** Replaces every code point outside the production Char of XML 1.0. */
const legal = (value: string): string =>
  Array.from(value, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const allowed =
      code === 9 ||
      code === 10 ||
      code === 13 ||
      (code >= 0x20 && code <= 0xd7ff) ||
      (code >= 0xe000 && code <= 0xfffd) ||
      code >= 0x10000;
    return allowed ? character : '\uFFFD';
  }).join('');

const anyString = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '&',
      '<',
      '>',
      '"',
      '\t',
      '\n',
      '\r',
      ' ',
      ']',
      '\u0000',
      '\u001F',
      '\uFFFE',
      '\uD800',
      '\uDC00',
      '\u0085',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

test('an escaped value is parsed to the same value, except for characters that XML cannot contain', () => {
  fc.assert(
    fc.property(anyString, (value) => {
      const element = parse(`<a b="${escapeAttribute(value)}">${escapeText(value)}</a>`);
      expect(element.text).toBe(legal(value));
      expect(element.attributes[0]?.value ?? '').toBe(legal(value));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ['a]]>b', 'a]]&gt;b', 'a]]>b'],
  ['"\t\n\r', '"\t\n&#xD;', '&quot;&#x9;&#xA;&#xD;'],
  ['<&>', '&lt;&amp;&gt;', '&lt;&amp;>'],
  ['\u0000\uD83D', '\uFFFD\uFFFD', '\uFFFD\uFFFD'],
  ['\u{1F600}', '\u{1F600}', '\u{1F600}'],
])('%j is escaped as text and as an attribute value', (value, text, attribute) => {
  expect(escapeText(value)).toBe(text);
  expect(escapeAttribute(value)).toBe(attribute);
});
