import type { Difference } from '../compare.js';

const NOTHING = 'nothing';

/**
 * Whether an answer has what is expected of it, and where it first has not.
 *
 * 1. of a group only the keys that are expected are looked at;
 * 2. a list is expected whole: as many entries, in this order;
 * 3. single values are compared as text, for a message knows nothing else. `''` is expected of what is not there, too.
 */
export function firstMismatch(expected: unknown, found: unknown, path = ''): Difference | undefined {
  if (Array.isArray(expected)) return listMismatch(expected, found, path);
  if (isGroup(expected)) return groupMismatch(expected, found, path);
  return textOf(expected) === textOf(found) ? undefined : { path, expected: shown(expected), found: shown(found) };
}

function groupMismatch(
  expected: Readonly<Record<string, unknown>>,
  found: unknown,
  path: string,
): Difference | undefined {
  if (!isGroup(found)) return { path, expected: shown(expected), found: shown(found) };
  for (const [key, wanted] of Object.entries(expected)) {
    const difference = firstMismatch(
      wanted,
      Object.hasOwn(found, key) ? found[key] : undefined,
      path === '' ? key : `${path}.${key}`,
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function listMismatch(expected: readonly unknown[], found: unknown, path: string): Difference | undefined {
  if (!Array.isArray(found)) return { path, expected: shown(expected), found: shown(found) };
  const given: readonly unknown[] = found;
  for (let index = 0; index < Math.max(expected.length, given.length); index += 1) {
    const at = `${path}[${index + 1}]`;
    if (index >= expected.length) return { path: at, expected: NOTHING, found: shown(given[index]) };
    if (index >= given.length) return { path: at, expected: shown(expected[index]), found: NOTHING };
    const difference = firstMismatch(expected[index], given[index], at);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** A single value as a message would carry it. @returns undefined for a group or a list */
function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

const isGroup = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (value === undefined ? NOTHING : JSON.stringify(value));
