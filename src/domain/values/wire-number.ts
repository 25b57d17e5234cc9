/**
 * Numbers in texts, in every form that XML Schema has for them: with a sign (`+1`), leading zeros (`007`), without digits before or
 * behind the point (`.5`, `1.`), with blanks around. Exponents, `INF` and `NaN` are forms of a double, and no field that a caller
 * sends is one.
 */
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** A decimal number as its digits, which stay text: a double would change them. */
export interface Digits {
  readonly isNegative: boolean;
  /** Before the point, without leading zeros; `''` below 1. */
  readonly whole: string;
  /** Behind the point, without trailing zeros. */
  readonly fraction: string;
}

/** Reads a decimal number. @returns undefined if the text is not one; zero has no sign */
export function readDigits(text: string): Digits | undefined {
  const [, sign, before = '', behind = ''] = FORM.exec(text.trim()) ?? [];
  if (sign === undefined || before + behind === '') return undefined;
  const whole = before.replace(/^0+/, '');
  const fraction = withoutTrailingZeros(behind);
  return { isNegative: sign === '-' && whole + fraction !== '', whole, fraction };
}

/** Not with a pattern: from each zero of a long run, it would walk to the run's end. */
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.endsWith('0', end)) end -= 1;
  return digits.slice(0, end);
}

/**
 * Reads a whole number of zero or more; decimals are accepted when they are all 0.
 * @param most digits that it may have, leading zeros apart: at most 15
 * @returns undefined for any other text
 */
export function readWhole(text: string, most: number): number | undefined {
  const digits = readDigits(text);
  return digits === undefined || digits.isNegative || digits.fraction !== '' || digits.whole.length > most
    ? undefined
    : Number(digits.whole);
}
