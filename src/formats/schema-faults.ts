import type { z } from 'zod';
import { bothForms } from '../platform/event-loop.js';
import type { Interruptible } from '../platform/event-loop.js';
import type { CatalogFault } from '../domain/network/catalog-fault.js';
import { nameInvisible } from '../platform/invisible.js';
import { PREFERENCES } from '../domain/network/preferences.js';
import { valueAt, writePath } from './document-path.js';
import type { Path } from './document-path.js';

/** Returns how the file writes the scalar at a path: `01602` is parsed as the number 1602. Undefined if unknown. */
export type SourceAt = (path: Path) => string | undefined;

/** A schema issue as faults of the document: one for each unknown key, otherwise one. */
export function faultsOf(issue: z.core.$ZodIssue, document: unknown, sourceAt: SourceAt): CatalogFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: writePath([...issue.path, key]),
      reason:
        issue.path.at(-1) === 'preferences' && Object.hasOwn(PREFERENCES, key)
          ? 'found a preference that is for the whole organization, expected one that a location may have'
          : 'found a key that is not known here, expected none of this name; check its spelling',
    }));
  }
  if (issue.code === 'invalid_union') return unionFaults(issue, document, sourceAt);
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
  const expectsText = issue.code === 'invalid_type' && issue.expected === 'string';
  if (expectsText && (typeof value === 'number' || typeof value === 'boolean')) {
    const source = sourceAt(issue.path) ?? String(value);
    return [{ path, reason: `found the ${typeof value} ${source}, expected text; write it in quotes: "${source}"` }];
  }
  const length =
    issue.code === 'too_big' && typeof value === 'string' ? ` of ${Array.from(value).length} characters` : '';
  return [{ path, reason: `found ${describe(value)}${length}, expected ${expectation(issue, value)}` }];
}

/**
 * The keys of a document that are named `__proto__`. Where any name may stand, such as that of an attribute, the schema
 * drops such a key without a word, because assigning it would replace the prototype of what it builds.
 */
export const reservedNames = bothForms(function* (document: unknown): Interruptible<CatalogFault[]> {
  const faults: CatalogFault[] = [];
  // A list of what is still to be visited: a document may be nested more deeply than the stack.
  const rest: { readonly value: unknown; readonly path: Path }[] = [{ value: document, path: [] }];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    const { value, path } = next;
    yield;
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__'))
      faults.push({
        path: writePath([...path, '__proto__']),
        reason: 'found a name that is reserved, expected another',
      });
    for (const [key, entry] of Object.entries(value))
      if (typeof entry === 'object' && entry !== null)
        rest.push({ value: entry, path: [...path, Array.isArray(value) ? Number(key) : key] });
  }
  return faults;
});

/** A value in words, for a fault's reason. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'an empty value';
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${shortened(value)}…` : value) + nameInvisible(value);
  if (typeof value === 'number' || typeof value === 'boolean') return `the ${typeof value} ${String(value)}`;
  return Array.isArray(value) ? 'a list' : 'a group of keys';
}

/** The first 40 characters, none of them cut in half. */
const shortened = (text: string): string => Array.from(text.slice(0, 80)).slice(0, 40).join('');

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
};

function expectation(issue: z.core.$ZodIssue, value: unknown): string {
  switch (issue.code) {
    // Query parameters arrive as text and become NaN when they are no number; they have no quotes to remove.
    case 'invalid_type':
      return `${TYPE_NAMES[issue.expected] ?? issue.expected}${issue.expected === 'number' && typeof value === 'string' && !issue.message.endsWith('NaN') ? ' without quotes' : ''}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'date'
        ? 'a date of the form YYYY-MM-DD'
        : issue.message === 'not blank'
          ? 'text that is not blank'
          : issue.message;
    case 'too_small':
      if (issue.origin === 'string') return `text that is not ${value === '' ? 'empty' : 'blank'}`;
      return `${issue.inclusive === true ? 'at least' : 'more than'} ${String(issue.minimum)}${issue.origin === 'array' ? ' entry' : ''}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''}`;
    default:
      return issue.message;
  }
}

/**
 * A value that matches no member of a union: the faults inside the member whose kind it has, otherwise one fault that
 * lists what the members expect.
 */
function unionFaults(issue: z.core.$ZodIssueInvalidUnion, document: unknown, sourceAt: SourceAt): CatalogFault[] {
  const inner = issue.errors.find((issues) =>
    issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
  );
  if (inner !== undefined && inner.length > 0) {
    return inner.flatMap((one) => faultsOf({ ...one, path: [...issue.path, ...one.path] }, document, sourceAt));
  }
  const value = valueAt(document, issue.path);
  const ofSameKind = issue.errors.find((issues) =>
    issues.every((one) => one.code !== 'invalid_type' && one.code !== 'invalid_value'),
  );
  const expected = (ofSameKind ?? issue.errors.flat()).map((one) => expectation(one, value));
  return [
    {
      path: writePath(issue.path),
      reason: `found ${describe(value)}, expected ${[...new Set(expected)].join(' or ')}`,
    },
  ];
}
