import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAnyXml, XmlError } from '../../../src/platform/xml/parse.js';
import type { XmlLimits } from '../../../src/platform/xml/limits.js';
import { parsePlainXml } from '../../../src/platform/xml/parse-plain.js';
import { plain } from './documents.js';

const LIMITS: XmlLimits = { depth: 20, elements: 200, attributes: 6, nameLength: 30, textLength: 3000 };

/** The tree that saxes reads; undefined if it rejects the document. */
function bySaxes(text: string, limits: XmlLimits): object | undefined {
  try {
    return plain(parseAnyXml(text, limits));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** Whether a document is accepted; if so, compares the tree with that of saxes. */
function accepts(text: string, limits = LIMITS): boolean {
  const root = parsePlainXml(text, limits);
  if (root === undefined) return false;
  expect(plain(root)).toEqual(bySaxes(text, limits));
  return true;
}

const folder = new URL('../../../samples/locate/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const WIDE: XmlLimits = { depth: 64, elements: 100_000, attributes: 128, nameLength: 256, textLength: 65_536 };

test('accepts nearly every sample message and reads it as saxes does', () => {
  expect(samples.filter((text) => accepts(text, WIDE)).length).toBeGreaterThan(samples.length * 0.8);
});

test('reads a mutated message as saxes does, or leaves it to saxes', () => {
  const pieces = [
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    '&amp;',
    '&#65;',
    ';',
    '=',
    ' ',
    '\n',
    '\r',
    '\t',
    ':',
    'x',
    'xmlns="u"',
    'xmlns:p="u"',
    ' p:a="1"',
    '<p:b/>',
    '<![CDATA[x]]>',
    '<!-- x -->',
    '<?p x?>',
    ']]>',
    '<!DOCTYPE a>',
    '\u0000',
    '\u0085',
    '\uFFFE',
    'é',
    '😀',
    '\uD800',
    ' xml:lang="en"',
    '-',
    '.',
    '1',
    '<a',
    '</',
    '/>',
  ];
  const small = samples.filter((text) => text.length < 3000);
  const change = fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(...pieces),
    fc.integer({ min: 0, max: 4 }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...small, '<a/>', '<p:a xmlns:p="u" b="1"><c>t</c> x </p:a>'),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (text, changes) => {
        const changed = changes.reduce((before, [where, piece, cut]) => {
          const at = Math.floor(where * before.length);
          return before.slice(0, at) + piece + before.slice(at + cut);
        }, text);
        accepts(changed);
      },
    ),
    { numRuns: 4000 },
  );
});

test('reads a random sequence of tags and text as saxes does, or leaves it to saxes', () => {
  const token = fc.constantFrom(
    '<a>',
    '</a>',
    '<b x="1">',
    '</b>',
    '<c/>',
    '<p:a xmlns:p="u" p:x="1" x="2">',
    '</p:a>',
    '<a xmlns="v">',
    '<a xmlns="">',
    'text',
    ' ',
    '\n',
    '&lt;',
    '&quot;',
    '<q:a/>',
    '<p:b/>',
    '<b x="1" x="2"/>',
    '<b p:x="1" q:x="2" xmlns:p="u" xmlns:q="u"/>',
    '<xmlns:a/>',
    '<a xmlns:xml="u"/>',
    "<a x = '\"' />",
    '<a x="1"y="2"/>',
    '</a >',
    '< a/>',
    '<a:/>',
    '<:a/>',
    '<a:b:c/>',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 10 }), (tokens) => {
      accepts(`<a>${tokens.join('')}</a>`);
    }),
    { numRuns: 4000 },
  );
});

test.each([
  ['depth', '<a>'.repeat(21) + '</a>'.repeat(21)],
  ['elements', `<a>${'<b/>'.repeat(200)}</a>`],
  ['attributes', '<a b="" c="" d="" e="" f="" g="" h=""/>'],
  ['nameLength', `<${'a'.repeat(31)}/>`],
  ['textLength', `<a>${'x'.repeat(3001)}</a>`],
  ['textLength', `<a b="${'x'.repeat(3001)}"/>`],
])('leaves a document beyond the limit of %s to saxes', (_limit, text) => {
  expect(parsePlainXml(text, LIMITS)).toBeUndefined();
});

test('leaves a document with many prefixes in scope to saxes', () => {
  const nested = Array.from(
    { length: 10 },
    (_, index) =>
      `<a xmlns:p${String(index)}0="u" xmlns:p${String(index)}1="u" xmlns:p${String(index)}2="u" xmlns:p${String(index)}3="u">`,
  );
  expect(parsePlainXml(`${nested.join('')}${'</a>'.repeat(10)}`, LIMITS)).toBeUndefined();
});

test.each([
  '',
  ' ',
  'x',
  '<a',
  '<a>',
  '<a></b>',
  '<a/><b/>',
  '<a/>x',
  '<!DOCTYPE a><a/>',
  '<a>&x;</a>',
  '<a>&</a>',
  '<a b="<"/>',
  '<a>]]></a>',
  '<p:a/>',
])('leaves %j to saxes', (text) => {
  expect(parsePlainXml(text, LIMITS)).toBeUndefined();
});
