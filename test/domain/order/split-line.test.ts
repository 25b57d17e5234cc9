import fc from 'fast-check';
import { splitLine } from '../../../src/domain/order/split-line.js';
import type { OrderLine } from '../../../src/domain/order/order.js';
import {
  formatTaxAmount,
  parseCents,
  parseTaxAmount,
  sumCents,
  taxAmount,
  ZERO,
} from '../../../src/domain/values/money.js';

type Line = Pick<OrderLine, 'quantity' | 'tax' | 'details'>;

const lineOf = (quantity: number, amounts: readonly string[]): Line => ({
  quantity,
  tax: sumCents(amounts) ?? ZERO,
  details: {
    shipTo: null,
    taxes: amounts.map((amount) => ({
      description: 'T',
      lineItemNo: '1',
      amount: parseTaxAmount(amount) ?? taxAmount(0),
    })),
    customizations: [],
    specialInstructions: '',
    upc: '',
    ean: '',
    extendedFreight: parseCents('1.01') ?? ZERO,
    customizationCharge: ZERO,
    giftWrap: '',
    shipAlone: '',
    shipWeight: '',
    message: '',
  },
});
const listed = ({ details }: Line): string[] => details.taxes.map((tax) => formatTaxAmount(tax.amount));

test('two taxes of a cent over three units: each part has the sum of its own', () => {
  expect(splitLine(lineOf(3, ['0.01', '0.01']), [2, 1]).map((part) => [part.tax, ...listed(part)])).toEqual([
    [2, '0.0100', '0.0100'],
    [0, '0.0000', '0.0000'],
  ]);
});

test('taxes of a fraction of a cent are listed with it, and add up to the tax of the line', () => {
  const line = lineOf(2, ['0.005', '0.333', '0.333']);
  expect([line.tax, ...listed(line)]).toEqual([67, '0.0050', '0.3330', '0.3330']);
  expect(splitLine(line, [1, 1]).map((part) => [part.tax, ...listed(part)])).toEqual([
    [34, '0.0000', '0.1700', '0.1700'],
    [33, '0.0050', '0.1630', '0.1630'],
  ]);
});

test('however often a line is split, every part has the sum of its taxes, and the parts have those of the line', () => {
  const amounts = fc.array(
    fc
      .tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 9999 }))
      .map(([units, fraction]) => `${String(units)}.${String(fraction).padStart(4, '0')}`),
    { maxLength: 5 },
  );
  const quantities = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(amounts, quantities, fc.array(fc.nat(), { maxLength: 3 }), (taxes, parts, cuts) => {
      const line = lineOf(
        parts.reduce((sum, quantity) => sum + quantity, 0),
        taxes,
      );
      let split = splitLine(line, parts);
      for (const cut of cuts) {
        const index = cut % split.length;
        const chosen = split[index];
        if (chosen === undefined || chosen.quantity < 2) continue;
        split = [...split.slice(0, index), ...splitLine(chosen, [chosen.quantity - 1, 1]), ...split.slice(index + 1)];
      }
      for (const part of split) expect(part.tax).toBe(sumCents(listed(part)));
      expect(split.reduce((sum, { tax }) => sum + tax, 0)).toBe(line.tax);
      expect(sumCents(split.flatMap(listed))).toBe(line.tax);
      expect(split.reduce((sum, { details }) => sum + details.extendedFreight, 0)).toBe(101);
    }),
    { numRuns: 500 },
  );
});
