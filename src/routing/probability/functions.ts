/** A function an expression may call: numbers in, a number out. */
export interface ExpressionFunction {
  readonly name: string;
  /** How it is called, for messages and documentation. */
  readonly usage: string;
  readonly meaning: string;
  readonly fewest: number;
  readonly most: number;
  readonly apply: (...numbers: number[]) => number;
}

/** Most numbers one call of min or max takes. */
const MOST = 10;

export const FUNCTIONS: readonly ExpressionFunction[] = [
  { name: 'min', usage: 'min(a, b, ...)', meaning: 'The smallest.', fewest: 1, most: MOST, apply: Math.min },
  { name: 'max', usage: 'max(a, b, ...)', meaning: 'The largest.', fewest: 1, most: MOST, apply: Math.max },
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
      'x rounded down to a multiple of m; to a whole number when m is 0 or less, as it is where nobody recorded one.',
    fewest: 2,
    most: 2,
    apply: (x, m) => (m > 0 ? wholeBelow(x / m) * m : wholeBelow(x)),
  },
];

/** Rounded down, past the noise of binary fractions: 100 * (1 - 34 / 100) is 66 units, not 65. */
export function wholeBelow(x: number): number {
  return Math.floor(cleaned(x));
}

/** Rounded up, past the noise of binary fractions. */
export function wholeAbove(x: number): number {
  return Math.ceil(cleaned(x));
}

/** Without what lies beyond the sixth decimal place: no figure is that fine. Numbers too large to have one stay as they are. */
function cleaned(x: number): number {
  return Math.abs(x) < 1e9 ? Math.round(x * 1e6) / 1e6 : x;
}
