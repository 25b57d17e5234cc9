import type { z } from 'zod';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import { UNREADABLE } from '../../domain/network/catalog-fault.js';
import { codeOf } from '../../domain/values/code.js';
import type { Interruptible } from '../../platform/event-loop.js';
import { valueAt } from '../document-path.js';
import type { Path } from '../document-path.js';
import type { SourceAt } from '../schema-faults.js';
import { checkForm } from './check-form.js';

/** Every mend uncovers what is beneath it; a document is not deeper. */
const MAX_ROUNDS = 10;

const STAND_INS: Readonly<Record<string, () => unknown>> = {
  string: () => UNREADABLE,
  number: () => 0,
  int: () => 0,
  boolean: () => false,
  array: () => [],
  object: () => ({}),
  record: () => ({}),
};

/**
 * What can be read of a document with faults, so that what it refers to can be checked in the same pass. A number where text is
 * expected is the text that the file has, a wrong word is any of the right ones, and what is missing or of another kind has a
 * stand-in; values that are only too long or too large stay.
 * @param value the parsed file; it is not changed
 * @param found the faults of the schema in it
 * @returns undefined if too little can be read
 */
export function* readableParts(
  value: unknown,
  found: readonly z.core.$ZodIssue[],
  sourceAt: SourceAt,
): Interruptible<CatalogDocument | undefined> {
  const document = yield* eachEntry(value, structuredClone);
  // A value cannot be compared with a definition that is in doubt.
  const doubts = found.some((issue) => issue.path[0] === 'attribute_definitions');
  let issues = found;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    let mended = false;
    for (const issue of issues) {
      yield;
      mended = mend(document, issue, sourceAt) || mended;
    }
    if (!mended) return (yield* eachEntry(document, (part) => withoutBlanks(part, doubts))) as CatalogDocument;
    ({ issues } = yield* checkForm(document));
  }
  return undefined;
}

/** The document with a function of each entry of its lists and of its other parts. */
function* eachEntry(document: unknown, map: (part: unknown) => unknown): Interruptible<unknown> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return map(document);
  const parts: [string, unknown][] = [];
  for (const [name, part] of Object.entries(document) as [string, unknown][]) {
    if (!Array.isArray(part)) {
      parts.push([name, map(part)]);
      continue;
    }
    const entries: unknown[] = [];
    for (const entry of part as unknown[]) {
      yield;
      entries.push(map(entry));
    }
    parts.push([name, entries]);
  }
  return Object.fromEntries(parts);
}

/** @returns whether the document was changed */
function mend(document: unknown, issue: z.core.$ZodIssue, sourceAt: SourceAt): boolean {
  const { path } = issue;
  if (path.length === 0 && issue.code !== 'unrecognized_keys') return false;
  const value = valueAt(document, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => remove(document, [...path, key])).includes(true);
    case 'invalid_type':
      if (value === null && typeof path.at(-1) === 'string') return remove(document, path);
      if (issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean'))
        return replace(document, path, sourceAt(path) ?? String(value));
      return replace(document, path, STAND_INS[issue.expected]?.() ?? UNREADABLE);
    case 'invalid_value':
      return replace(document, path, issue.values[0]);
    case 'invalid_union': {
      const word = issue.errors.flat().find((one) => one.code === 'invalid_value');
      return word === undefined ? remove(document, path) : replace(document, path, word.values[0]);
    }
    case 'invalid_key':
      return remove(document, path);
    default:
      return false;
  }
}

function replace(document: unknown, path: Path, value: unknown): boolean {
  const parent = valueAt(document, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined) return false;
  // Not by assignment: the file may have a key of the name __proto__.
  return Reflect.defineProperty(parent, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Elements of a list are not removed, because the paths of faults count them. */
function remove(document: unknown, path: Path): boolean {
  const parent = valueAt(document, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof parent !== 'object' || parent === null || key === undefined || !Object.hasOwn(parent, key)) return false;
  return Array.isArray(parent) ? replace(document, path, UNREADABLE) : Reflect.deleteProperty(parent, key);
}

/** The document with its codes as the schema reads them. */
function withoutBlanks(value: unknown, dropsAttributes: boolean): unknown {
  if (typeof value === 'string') return codeOf(value);
  if (Array.isArray(value)) return value.map((one) => withoutBlanks(one, dropsAttributes));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropsAttributes || key !== 'attributes')
      .map(([key, one]) => [key, withoutBlanks(one, dropsAttributes)]),
  );
}
