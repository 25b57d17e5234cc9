import fc from 'fast-check';
import type { AttributeDefinitionEntry, AttributeValues } from '../../src/domain/network/catalog-document.js';
import { mismatch } from '../../src/routing/attributes.js';
import type { AttributeSets } from '../../src/routing/attributes.js';

type Values = AttributeValues[string];

const EMPTY: AttributeSets = { originating: {}, candidate: {}, product: {} };
const of = (code: string, value: Values | undefined): AttributeValues => (value === undefined ? {} : { [code]: value });

/** Whether required values (of the originating location, or of the product) match the candidate's. */
function agrees(
  required: Values | undefined,
  offered: Values | undefined,
  definition: Partial<AttributeDefinitionEntry> = {},
): boolean {
  const full: AttributeDefinitionEntry = { code: 'BRAND', applies_to: 'location', ...definition };
  const side = full.applies_to === 'location' ? 'originating' : 'product';
  return mismatch([full], { ...EMPTY, [side]: of('BRAND', required), candidate: of('BRAND', offered) }) === undefined;
}

describe.each(['location', 'location_and_product'] as const)('an attribute of %s', (applies_to) => {
  test.each<[Values | undefined, Values | undefined, boolean]>([
    ['ACME', 'ACME', true],
    ['ACME', 'OTHER', false],
    ['ACME', undefined, false],
    ['ACME', [], false],
    [undefined, 'ACME', true],
    [undefined, undefined, true],
    [[], 'ACME', true],
    ['', 'ACME', true],
    [' ', undefined, true],
    [['ACME', 'OTHER'], 'OTHER', true],
    ['OTHER', ['ACME', 'OTHER'], true],
    [['ACME', 'OTHER'], ['MORE', 'LESS'], false],
    ['Acme', ' aCME ', true],
    ['Été', 'E\u0301TE\u0301', true],
    [false, false, true],
    [false, true, false],
    [0, 0, true],
    [5, '5', true],
  ])('that requires %j and finds %j matches: %p', (required, offered, expected) => {
    expect(agrees(required, offered, { applies_to })).toBe(expected);
  });
});

test.each<[Values, Values, boolean]>([
  [5, 5, true],
  [5, '5.0', true],
  ['05', 5, true],
  [1e3, '1000', true],
  [0.5, '.5', true],
  [5, 6, false],
  ['five', 'FIVE', true],
  [0, '', false],
  [0, '-0', true],
])('numbers compare as numbers: %j and %j, %p', (required, offered, expected) => {
  expect(agrees(required, offered, { data_type: 'number' })).toBe(expected);
});

test('texts that look like numbers compare as texts', () => {
  expect(agrees('05', '5', { data_type: 'text' })).toBe(false);
});

test('booleans match however they are written', () => {
  expect(agrees(true, 'TRUE', { data_type: 'boolean' })).toBe(true);
  expect(agrees(true, 'false', { data_type: 'boolean' })).toBe(false);
});

test('an attribute of products alone never decides', () => {
  const different = { originating: { X: 1 }, product: { X: 2 }, candidate: { X: 3 } };
  expect(mismatch([{ code: 'X', applies_to: 'product' }], different)).toBeUndefined();
});

test('a location attribute is required by the originating location, a location_and_product one by the product', () => {
  const sets = { originating: { X: 'A' }, product: { X: 'B' }, candidate: { X: 'B' } };
  expect(mismatch([{ code: 'X', applies_to: 'location' }], sets)).toBe('X');
  expect(mismatch([{ code: 'X', applies_to: 'location_and_product' }], sets)).toBeUndefined();
});

test('returns the first definition that does not match, and ignores values without a definition', () => {
  const definitions: AttributeDefinitionEntry[] = [
    { code: 'A', applies_to: 'location' },
    { code: 'B', applies_to: 'location' },
    { code: 'C', applies_to: 'location' },
  ];
  expect(
    mismatch(definitions, {
      ...EMPTY,
      originating: { A: 1, B: 1, C: 1, D: 1 },
      candidate: { A: 1, B: 2, C: 2, D: 2 },
    }),
  ).toBe('B');
  expect(mismatch([], { ...EMPTY, originating: { A: 1 } })).toBeUndefined();
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'the code %s is a code like any other',
  (code) => {
    expect(mismatch([{ code, applies_to: 'location' }], EMPTY)).toBeUndefined();
    const own = JSON.parse(`{"${code}": "A"}`) as AttributeValues;
    expect(mismatch([{ code, applies_to: 'location' }], { ...EMPTY, originating: own })).toBe(code);
    expect(
      mismatch([{ code, applies_to: 'location' }], { ...EMPTY, originating: own, candidate: own }),
    ).toBeUndefined();
  },
);

test('matching is symmetric', () => {
  const values = fc.array(fc.oneof(fc.constantFrom('A', 'b', 'B', '1', '1.0'), fc.integer({ min: 0, max: 2 })), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(values, values, fc.constantFrom('text', 'number'), (one, other, data_type) => {
      expect(agrees(one, other, { data_type })).toBe(agrees(other, one, { data_type }));
      expect(agrees(one, [...other, ...one], { data_type })).toBe(true);
    }),
  );
});
