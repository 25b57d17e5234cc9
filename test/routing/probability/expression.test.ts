import fc from 'fast-check';
import {
  checkExpression,
  compileCondition,
  compileNumber,
  MAX_DEPTH,
  MAX_LENGTH,
} from '../../../src/routing/probability/expression.js';
import { VARIABLES } from '../../../src/routing/probability/variables.js';
import type { StockAttributes } from '../../../src/routing/probability/variables.js';
import { FUNCTIONS } from '../../../src/routing/probability/functions.js';

const STOCK: StockAttributes = {
  available: 20,
  reserved: 2,
  backupQuantity: 1,
  quantity: 4,
  hoursSinceUpdate: 6,
  nextPoQuantity: 50,
  nextPoDate: '2026-03-01',
  dailySellThrough: 15,
  shrinkRate: 5,
  minimumSellQty: 2,
  sellMultiple: 6,
  salesVelocity: 3,
};
const situation = (changes: Partial<StockAttributes> = {}) => ({
  stock: { ...STOCK, ...changes },
  today: '2026-02-26',
});
const number = (text: string, changes?: Partial<StockAttributes>): number => compileNumber(text)(situation(changes));
const condition = (text: string, changes?: Partial<StockAttributes>): boolean =>
  compileCondition(text)(situation(changes));

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
  ['available <= 19', false],
  ['available == 20', true],
  ['available != 20', false],
  ['!(available > 1)', false],
  ['available > 1 && reserved > 5', false],
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

describe('reports an error to the author', () => {
  test.each<[string, 'number' | 'condition', RegExp]>([
    ['', 'condition', /^is empty; expected a condition/],
    ['   ', 'number', /^is empty; expected a number/],
    ['available - 1', 'condition', /^is a number; expected a condition, such as available > 1/],
    ['available > 1', 'number', /^is a condition; expected a number/],
    [
      'available + avail',
      'number',
      /^uses the unknown name avail at character 13; known are available, reserved, promised, .*quantity$/,
    ],
    ['Available', 'number', /unknown name Available at character 1;/],
    [
      '1 + sqrt(available)',
      'number',
      /unknown function sqrt at character 5; known are min, max, floor, ceil, round, abs, multiple$/,
    ],
    ['available(1)', 'number', /unknown function available at character 1/],
    ['min', 'number', /unknown name min/],
    ['floor(1, 2)', 'number', /gives floor 2 numbers; expected floor\(x\)/],
    ['min()', 'number', /gives min 0 numbers; expected min\(a, b, \.\.\.\)/],
    ['floor(available > 1)', 'number', /needs a number, but an argument of floor is a condition/],
    ['available && true', 'condition', /needs a condition, but the left side of && is a number/],
    ['1 < available < 5', 'condition', /needs a number, but the left side of < is a condition/],
    ['(available > 1) + 1', 'number', /needs a number, but the left side of \+/],
    ['true == true', 'condition', /needs a number, but the left side of == is a condition/],
    ['!available', 'condition', /needs a condition, but the operand of ! is a number/],
    ['-(available > 1)', 'number', /needs a number, but the operand of - is a condition/],
    ['available ? 1 : 2', 'number', /needs a condition, but the part before \? is a number/],
    ['true ? 1 : false', 'number', /needs a number, but the part after : is a condition/],
    ['true ? false : 1', 'condition', /needs a condition, but the part after : is a number/],
    ['available 5', 'number', /more than one expression/],
    ['available, 5', 'number', /more than one expression/],
    ['available +', 'number', /^cannot be read at character \d+: /],
    ['(available', 'number', /^cannot be read at character \d+: /],
    ['available = 5', 'condition', /^cannot be read at character 11: /],
    ['1e999', 'number', /too large/],
  ])('%s as a %s', (text, kind, sentence) => {
    expect(checkExpression(text, kind)).toMatch(sentence);
    expect(() => (kind === 'number' ? compileNumber(text) : compileCondition(text))).toThrow(sentence);
  });

  test.each([
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'this',
    'process',
    'globalThis',
    'null',
    'undefined',
    'NaN',
    'Infinity',
    'available.constructor',
    'available["constructor"]',
    'available[0]',
    'min.constructor',
    'constructor.constructor("return 1")()',
    'available?.constructor',
    '"text"',
    "'text'",
    '`text`',
    '"a" + "b"',
    '"a".length',
    '[1, 2]',
    '[]',
    '{}',
    '{a: 1}',
    '/a+/',
    'available = 1',
    'available += 1',
    'available++',
    'x => x',
    '(() => 1)()',
    'function () {}',
    'new Date()',
    'import("fs")',
    'eval("1")',
    'require("fs")',
    'constructor(1)',
    '__proto__(1)',
    'toString()',
    'min(...[1])',
    'min(,)',
    'min(1,,2)',
    '2 ** 3',
    '1 | 2',
    '1 & 2',
    '1 ^ 2',
    '~1',
    '1 << 2',
    '1 >> 2',
    '1 >>> 2',
    'available === 1',
    'available !== 1',
    'available ?? 1',
    '1; 2',
    '// 1',
    '0x10',
    '1n',
    '\u0000',
    '\u2028',
    '💥',
  ])('%j is not an expression of either kind', (text) => {
    expect(checkExpression(text, 'number')).toEqual(expect.any(String));
    expect(checkExpression(text, 'condition')).toEqual(expect.any(String));
  });

  test('of a text that is too long or nested too deeply, without delay', () => {
    const before = process.cpuUsage();
    expect(checkExpression('1'.repeat(MAX_LENGTH + 1), 'number')).toMatch(/has 1001 characters; at most 1000/);
    expect(checkExpression('1+'.repeat(5_000_000), 'number')).toMatch(/at most 1000/);
    expect(checkExpression(`${'1+'.repeat(MAX_DEPTH)}1`, 'number')).toMatch(/nested more than 50 deep/);
    expect(checkExpression(`${'min('.repeat(100)}1${')'.repeat(100)}`, 'number')).toMatch(/nested more than 50 deep/);
    expect(checkExpression(`${'!'.repeat(MAX_LENGTH - 4)}true`, 'condition')).toMatch(/nested more than 50 deep/);
    expect(checkExpression(`${'true?'.repeat(199)}1`, 'number')).toMatch(/cannot be read/);
    expect(checkExpression('('.repeat(MAX_LENGTH), 'number')).toMatch(/cannot be read/);
    expect(checkExpression('['.repeat(MAX_LENGTH), 'number')).toMatch(/cannot be read/);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
  });

  test('but accepts the longest and deepest expressions allowed', () => {
    expect(checkExpression(`${'1+'.repeat(MAX_DEPTH - 1)}1`, 'number')).toBeUndefined();
    expect(checkExpression('1'.padEnd(MAX_LENGTH), 'number')).toBeUndefined();
    expect(number(`${'('.repeat(499)}1${')'.repeat(499)}`)).toBe(1);
  });
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

test('any text either compiles or is rejected with a sentence', () => {
  const words = fc.constantFrom(
    ...VARIABLES.map(({ name }) => name),
    ...FUNCTIONS.map(({ name }) => name),
    ...'()?:,.[]!+-*/%<>=&| "\'`{};1~^'.split(''),
    '&&',
    'true',
    'constructor',
    '__proto__',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words, { maxLength: 30 }).map((parts) => parts.join('')),
      ),
      (text) => {
        const fault = checkExpression(text, 'number');
        if (fault === undefined) {
          try {
            expect(Number.isFinite(number(text))).toBe(true);
          } catch (error) {
            expect(String(error)).toMatch(/divides by zero|not a finite number/);
          }
        } else expect(fault.length).toBeGreaterThan(5);
      },
    ),
    { numRuns: 2000 },
  );
});
