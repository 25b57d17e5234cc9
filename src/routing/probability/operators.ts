/**
 * The operators of expressions, but for those that look only at what they need (`&&`, `||`, `? :`).
 *
 * Arithmetic either comes to a finite number or fails: a NaN let through would make every comparison false, and a
 * rule would silently not apply.
 */

/** Arithmetic that has no result for the figures at hand. */
export class ArithmeticError extends Error {}

/** One of each, made once: a rule may fail for each of thousands of locations, and the stack trace is what makes errors dear. */
const DIVIDES_BY_ZERO = new ArithmeticError('it divides by zero');
const NO_NUMBER = new ArithmeticError('it comes to no finite number');

type Operation<T> = (a: number, b: number) => T;

export const ARITHMETIC: ReadonlyMap<string, Operation<number>> = new Map<string, Operation<number>>([
  ['+', (a, b) => finite(a + b)],
  ['-', (a, b) => finite(a - b)],
  ['*', (a, b) => finite(a * b)],
  ['/', (a, b) => finite(a / divisor(b))],
  ['%', (a, b) => finite(a % divisor(b))],
]);

export const COMPARISONS: ReadonlyMap<string, Operation<boolean>> = new Map<string, Operation<boolean>>([
  ['<', (a, b) => a < b],
  ['<=', (a, b) => a <= b],
  ['>', (a, b) => a > b],
  ['>=', (a, b) => a >= b],
  ['==', (a, b) => a === b],
  ['!=', (a, b) => a !== b],
]);

/** Every operator, for messages and documentation. */
export const OPERATORS = [...ARITHMETIC.keys(), ...COMPARISONS.keys(), '&&', '||', '!', '? :'].join(' ');

/** @throws {ArithmeticError} */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw NO_NUMBER;
  return value;
}

function divisor(value: number): number {
  if (value === 0) throw DIVIDES_BY_ZERO;
  return value;
}
