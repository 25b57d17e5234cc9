import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { parseAnyXml, XmlError } from '../../../src/platform/xml/parse.js';
import type { XmlLimits } from '../../../src/platform/xml/parse.js';
import { parsePlainXml } from '../../../src/platform/xml/parse-plain.js';

const LIMITS: XmlLimits = { depth: 20, elements: 200, attributes: 6, nameLength: 30, textLength: 3000 };

/** As plain data, so that both ways can be compared. */
const plain = ({ uri, local, attributes, declarations, children, text, line, column }: XmlElement): object => ({
  uri,
  local,
  attributes,
  declarations,
  children: children.map(plain),
  text,
  line,
  column,
});

/** What saxes makes of it; undefined when it refuses. */
function byParser(text: string, limits: XmlLimits): object | undefined {
  try {
    return plain(parseAnyXml(text, limits));
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}

/** Whether it was read; what was read is what saxes reads. */
function read(text: string, limits = LIMITS): boolean {
  const scanned = parsePlainXml(text, limits);
  if (scanned === undefined) return false;
  expect(plain(scanned)).toEqual(byParser(text, limits));
  return true;
}

const folder = new URL('../../../samples/locate/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));
const WIDE: XmlLimits = { depth: 64, elements: 100_000, attributes: 128, nameLength: 256, textLength: 65_536 };

test('nearly every sample message is read, and like saxes reads it', () => {
  expect(samples.filter((text) => read(text, WIDE)).length).toBeGreaterThan(samples.length * 0.8);
});

test('a message that was changed anywhere is read like saxes reads it, or left to it', () => {
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
        read(changed);
      },
    ),
    { numRuns: 4000 },
  );
});

test('documents made of tags and text are read like saxes reads them, or left to it', () => {
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
      read(`<a>${tokens.join('')}</a>`);
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
])('beyond the limit of %s nothing is read', (_limit, text) => {
  expect(parsePlainXml(text, LIMITS)).toBeUndefined();
});

test('many prefixes in force at once are left to saxes', () => {
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
])('%j is left to saxes', (text) => {
  expect(parsePlainXml(text, LIMITS)).toBeUndefined();
});
