import { readDigits, readWhole } from '../../../src/domain/values/wire-number.js';

test.each([
  ['12.50', '12', '5', false],
  ['.5', '', '5', false],
  ['-.5', '', '5', true],
  ['1.', '1', '', false],
  ['+1', '1', '', false],
  ['+007.0100', '7', '01', false],
  ['-0.0', '', '', false],
  [' \n3\t', '3', '', false],
  ['0', '', '', false],
])('the decimal number %j has the digits %j and %j', (text, whole, fraction, isNegative) => {
  expect(readDigits(text)).toEqual({ whole, fraction, isNegative });
});

test.each(['', ' ', '.', '+', '-.', '1 2', '1,5', '1e3', 'INF', 'NaN', '--1', '0x1', '١'])(
  '%j is no decimal number',
  (text) => {
    expect(readDigits(text)).toBeUndefined();
  },
);

test.each([
  ['7', 7],
  ['+7', 7],
  ['0007', 7],
  ['7.', 7],
  ['7.000', 7],
  ['-0', 0],
  [' 999 ', 999],
])('the whole number %j is %i', (text, value) => {
  expect(readWhole(text, 3)).toBe(value);
});

test.each(['', '-7', '7.5', '.5', '1000', '7e0', 'seven'])('%j is no whole number of three digits', (text) => {
  expect(readWhole(text, 3)).toBeUndefined();
});

test('a long run of zeros is read in no time', () => {
  const begun = performance.now();
  expect(readWhole(`${'0'.repeat(200_000)}x`, 3)).toBeUndefined();
  expect(readDigits(`1.${'0'.repeat(200_000)}x`)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(100);
});
