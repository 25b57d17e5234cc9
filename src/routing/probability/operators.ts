/**
 * The operators of expressions, except those that evaluate lazily (`&&`, `||`, `? :`).
 *
 * Arithmetic either gives a finite number or fails: with a NaN every comparison would be false, and a rule would
 * silently not apply.
 */

/** Arithmetic without a result for the given values. */
export class ArithmeticError extends Error {
  override readonly name = 'ArithmeticError';
  readonly code = 'no-result';
}

/** Created once: a rule may fail at each of thousands of locations, and the stack trace is the expensive part of an error. */
const DIVIDES_BY_ZERO = new ArithmeticError('it divides by zero');
const NOT_FINITE = new ArithmeticError('its result is not a finite number');

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

/** Every operator, for error messages and documentation. */
export const OPERATORS = [...ARITHMETIC.keys(), ...COMPARISONS.keys(), '&&', '||', '!', '? :'].join(' ');

/** @throws {ArithmeticError} */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw NOT_FINITE;
  return value;
}

function divisor(value: number): number {
  if (value === 0) throw DIVIDES_BY_ZERO;
  return value;
}
