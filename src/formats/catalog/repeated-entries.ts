import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { codeOf } from '../../domain/values/code.js';
import { valueAt, writePath } from '../document-path.js';
import type { Interruptible } from '../../platform/event-loop.js';
import type { Path } from '../document-path.js';

/** A value of the document with its path. */
export interface Entry {
  readonly path: Path;
  readonly value: unknown;
}

/** The field of an entry; undefined when the entry has none, or is no object. */
export function fieldOf(entry: Entry, key: string): unknown {
  return valueAt(entry.value, [key]);
}

/** The elements of a list below an entry; none when there is no list. */
export function elementsOf(entry: Entry, ...keys: readonly string[]): Entry[] {
  const list = valueAt(entry.value, keys);
  return Array.isArray(list)
    ? list.map((value: unknown, index) => ({ path: [...entry.path, ...keys, index], value }))
    : [];
}

/**
 * Faults for entries whose key an earlier entry has.
 * @param keyOf undefined for an entry that has no valid key, which the schema reports
 * @param shownField the field that the fault points to; omitted for the entry itself
 */
export function* repeatedEntries(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => unknown,
  shownField?: string,
): Interruptible<CatalogFault[]> {
  const first = new Map<string, Entry>();
  const faults: CatalogFault[] = [];
  for (const entry of entries) {
    yield;
    const value = keyOf(entry);
    if (value === undefined) continue;
    const key = JSON.stringify(value);
    const original = first.get(key);
    if (original === undefined) {
      first.set(key, entry);
      continue;
    }
    const path = shownField === undefined ? entry.path : [...entry.path, shownField];
    const shown = shownField === undefined ? 'this' : JSON.stringify(fieldOf(entry, shownField));
    faults.push({
      path: writePath(path),
      reason: `found ${shown} a second time, expected it once; it already stands at ${writePath(original.path)}`,
    });
  }
  return faults;
}

/** `repeatedEntries` with the codes in some fields as the key; the fault points to the last of them. */
export function repeatedCodes(entries: readonly Entry[], fields: readonly string[]): Interruptible<CatalogFault[]> {
  const keyOf = (entry: Entry): readonly string[] | undefined => {
    const codes = fields.map((field) => codeIn(entry, field));
    return codes.every((code) => code !== undefined) ? codes : undefined;
  };
  return repeatedEntries(entries, keyOf, fields.at(-1));
}

/** The padded and the unpadded code are the same. */
function codeIn(entry: Entry, field: string): string | undefined {
  const value = fieldOf(entry, field);
  return typeof value === 'string' ? codeOf(value) : undefined;
}
