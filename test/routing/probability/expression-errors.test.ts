import fc from 'fast-check';
import {
  checkExpression,
  compileCondition,
  compileNumber,
  MAX_DEPTH,
  MAX_LENGTH,
} from '../../../src/routing/probability/expression.js';
import { FUNCTIONS } from '../../../src/routing/probability/functions.js';
import { VARIABLES } from '../../../src/routing/probability/variables.js';
import { number } from './sample.js';

describe('reports an error to the author', () => {
  test.each<[string, 'number' | 'condition', RegExp]>([
    ['', 'condition', /^is empty; expected a condition/],
    ['   ', 'number', /^is empty; expected a number/],
    ['available - 1', 'condition', /^is a number; expected a condition, such as available > 1/],
    ['available > 1', 'number', /^is a condition; expected a number, such as available - 1$/],
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
    ['floor(1, 2)', 'number', /^gives floor 2 numbers; expected floor\(x\)$/],
    ['min()', 'number', /^gives min 0 numbers; expected min\(a, b, \.\.\.\), at most 10$/],
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
    ['available +', 'number', /^cannot be read at character 12: Expected expression after \+$/],
    ['(available', 'number', /^cannot be read at character 11: Unclosed \($/],
    ['available = 5', 'condition', /^cannot be read at character 11: Unexpected "="$/],
    ['(available, 5)', 'number', /^is more than one expression/],
    ['available.x', 'number', /^uses a member \(a\.b or a\[b\]\); variables have none$/],
    ['[1, 2]', 'number', /^uses something other than numbers, conditions, variables, functions and operators$/],
    ['"text"', 'number', /^uses "text"; only numbers, true and false are allowed$/],
    ['min.floor(1)', 'number', /^calls something that is not a function$/],
    ['1 + avail2', 'number', /^uses the unknown name avail2 at character 5;/],
    ['1 + (available > 1)', 'number', /^needs a number, but the right side of \+ is a condition$/],
    ['2 ** 3', 'number', /^uses the operator \*\*; known are \+ - \* \/ % < <= > >= == != && \|\| ! \? :$/],
    ['min(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)', 'number', /gives min 11 numbers; .*, at most 10$/],
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

test('errors carry a name and a code', () => {
  expect(() => compileNumber('')).toThrow(
    expect.objectContaining({ name: 'ExpressionError', code: 'invalid-expression' }) as Error,
  );
  expect(() => number('1 / 0')).toThrow(
    expect.objectContaining({ name: 'ArithmeticError', code: 'no-result' }) as Error,
  );
});
