import { WEIGHTED_CRITERIA } from './ranking-preferences.js';
import type { BrokeringOverride, Weights } from './ranking-preferences.js';
import type { LocationReference } from './location-code.js';
import type { RejectReasonEntry } from './order-policies.js';

/** What a preference's value looks like; catalog schemas are built from it. */
export type ValueShape =
  | { readonly kind: 'flag' }
  /** More than 0. */
  | { readonly kind: 'number'; readonly to: number }
  /** At least 0. */
  | { readonly kind: 'amount'; readonly to: number }
  | { readonly kind: 'whole number'; readonly from: number; readonly to: number; readonly nullable: boolean }
  | { readonly kind: 'text'; readonly longest: number }
  /** Empty or in the form that `expected` describes. */
  | { readonly kind: 'patterned text'; readonly longest: number; readonly pattern: RegExp; readonly expected: string }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** At least one. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'location' | 'time zone' | 'weights' | 'overrides' | 'reject reasons' };

/** The values a preference takes, and how the documentation writes them. */
export interface ValueForm<Value> {
  readonly shape: ValueShape;
  /** The values in words. */
  readonly range: string;
  /** One value as the documentation writes it. */
  readonly write: (value: Value) => string;
}

const NONE = 'none';

export const flag: ValueForm<boolean> = { shape: { kind: 'flag' }, range: 'true, false', write: String };

export function numberUpTo(to: number): ValueForm<number> {
  return { shape: { kind: 'number', to }, range: `more than 0, to ${to}`, write: String };
}

export function amount(to: number): ValueForm<number> {
  return { shape: { kind: 'amount', to }, range: `0 to ${to}`, write: String };
}

/** @param unit written after the range, `''` for none */
export function wholeNumber(from: number, to: number, unit: string): ValueForm<number> {
  return { shape: { kind: 'whole number', from, to, nullable: false }, range: span(from, to, unit), write: String };
}

/** @param nullMeans what null stands for, e.g. `never` */
export function wholeNumberOrNull(from: number, to: number, unit: string, nullMeans: string): ValueForm<number | null> {
  return {
    shape: { kind: 'whole number', from, to, nullable: true },
    range: `${span(from, to, unit)}, null for ${nullMeans}`,
    write: String,
  };
}

function span(from: number, to: number, unit: string): string {
  return `${from} to ${to}${unit === '' ? '' : ` ${unit}`}`;
}

export function text(longest: number): ValueForm<string> {
  return {
    shape: { kind: 'text', longest },
    range: `at most ${longest} characters`,
    write: (value) => value || NONE,
  };
}

/** @param expected the form in words */
export function patterned(longest: number, pattern: RegExp, expected: string): ValueForm<string> {
  return {
    shape: { kind: 'patterned text', longest, pattern, expected },
    range: `${expected}; at most ${longest} characters`,
    write: (value) => value || NONE,
  };
}

export function oneOf<Word extends string>(words: readonly Word[]): ValueForm<Word> {
  return { shape: { kind: 'word', words }, range: words.join(', '), write: (word) => word };
}

/** @param all how the documentation writes the complete list; absent: as its words */
export function someOf<Word extends string>(words: readonly Word[], all?: string): ValueForm<readonly Word[]> {
  return {
    shape: { kind: 'words', words },
    range: words.join(', '),
    write: (chosen) => (chosen.length === words.length ? all : undefined) ?? chosen.join(', '),
  };
}

export const location: ValueForm<LocationReference | undefined> = {
  shape: { kind: 'location' },
  range: 'a location',
  write: (value) => (value === undefined ? NONE : `${value.system_cd}/${value.location_cd}`),
};

export const timeZone: ValueForm<string> = {
  shape: { kind: 'time zone' },
  range: 'an IANA name such as Europe/Berlin, or UTC',
  write: (value) => value,
};

export const weights: ValueForm<Weights> = {
  shape: { kind: 'weights' },
  range: 'percentages that sum to 100',
  write: (value) =>
    WEIGHTED_CRITERIA.filter((name) => value[name] > 0)
      .map((name) => `${name} ${value[name]}`)
      .join(', '),
};

export const overrides: ValueForm<readonly BrokeringOverride[]> = {
  shape: { kind: 'overrides' },
  range: 'one for each order type, originating system and express flag',
  write: writeCount,
};

export const rejectReasons: ValueForm<readonly RejectReasonEntry[]> = {
  shape: { kind: 'reject reasons' },
  range: 'reason codes, each with its stock_effect',
  write: writeCount,
};

function writeCount(entries: readonly unknown[]): string {
  return entries.length === 0 ? NONE : String(entries.length);
}
