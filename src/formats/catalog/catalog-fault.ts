import type { z } from 'zod';
import type { CatalogFault } from '../../broker/network/load-catalog.js';
import { PREFERENCES } from '../../domain/network/preferences.js';

export type Path = readonly PropertyKey[];

/** `['systems', 1, 'name']` as `systems[1].name`. */
export function writePath(path: Path): string {
  return path.reduce<string>(
    (written, step) =>
      typeof step === 'number' ? `${written}[${step}]` : `${written}${written === '' ? '' : '.'}${String(step)}`,
    '',
  );
}

/** The value at a path of a document, `undefined` where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    document,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${String(value)}`;
  return Array.isArray(value) ? 'a list' : 'a group of keys';
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
};

function expectation(issue: z.core.$ZodIssue, value: string): string {
  switch (issue.code) {
    // What a query says is text before it is a number (NaN), and has no quotes to leave out.
    case 'invalid_type':
      return `${NAMES[issue.expected] ?? issue.expected}${issue.expected === 'number' && value === 'string' && !issue.message.endsWith('NaN') ? ' without quotes' : ''}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'date'
        ? 'a date of the form YYYY-MM-DD'
        : issue.message === 'not blank'
          ? 'text that is not blank'
          : issue.message;
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      return `${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}${issue.origin === 'array' ? ' entry' : ''}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''}`;
    default:
      return issue.message;
  }
}

/** The forms a value may have, when it has none of them: the faults of the form it is of the kind of, else what they are. */
function ofUnion(
  issue: z.core.$ZodIssueInvalidUnion,
  document: unknown,
  written: (path: Path) => string | undefined,
): CatalogFault[] {
  const inner = issue.errors.find((issues) =>
    issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
  if (inner !== undefined && inner.length > 0) {
    return inner.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, document, written));
  }
  const value = valueAt(document, issue.path);
  const fitting = issue.errors.find((issues) =>
    issues.every((one) => one.code !== 'invalid_type' && one.code !== 'invalid_value'),
  );
  const expected = (fitting ?? issue.errors.flat()).map((one) => expectation(one, typeof value));
  return [
    { path: writePath(issue.path), reason: `found ${shown(value)}, expected ${[...new Set(expected)].join(' or ')}` },
  ];
}

/**
 * A schema issue as faults of the document: one for each unknown key, otherwise one.
 * @param written how a scalar stands in the file (`01602` is read as the number 1602), `undefined` if unknown
 */
export function faultsOf(
  issue: z.core.$ZodIssue,
  document: unknown,
  written: (path: Path) => string | undefined,
): CatalogFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: writePath([...issue.path, key]),
      reason:
        issue.path.at(-1) === 'preferences' && Object.hasOwn(PREFERENCES, key)
          ? 'found a preference that is for the whole organization, expected one that a location may have'
          : 'found a key that is not known here, expected none of this name; check its spelling',
    }));
  }
  if (issue.code === 'invalid_union') return ofUnion(issue, document, written);
  if (issue.code === 'invalid_key') {
    const [first] = issue.issues;
    return [
      {
        path: writePath(issue.path),
        reason: `found the name ${JSON.stringify(issue.path.at(-1))}, expected ${first?.message ?? 'another'}`,
      },
    ];
  }
  const value = valueAt(document, issue.path);
  const path = writePath(issue.path);
  const wantsText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (wantsText && (typeof value === 'number' || typeof value === 'boolean')) {
    const source = written(issue.path) ?? String(value);
    return [{ path, reason: `found the ${typeof value} ${source}, expected text; write it in quotes: "${source}"` }];
  }
  const length = issue.code === 'too_big' && typeof value === 'string' ? ` of ${value.length} characters` : '';
  return [{ path, reason: `found ${shown(value)}${length}, expected ${expectation(issue, typeof value)}` }];
}
