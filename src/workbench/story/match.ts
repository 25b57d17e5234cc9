import type { Difference } from '../compare.js';

const NOTHING = 'nothing';

/**
 * The first mismatch between a response and its expectation, `undefined` when there is none.
 *
 * 1. of an object, only the expected keys are compared;
 * 2. a list must have the same entries in the same order;
 * 3. scalars are compared as text, because a message carries nothing else; `''` also matches an absent value.
 */
export function firstMismatch(expected: unknown, found: unknown, path = ''): Difference | undefined {
  if (Array.isArray(expected)) return listMismatch(expected, found, path);
  if (isObject(expected)) return objectMismatch(expected, found, path);
  return textOf(expected) === textOf(found) ? undefined : { path, expected: show(expected), found: show(found) };
}

function objectMismatch(
  expected: Readonly<Record<string, unknown>>,
  found: unknown,
  path: string,
): Difference | undefined {
  if (!isObject(found)) return { path, expected: show(expected), found: show(found) };
  for (const [key, value] of Object.entries(expected)) {
    const difference = firstMismatch(
      value,
      Object.hasOwn(found, key) ? found[key] : undefined,
      path === '' ? key : `${path}.${key}`,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function listMismatch(expected: readonly unknown[], found: unknown, path: string): Difference | undefined {
  if (!Array.isArray(found)) return { path, expected: show(expected), found: show(found) };
  const entries: readonly unknown[] = found;
  for (let index = 0; index < Math.max(expected.length, entries.length); index += 1) {
    const at = `${path}[${index + 1}]`;
    if (index >= expected.length) return { path: at, expected: NOTHING, found: show(entries[index]) };
    if (index >= entries.length) return { path: at, expected: show(expected[index]), found: NOTHING };
    const difference = firstMismatch(expected[index], entries[index], at);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** A scalar as a message would carry it; undefined for an object or a list. */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => (value === undefined ? NOTHING : JSON.stringify(value));
