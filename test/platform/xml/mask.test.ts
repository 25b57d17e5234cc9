import fc from 'fast-check';
import { MASK, maskXml } from '../../../src/platform/xml/mask.js';
import type { MaskRule } from '../../../src/platform/xml/mask.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';

const LIMITS = { depth: 50, elements: 10_000, attributes: 50, nameLength: 200, textLength: 100_000 };
const rule: MaskRule = {
  shows: (name) => name === 'code',
  masksAll: (name, depth) => name === 'Header' && depth === 2,
};
const mask = (text: string): string | undefined => maskXml(text, rule);

test.each([
  [
    'the text of an element by its name',
    '<a><name>Joe</name><code>7</code></a>',
    `<a><name>${MASK}</name><code>7</code></a>`,
  ],
  [
    'an attribute by its name, in either quotes',
    '<a name="J>oe" code=\'7\' x = \'"J"\'/>',
    `<a name="${MASK}" code='7' x = "${MASK}"/>`,
  ],
  [
    'values whatever the prefix',
    '<p:a xmlns:p="urn:x"><p:code p:name="J">7</p:code></p:a>',
    `<p:a xmlns:p="urn:x"><p:code p:name="${MASK}">7</p:code></p:a>`,
  ],
  ['text written as references', '<name>&#74;oe &amp; Co</name>', `<name>${MASK}</name>`],
  [
    'text in CDATA, even with markup in it',
    '<name>J<![CDATA[oe </name> <code>]]></name>',
    `<name>${MASK}${MASK}</name>`,
  ],
  ['text next to elements', '<a>Joe<code>7</code>Joe</a>', `<a>${MASK}<code>7</code>${MASK}</a>`],
  [
    'everything in a masked element',
    '<e><Header code="7"><code>7</code><x><code/></x></Header><code>7</code></e>',
    `<e><Header code="${MASK}"><code>${MASK}</code><x><code/></x></Header><code>7</code></e>`,
  ],
  [
    'comments and processing instructions by removing them',
    '<?xml version="1.0"?><!-- Joe > --><?Joe ?><code>7<!--Joe--></code>',
    '<?xml version="1.0"?><code>7</code>',
  ],
])('masks %s', (_, text, expected) => {
  expect(mask(text)).toBe(expected);
});

test('keeps white space, empty values and namespace declarations', () => {
  const text = '<a xmlns="urn:a"\n   name="">\r\n  <b/>\t<name> </name></a >';
  expect(mask(text)).toBe(text);
});

test('does not mask what follows an empty masked element', () => {
  expect(mask('<e><Header/><code>7</code></e>')).toBe('<e><Header/><code>7</code></e>');
});

test.each(['<a><b</a>', '<a b=c/>', '<!DOCTYPE a><a/>', '<a>x</a', '<a b="x/>'])(
  'returns undefined for %s, which it cannot tokenize',
  (text) => {
    expect(mask(text)).toBeUndefined();
  },
);

test('keeps any document well-formed, with its elements, and shows no value that must be masked', () => {
  const secret = fc.constantFrom(
    'Zo&#235;',
    'a > b',
    '<![CDATA[<x y="1">]]>',
    '&lt;',
    'SECRET',
    '  ',
    '',
    '<!-- <code> -->',
    '<?p <code>?>',
  );
  const name = fc.constantFrom('name', 'code', 'Header', 'p:name');
  const element = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      secret,
      fc
        .tuple(name, secret, fc.array(tie('node'), { maxLength: 3 }))
        .map(
          ([tag, value, children]) =>
            `<${tag} b="${value.replace(/[<"]/g, '')}" p:c='${value.replace(/[<']/g, '')}'>${children.join('')}</${tag} >`,
        ),
    ),
  })).node;
  fc.assert(
    fc.property(fc.array(element, { maxLength: 4 }), (nodes) => {
      const text = `<root xmlns:p="urn:p">${nodes.join('')}</root>`;
      const before = parseXml(text, LIMITS);
      const masked = mask(text) ?? '';
      const after = parseXml(masked, LIMITS);
      expect(shape(after)).toEqual(shape(before));
      expect(values(after, false)).not.toContainEqual(expect.stringMatching(/SECRET|Zo|>|y="1"/));
    }),
  );
});

const shape = (element: XmlElement): unknown => [
  element.uri,
  element.local,
  element.attributes.map(({ local }) => local),
  element.children.map(shape),
];

/** All values except the texts that may be shown. */
function values(element: XmlElement, isMasked: boolean, depth = 1): string[] {
  const inside = isMasked || rule.masksAll(element.local, depth);
  return [
    ...(rule.shows(element.local, '') && !inside ? [] : [element.text]),
    ...element.attributes.map(({ value }) => value),
    ...element.children.flatMap((child) => values(child, inside, depth + 1)),
  ];
}
