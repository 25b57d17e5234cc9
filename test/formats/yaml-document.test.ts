import { parseCatalogDocument } from '../../src/formats/catalog/catalog-document.js';
import { parseYaml } from '../../src/formats/yaml-document.js';
import { parseManifest } from '../../src/workbench/manifest.js';
import { cpuTime } from '../support/cpu-time.js';

const errorsOf = (text: string): string[] => parseYaml(text).document.errors.map(({ message }) => message);

test.each([
  ['in a list', 'preferences: { standard_brokering: &again [*again] }'],
  ['in a group', 'organization: &again { code: D, account: *again, default_system: "6" }'],
  ['at a distance', '&again\nsystems:\n  - locations: [{ name: [[*again]] }]'],
  ['as a key', 'systems: &again [{ *again : 1 }]'],
])('an alias %s that stands within what it repeats is an error with its place', (_, text) => {
  expect(errorsOf(text)).toEqual(['the alias *again stands within the part that it repeats']);
  expect(parseCatalogDocument(text)).toEqual({
    faults: [{ path: '', reason: expect.stringMatching(/^line \d, column \d+: the alias \*again/) as string }],
  });
  expect(() => parseManifest(text, 'replay.yaml')).toThrow(/^replay\.yaml:\d: the alias \*again/);
});

test('an alias of an earlier part is none', () => {
  const { document } = parseYaml('a: &one [1, 2]\nb: [*one, { c: *one }]');
  expect(document.errors).toEqual([]);
  expect(document.toJS()).toEqual({ a: [1, 2], b: [[1, 2], { c: [1, 2] }] });
});

test.each([
  ['lists in one line', (n: number) => `a: ${'['.repeat(n)}${']'.repeat(n)}`],
  ['groups in one line', (n: number) => `a: ${'{b: '.repeat(n)}1${'}'.repeat(n)}`],
  ['lists of lists', (n: number) => `${'- '.repeat(n)}1`],
  ['groups by indentation', (n: number) => Array.from({ length: n }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
])('%s are nested 64 deep at most, and more is refused as soon as it is read', (_, nested) => {
  expect(errorsOf(nested(60))).toEqual([]);
  expect(errorsOf(nested(70))).toEqual(['is nested more than 64 deep']);
  const endless = nested(_ === 'groups by indentation' ? 2_000 : 200_000);
  let errors: string[] = [];
  expect(cpuTime(() => (errors = errorsOf(endless)))).toBeLessThan(200);
  expect(errors).toEqual(['is nested more than 64 deep']);
});

test('brackets in texts are not counted', () => {
  expect(errorsOf(`a: ["${'['.repeat(500)}", '${'{'.repeat(500)}']\nb: x${'['.repeat(500)}`)).toEqual([]);
});

test('a second document is an error', () => {
  expect(errorsOf('a: 1\n---\nb: 2\n---\nc: 3')).toEqual(['found a second document, expected one']);
});

test.each([
  [
    'systems: [{ system_cd: A, locations: [{ location_cd: "1", name: X, attributes: { __proto__: { x: 1 } } }] }]',
    'yaml',
  ],
  [
    '{"systems":[{"system_cd":"A","locations":[{"location_cd":"1","name":"X","attributes":{"\\u005f_proto__":1}}]}]}',
    'json',
  ],
] as const)('an attribute named __proto__ is refused, not dropped: %s', (text, format) => {
  expect(parseCatalogDocument(text, format)).toMatchObject({
    faults: [
      {
        path: 'systems[0].locations[0].attributes.__proto__',
        reason: 'found a name that is reserved, expected another',
      },
    ],
  });
});
