import type { ProblemFault } from '../../platform/http/json/problem.js';
import { ProblemError } from '../../platform/http/json/json-service.js';
import { isLonger } from '../../domain/values/limits.js';
import { parseCents } from '../../domain/values/money.js';

/** What a text may be. */
export interface TextRule {
  /** Characters. */
  readonly max: number;
  /** Whether it must be there and not blank. */
  readonly required?: boolean;
  /** Other names of the field. */
  readonly or?: readonly string[];
  readonly pattern?: RegExp;
  /** What the pattern expects, in words. */
  readonly expected?: string;
}

const SHOWN = 60;
const TIME = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

/**
 * Reads the fields of a group of a request and collects every fault. A field that is absent or null counts as empty: clients
 * are told to send empty values, and not all do. Fields that nobody asks for are ignored.
 */
export class FieldReader {
  readonly #faults: ProblemFault[];
  readonly #group: Readonly<Record<string, unknown>>;

  /** @param path of the group, for its faults; `''` for the request itself */
  constructor(
    group: unknown,
    private readonly path = '',
    faults: ProblemFault[] = [],
  ) {
    this.#faults = faults;
    this.#group = isGroup(group) ? group : {};
    if (!isGroup(group)) this.fault('', `found ${shown(group)}, expected a group of fields`);
  }

  /** A text; numbers are read as texts, since postal codes are sent as both. */
  text(name: string, { max, required = false, or = [], pattern, expected = '' }: TextRule): string {
    const value = this.#value([name, ...or]);
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') return this.#refuse(name, value, `a text of at most ${String(max)} characters`, '');
    const trimmed = text.trim();
    if (trimmed === '') return required ? this.#refuse(name, '', `a text of 1 to ${String(max)} characters`, '') : '';
    if (isLonger(trimmed, max))
      return this.#refuse(
        name,
        `${String(Array.from(trimmed).length)} characters`,
        `at most ${String(max)}: send less`,
        '',
      );
    return pattern === undefined || pattern.test(trimmed) ? trimmed : this.#refuse(name, trimmed, expected, '');
  }

  /** A whole number; absent counts as 0. */
  whole(name: string, { min, max, or = [] }: { min: number; max: number; or?: readonly string[] }): number {
    const sent = this.#value([name, ...or]);
    const value = sent === '' && min === 0 ? 0 : sent;
    const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : value;
    const isInRange = Number.isInteger(number) && Number(number) >= min && Number(number) <= max;
    return isInRange
      ? Number(number)
      : this.#refuse(name, value, `a whole number from ${String(min)} to ${String(max)}`, min);
  }

  /** An amount or a measure as text, `''` for none; never through a floating-point number longer than JSON made it one. */
  amount(name: string, or: readonly string[] = []): string {
    const value = this.#value([name, ...or]);
    const text = typeof value === 'number' ? String(value) : value;
    const isAmount = typeof text === 'string' && (text.trim() === '' || (parseCents(text) ?? -1) >= 0);
    return isAmount ? text.trim() : this.#refuse(name, value, 'a number from 0 to below 10000000000000', '');
  }

  /** A decimal number in a range; absent counts as 0. */
  number(name: string, { min, max, or = [] }: { min: number; max: number; or?: readonly string[] }): number {
    const sent = this.#value([name, ...or]);
    const value = sent === '' && min === 0 ? 0 : sent;
    const number = typeof value === 'string' && /^-?\d{1,12}(\.\d{1,12})?$/.test(value.trim()) ? Number(value) : value;
    return typeof number === 'number' && number >= min && number <= max
      ? number
      : this.#refuse(name, value, `a number from ${String(min)} to ${String(max)}`, min);
  }

  /** Whether something is so; absent: not. */
  flag(name: string): boolean {
    const value = this.#value([name]);
    if (value === '' || value === false || value === 0) return false;
    if (value === true || value === 1) return true;
    return this.#refuse(name, value, 'true or false', false);
  }

  /** A time `YYYY-MM-DD HH:mm:ss`, UTC. */
  time(name: string, required: boolean): string {
    const value = this.#value([name]);
    if (value === '' && !required) return '';
    const date = typeof value === 'string' && TIME.test(value) ? new Date(`${value.replace(' ', 'T')}Z`) : undefined;
    const isTime =
      date !== undefined &&
      !Number.isNaN(date.getTime()) &&
      date.toISOString().slice(0, 19).replace('T', ' ') === value;
    return isTime ? value : this.#refuse(name, value, 'a time such as 2026-11-30 08:15:00', '');
  }

  /** One of some words; absent: the first. */
  word<Word extends string>(name: string, words: readonly [Word, ...Word[]], or: readonly string[] = []): Word {
    const value = this.#value([name, ...or]);
    if (value === '') return words[0];
    return words.find((word) => word === value) ?? this.#refuse(name, value, `one of ${words.join(', ')}`, words[0]);
  }

  /** A group within; faults of both are collected together. Absent: undefined. */
  group(name: string): FieldReader | undefined {
    const value = this.#value([name]);
    return value === '' ? undefined : new FieldReader(value, this.#pathOf(name), this.#faults);
  }

  /** The groups of a list. */
  list(name: string, { min, max }: { min: number; max: number }): FieldReader[] {
    const value = this.#value([name]);
    const entries = Array.isArray(value) ? (value as readonly unknown[]) : value === '' ? [] : undefined;
    if (entries === undefined || entries.length < min || entries.length > max) {
      const found = entries === undefined ? shown(value) : `${String(entries.length)} entries`;
      this.fault(name, `found ${found}, expected a list of ${String(min)} to ${String(max)} entries`);
      return [];
    }
    return entries.map(
      (entry, index) => new FieldReader(entry, `${this.#pathOf(name)}[${String(index)}]`, this.#faults),
    );
  }

  /** Whether a field was sent, and is not empty. */
  has(name: string): boolean {
    return this.#value([name]) !== '';
  }

  /** The first of some names under which something was sent; the first one where nothing was. */
  sentAs(names: readonly [string, ...string[]]): string {
    return names.find((name) => this.has(name)) ?? names[0];
  }

  fault(name: string, reason: string): void {
    this.#faults.push({ path: this.#pathOf(name), reason });
  }

  /** @throws {ProblemError} with every fault, if there is one */
  check(): void {
    if (this.#faults.length > 0) throw invalid(this.#faults);
  }

  #value(names: readonly string[]): unknown {
    for (const name of names) {
      const value = Object.hasOwn(this.#group, name) ? this.#group[name] : undefined;
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return '';
  }

  #pathOf(name: string): string {
    if (this.path === '') return name;
    return name === '' ? this.path : `${this.path}.${name}`;
  }

  #refuse<Value>(name: string, found: unknown, expected: string, instead: Value): Value {
    this.fault(name, `found ${shown(found)}, expected ${expected}`);
    return instead;
  }
}

const MOST_FAULTS = 50;

/** A request with faults. */
export function invalid(faults: readonly ProblemFault[]): ProblemError {
  return new ProblemError({
    key: 'invalid-input',
    status: 400,
    title: 'The request is not valid',
    faults: faults.slice(0, MOST_FAULTS),
  });
}

function shown(value: unknown): string {
  if (value === '' || value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Array.from(text).length > SHOWN ? `${Array.from(text).slice(0, SHOWN).join('')}…` : text;
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
