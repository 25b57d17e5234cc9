/** A function that expressions may call: it takes numbers and returns a number. */
export interface ExpressionFunction {
  readonly name: string;
  /** A call of it, for error messages and documentation. */
  readonly usage: string;
  readonly meaning: string;
  readonly fewest: number;
  readonly most: number;
  readonly apply: (...numbers: number[]) => number;
}

/** Most arguments of min and max. */
const MAX_ARGUMENTS = 10;

export const FUNCTIONS: readonly ExpressionFunction[] = [
  { name: 'min', usage: 'min(a, b, ...)', meaning: 'The smallest.', fewest: 1, most: MAX_ARGUMENTS, apply: Math.min },
  { name: 'max', usage: 'max(a, b, ...)', meaning: 'The largest.', fewest: 1, most: MAX_ARGUMENTS, apply: Math.max },
  {
    name: 'floor',
    usage: 'floor(x)',
    meaning: 'Rounded down to a whole number.',
    fewest: 1,
    most: 1,
    apply: (x) => wholeBelow(x),
  },
  {
    name: 'ceil',
    usage: 'ceil(x)',
    meaning: 'Rounded up to a whole number.',
    fewest: 1,
    most: 1,
    apply: (x) => wholeAbove(x),
  },
  {
    name: 'round',
    usage: 'round(x)',
    meaning: 'Rounded to the nearest whole number, a half up.',
    fewest: 1,
    most: 1,
    apply: (x) => Math.round(cleaned(x)),
  },
  { name: 'abs', usage: 'abs(x)', meaning: 'Without its sign.', fewest: 1, most: 1, apply: Math.abs },
  {
    name: 'multiple',
    usage: 'multiple(x, m)',
    meaning:
      'x rounded down to a multiple of m; to a whole number when m is 0 or less, which it is when none was recorded.',
    fewest: 2,
    most: 2,
    apply: (x, m) => (m > 0 ? wholeBelow(x / m) * m : wholeBelow(x)),
  },
];

/** Rounds down, ignoring the noise of binary fractions: 100 * (1 - 34 / 100) is 66 units, not 65. */
export function wholeBelow(x: number): number {
  return Math.floor(cleaned(x));
}

/** Rounds up, ignoring the noise of binary fractions. */
export function wholeAbove(x: number): number {
  return Math.ceil(cleaned(x));
}

/** Rounds to the sixth decimal place: no variable is finer. Numbers too large to have one are returned unchanged. */
function cleaned(x: number): number {
  return Math.abs(x) < 1e9 ? Math.round(x * 1e6) / 1e6 : x;
}
