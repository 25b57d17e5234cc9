import fc from 'fast-check';
import type { AttributeDefinitionEntry, AttributeValues } from '../../src/domain/network/catalog-document.js';
import { mismatch } from '../../src/routing/attributes.js';
import type { DescribedParties } from '../../src/routing/attributes.js';

type Values = AttributeValues[string];

const NOBODY: DescribedParties = { originating: {}, candidate: {}, product: {} };
const of = (code: string, value: Values | undefined): AttributeValues => (value === undefined ? {} : { [code]: value });

/** Whether what is asked for (by the originating location, or by the product) agrees with what the candidate has. */
function agrees(
  asked: Values | undefined,
  offered: Values | undefined,
  definition: Partial<AttributeDefinitionEntry> = {},
): boolean {
  const full: AttributeDefinitionEntry = { code: 'BRAND', applies_to: 'location', ...definition };
  const side = full.applies_to === 'location' ? 'originating' : 'product';
  return mismatch([full], { ...NOBODY, [side]: of('BRAND', asked), candidate: of('BRAND', offered) }) === undefined;
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
  ])('that asks for %j and finds %j: %p', (asked, offered, expected) => {
    expect(agrees(asked, offered, { applies_to })).toBe(expected);
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
])('numbers compare as numbers: %j and %j, %p', (asked, offered, expected) => {
  expect(agrees(asked, offered, { data_type: 'number' })).toBe(expected);
});

test('texts that look like numbers are texts', () => {
  expect(agrees('05', '5', { data_type: 'text' })).toBe(false);
});

test('booleans agree however they are written', () => {
  expect(agrees(true, 'TRUE', { data_type: 'boolean' })).toBe(true);
  expect(agrees(true, 'false', { data_type: 'boolean' })).toBe(false);
});

test('an attribute of products alone never decides', () => {
  const everywhere = { originating: { X: 1 }, product: { X: 2 }, candidate: { X: 3 } };
  expect(mismatch([{ code: 'X', applies_to: 'product' }], everywhere)).toBeUndefined();
});

test('each kind asks its own party', () => {
  const parties = { originating: { X: 'A' }, product: { X: 'B' }, candidate: { X: 'B' } };
  expect(mismatch([{ code: 'X', applies_to: 'location' }], parties)).toBe('X');
  expect(mismatch([{ code: 'X', applies_to: 'location_and_product' }], parties)).toBeUndefined();
});

test('the first definition that does not agree is told; values without a definition do not count', () => {
  const definitions: AttributeDefinitionEntry[] = [
    { code: 'A', applies_to: 'location' },
    { code: 'B', applies_to: 'location' },
    { code: 'C', applies_to: 'location' },
  ];
  expect(
    mismatch(definitions, {
      ...NOBODY,
      originating: { A: 1, B: 1, C: 1, D: 1 },
      candidate: { A: 1, B: 2, C: 2, D: 2 },
    }),
  ).toBe('B');
  expect(mismatch([], { ...NOBODY, originating: { A: 1 } })).toBeUndefined();
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  'the code %s is a code like any other',
  (code) => {
    expect(mismatch([{ code, applies_to: 'location' }], NOBODY)).toBeUndefined();
    const own = JSON.parse(`{"${code}": "A"}`) as AttributeValues;
    expect(mismatch([{ code, applies_to: 'location' }], { ...NOBODY, originating: own })).toBe(code);
    expect(
      mismatch([{ code, applies_to: 'location' }], { ...NOBODY, originating: own, candidate: own }),
    ).toBeUndefined();
  },
);

test('who agrees, agrees the other way round too', () => {
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
