import { sameValue } from './compare.js';
import type { CompareOptions, Difference } from './compare.js';

const NOTHING = 'nothing';

/**
 * Compares two JSON values completely: fields in any order, lists in order, values with their types.
 *
 * The tolerance is that for XML: names of fields whose times need only have the same form, and of fields that need only be there.
 *
 * @returns the first difference in the order of the expected one, `undefined` when there is none
 */
export function firstJsonDifference(
  expected: unknown,
  found: unknown,
  options: CompareOptions,
  path: string,
  name = '',
): Difference | undefined {
  if (expected !== undefined && found !== undefined && options.anyValue?.has(name) === true) return undefined;
  if (Array.isArray(expected) && Array.isArray(found)) return listDifference(expected, found, options, path, name);
  if (isObject(expected) && isObject(found)) return objectDifference(expected, found, options, path);
  if (typeof expected === 'string' && (typeof found === 'string' || typeof found === 'number')) {
    const text = options.values?.expected(expected, String(found)) ?? expected;
    // A name stands for a number as well as for a text; anything else has its type.
    const isSame = sameValue(name, text, String(found), options) && (typeof found === 'string' || text !== expected);
    return isSame ? undefined : { path, expected: JSON.stringify(text), found: show(found) };
  }
  return expected === found ? undefined : { path, expected: show(expected), found: show(found) };
}

function objectDifference(
  expected: Readonly<Record<string, unknown>>,
  found: Readonly<Record<string, unknown>>,
  options: CompareOptions,
  path: string,
): Difference | undefined {
  for (const key of new Set([...Object.keys(expected), ...Object.keys(found)])) {
    const at = `${path}.${key}`;
    const [one, other] = [expected, found].map((value) => (Object.hasOwn(value, key) ? value[key] : undefined));
    const difference = firstJsonDifference(one, other, options, at, key);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function listDifference(
  expected: readonly unknown[],
  found: readonly unknown[],
  options: CompareOptions,
  path: string,
  name: string,
): Difference | undefined {
  for (let index = 0; index < Math.max(expected.length, found.length); index += 1) {
    const at = `${path}[${String(index + 1)}]`;
    const difference = firstJsonDifference(expected[index], found[index], options, at, name);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const show = (value: unknown): string => (value === undefined ? NOTHING : JSON.stringify(value));
