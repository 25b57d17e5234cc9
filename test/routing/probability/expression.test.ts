import fc from 'fast-check';
import { checkExpression, compileNumber, MAX_LENGTH } from '../../../src/routing/probability/expression.js';
import { FUNCTIONS } from '../../../src/routing/probability/functions.js';
import { VARIABLES } from '../../../src/routing/probability/variables.js';
import { condition, number, STOCK } from './sample.js';

test.each([
  ['available', 20],
  ['reserved', 2],
  ['promised', 17],
  ['daily_sell_through', 15],
  ['shrink_rate', 5],
  ['minimum_sell_qty', 2],
  ['sell_multiple', 6],
  ['sales_velocity', 3],
  ['backup_quantity', 1],
  ['hours_since_update', 6],
  ['next_po_qty', 50],
  ['days_to_next_po', 3],
  ['quantity', 4],
])('reads the variable %s', (name, value) => {
  expect(number(name)).toBe(value);
});

test('every variable and function has a documented meaning', () => {
  expect(VARIABLES).toHaveLength(13);
  expect([...VARIABLES, ...FUNCTIONS].filter(({ meaning }) => meaning === '')).toEqual([]);
});

test('a variable that was not recorded is 0, and so are the days to a purchase order that does not exist', () => {
  const none = {
    dailySellThrough: null,
    shrinkRate: undefined,
    minimumSellQty: null,
    sellMultiple: null,
    salesVelocity: null,
    nextPoDate: null,
  };
  expect(
    number(
      'daily_sell_through + shrink_rate + minimum_sell_qty + sell_multiple + sales_velocity + days_to_next_po',
      none,
    ),
  ).toBe(0);
});

test('days to an overdue purchase order are negative, and count across months and leap days', () => {
  expect(number('days_to_next_po', { nextPoDate: '2026-02-25' })).toBe(-1);
  expect(compileNumber('days_to_next_po')({ stock: { ...STOCK, nextPoDate: '2028-03-01' }, today: '2028-02-28' })).toBe(
    2,
  );
});

test.each([
  ['available - daily_sell_through', 5],
  ['2 + 3 * 4', 14],
  ['(2 + 3) * 4', 20],
  ['-available + 1', -19],
  ['--available', 20],
  ['+available', 20],
  ['7 % 4', 3],
  ['10 - 2 - 3', 5],
  ['available / 8', 2.5],
  ['available > 10 ? 1 : 2', 1],
  ['reserved > 10 ? 1 : available > 10 ? 2 : 3', 2],
  ['1e2', 100],
  ['.5 * available', 10],
  ['min(available, 3, 9)', 3],
  ['max(available, 30)', 30],
  ['floor(2.7)', 2],
  ['floor(1e305)', 1e305],
  ['floor(-2.1)', -3],
  ['ceil(2.1)', 3],
  ['round(2.5)', 3],
  ['abs(reserved - 5)', 3],
  ['multiple(available, sell_multiple)', 18],
  ['multiple(20.5, 0)', 20],
  ['multiple(7, -2)', 7],
  ['multiple(1, 2.5)', 0],
  ['floor(100 * (1 - 34 / 100))', 66],
  ['ceil(0.1 * 3 * 10)', 3],
  ['multiple(0.7 + 0.1, 0.8)', 0.8],
])('%s is %p', (text, value) => {
  expect(checkExpression(text, 'number')).toBeUndefined();
  expect(number(text)).toBeCloseTo(value, 12);
});

test.each([
  ['available > 20', false],
  ['available >= 20', true],
  ['available < 21', true],
  ['available < 20', false],
  ['available < 19', false],
  ['available <= 20', true],
  ['available <= 21', true],
  ['available > 19', true],
  ['available > 21', false],
  ['available >= 21', false],
  ['available >= 19', true],
  ['available == 21', false],
  ['available != 21', true],
  ['available <= 19', false],
  ['available == 20', true],
  ['available != 20', false],
  ['!(available > 1)', false],
  ['available > 1 && reserved > 5', false],
  ['available > 1 && reserved > 1', true],
  ['available > 100 || reserved > 5', false],
  ['available > 1 || reserved > 5', true],
  ['true', true],
  ['false || true && false', false],
  ['available > 1 ? reserved > 1 : false', true],
  ['hours_since_update > 24 || shrink_rate > 4', true],
])('%s is %p', (text, value) => {
  expect(checkExpression(text, 'condition')).toBeUndefined();
  expect(condition(text)).toBe(value);
});

test('an operand that a condition guards is not evaluated', () => {
  expect(condition('sell_multiple > 0 && available / sell_multiple > 2', { sellMultiple: 0 })).toBe(false);
  expect(condition('sell_multiple == 0 || available / sell_multiple > 2', { sellMultiple: 0 })).toBe(true);
  expect(number('sell_multiple > 0 ? available / sell_multiple : available', { sellMultiple: 0 })).toBe(20);
});

test.each([
  ['available / sell_multiple', 'divides by zero'],
  ['available % (reserved - 2)', 'divides by zero'],
  ['1e308 * 10', 'not a finite number'],
  ['max(1e308 * 10, 1)', 'not a finite number'],
  ['sell_multiple / 1e-308 / 1e-308', 'not a finite number'],
])('evaluating %s fails: it %s', (text, reason) => {
  expect(checkExpression(text, 'number')).toBeUndefined();
  expect(() => number(text, { sellMultiple: text.includes('1e-') ? 1 : 0 })).toThrow(reason);
});

test('a comparison with an operand that has no result fails instead of being false', () => {
  expect(() => condition('available / sell_multiple > 2', { sellMultiple: 0 })).toThrow('divides by zero');
});

/** Valid expressions, each with its expected result; undefined where it has none. */
type Sample = readonly [text: string, value: number | undefined];
const { sum } = fc.letrec<{ sum: Sample; leaf: Sample }>((tie) => ({
  leaf: fc.constantFrom<Sample>(['available', 20], ['reserved', 2], ['sell_multiple', 6], ['0', 0], ['2.5', 2.5]),
  sum: fc.oneof(
    { maxDepth: 4 },
    tie('leaf'),
    fc
      .tuple(tie('sum'), fc.constantFrom('+', '-', '*', '/', 'min'), tie('sum'))
      .map(([[a, x], operator, [b, y]]): Sample => [
        operator === 'min' ? `min(${a}, ${b})` : `(${a} ${operator} ${b})`,
        x === undefined || y === undefined
          ? undefined
          : { '+': x + y, '-': x - y, '*': x * y, '/': y === 0 ? undefined : x / y, min: Math.min(x, y) }[operator],
      ]),
  ),
}));

test('any arithmetic gives its exact result or fails', () => {
  fc.assert(
    fc.property(
      sum.filter(([text]) => text.length <= MAX_LENGTH),
      ([text, value]) => {
        if (value === undefined) expect(() => number(text)).toThrow('divides by zero');
        else expect(number(text)).toBe(value);
      },
    ),
  );
});
