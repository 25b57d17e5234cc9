import fc from 'fast-check';
import { formatDouble, formatFixed, normalizeWeight, parseCents, sumCents } from '../../../src/domain/values/money.js';
import type { Cents } from '../../../src/domain/values/money.js';

describe('an amount', () => {
  test.each([
    ['1', 100],
    ['1.', 100],
    ['.5', 50],
    ['+1.25', 125],
    ['-1.23', -123],
    [' 2.5 ', 250],
    ['0', 0],
    ['-0', 0],
    ['24.489999771118164', 2449],
    ['3.490000009536743', 349],
    ['32.09000015258789', 3209],
    // Halves are rounded away from zero; a double would store 1.005 as 1.00499…
    ['1.005', 101],
    ['-1.005', -101],
    ['1.00499999999999999', 100],
    ['0.125', 13],
    ['9999999999999.99', 999999999999999],
  ])('of %s is %i hundredths', (text, cents) => {
    expect(parseCents(text)).toBe(cents);
  });

  test.each(['', '.', '-', 'abc', '1e3', '1,5', '0x10', 'NaN', '1.2.3', '10000000000000', '9'.repeat(200)])(
    'cannot be %p',
    (text) => {
      expect(parseCents(text)).toBeUndefined();
    },
  );

  test('of several texts is summed before it is rounded', () => {
    expect(sumCents(['0.005', '0.005'])).toBe(1);
    expect(sumCents(['0.33750', '1.59700'])).toBe(193);
    expect(sumCents([])).toBe(0);
    expect(sumCents(['1', 'x'])).toBeUndefined();
  });

  test('with two decimals is written as it was read', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 14), max: 10 ** 14 }), (cents) => {
        expect(parseCents(formatDouble(cents as Cents))).toBe(cents);
        expect(parseCents(formatFixed(cents as Cents, 4))).toBe(cents);
      }),
    );
  });

  test.each([
    [1000, '10.0', '10.0000'],
    [1785, '17.85', '17.8500'],
    [-5, '-0.05', '-0.0500'],
    [0, '0.0', '0.0000'],
  ])('of %i hundredths is written %s and %s', (cents, double, fixed) => {
    expect(formatDouble(cents as Cents)).toBe(double);
    expect(formatFixed(cents as Cents, 4)).toBe(fixed);
  });
});

describe('a weight', () => {
  test.each([
    ['1.110', '1.110'],
    ['0', '0.000'],
    ['1.1106', '1.111'],
    ['1.9995', '2.000'],
    ['12', '12.000'],
  ])('of %s is written %s', (text, weight) => {
    expect(normalizeWeight(text)).toBe(weight);
  });

  test.each(['-1', 'x', '', '1e2'])('cannot be %p', (text) => {
    expect(normalizeWeight(text)).toBeUndefined();
  });
});
