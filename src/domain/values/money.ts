import { readDigits } from './wire-number.js';

/**
 * An amount of money in whole hundredths.
 *
 * Callers send up to 15 decimals ("24.489999771118164"); the broker keeps two (docs/reference/locate-contract.md (e) 15).
 * Text is converted digit by digit, because a double would already have turned 1.005 into 1.00499…. A number is exact up
 * to 2^53 hundredths, about 9 * 10^13; amounts of 10^13 or more are rejected.
 */
export type Cents = number & { readonly __unit: 'hundredths' };

export const ZERO = 0 as Cents;

/** The amount of one of several taxes, in hundredths with up to two decimals: half a cent is 0.5. It has four decimals on the wire. */
export type TaxAmount = number & { readonly __unit: 'hundredths' | 'ten-thousandths' };

/** Nearly every amount: few enough digits to be added exactly as a number, and nothing to round. */
const SIMPLE = /^-?\d{1,11}(?:\.\d{1,2})?$/;
const MAX_SIMPLE = 100;
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;
const MAX_CENTS = 10n ** 15n;

/**
 * Reads a decimal number as hundredths, rounded half up (halves away from zero, like Java's HALF_UP).
 * @param text `-?digits[.digits]` with optional blanks around it, also `.5`, `1.` and `+1`; exponents are not accepted
 * @returns undefined if the text is not a decimal number, or if it is 10^13 or more
 */
export function parseCents(text: string): Cents | undefined {
  return sumCents([text]);
}

/**
 * Adds decimal numbers exactly and rounds once at the end: two taxes of 0.005 make one cent, not two.
 * @returns undefined if one of them is not a decimal number or the sum is out of range
 */
export function sumCents(texts: readonly string[]): Cents | undefined {
  return texts.length <= MAX_SIMPLE && texts.every((text) => SIMPLE.test(text)) ? sumSimple(texts) : sumAny(texts);
}

function sumSimple(texts: readonly string[]): Cents {
  let sum = 0;
  for (const text of texts) {
    const dot = text.indexOf('.');
    sum += Number(dot < 0 ? `${text}00` : text.slice(0, dot) + text.slice(dot + 1).padEnd(2, '0'));
  }
  return (sum === 0 ? 0 : sum) as Cents;
}

/** Reads the amount of a tax, rounded half up to ten-thousandths. @returns as `parseCents` does */
export function parseTaxAmount(text: string): TaxAmount | undefined {
  const fine = sumAny([text], 4);
  return fine === undefined || parseCents(text) === undefined ? undefined : taxAmount(fine / 100);
}

/** Rids an amount of what computing with decimals left behind. */
export function taxAmount(hundredths: number): TaxAmount {
  return (Math.round(hundredths * 100) / 100) as TaxAmount;
}

/** Writes the amount of a tax, with four decimals. */
export function formatTaxAmount(amount: TaxAmount): string {
  const digits = String(Math.abs(Math.round(amount * 100))).padStart(5, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

/** @param places the decimals that are kept */
function sumAny(texts: readonly string[], places = 2): Cents | undefined {
  let scale = places;
  const parts: { digits: bigint; scale: number }[] = [];
  for (const text of texts) {
    const match = DECIMAL.exec(text.trim());
    const [, sign = '', whole = '', fraction = ''] = match ?? [];
    if (match === null || whole + fraction === '' || whole.length + fraction.length > 100) return undefined;
    parts.push({ digits: BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`), scale: fraction.length });
    scale = Math.max(scale, fraction.length);
  }
  const sum = parts.reduce((total, part) => total + part.digits * 10n ** BigInt(scale - part.scale), 0n);
  const divisor = 10n ** BigInt(scale - places);
  const magnitude = ((sum < 0n ? -sum : sum) * 2n + divisor) / (divisor * 2n);
  if (magnitude >= MAX_CENTS * 10n ** BigInt(places - 2)) return undefined;
  const cents = Number(sum < 0n ? -magnitude : magnitude);
  return (cents === 0 ? 0 : cents) as Cents;
}

/** Writes an amount as the real service writes an xs:double: one decimal or as many as needed (`10.0`, `17.85`). */
export function formatDouble(cents: Cents): string {
  const text = formatFixed(cents, 2);
  return text.endsWith('0') ? text.slice(0, -1) : text;
}

/** Writes an amount with a fixed number of decimals, at least two; charges have four on the wire (`5.0000`). */
export function formatFixed(cents: Cents, decimals: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}${'0'.repeat(decimals - 2)}`;
}

const MAX_WEIGHT_DIGITS = 9;

/**
 * A weight with three decimals, as it is on the wire (`1.110`).
 * @returns undefined if the text is not a decimal number of zero or more and below 10^9
 */
export function normalizeWeight(text: string): string | undefined {
  const digits = readDigits(text);
  if (digits === undefined || digits.isNegative || digits.whole.length > MAX_WEIGHT_DIGITS) return undefined;
  const { whole, fraction } = digits;
  const thousandths = BigInt(whole + fraction.slice(0, 3).padEnd(3, '0')) + (Number(fraction[3] ?? '0') >= 5 ? 1n : 0n);
  const padded = String(thousandths).padStart(4, '0');
  return `${padded.slice(0, -3)}.${padded.slice(-3)}`;
}
