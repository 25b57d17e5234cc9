/** The keys and indexes that lead to a value in a document. */
export type Path = readonly PropertyKey[];

/** `['systems', 1, 'name']` as `systems[1].name`. */
export function writePath(path: Path): string {
  return path.reduce<string>(
    (written, step) =>
      typeof step === 'number' ? `${written}[${step}]` : `${written}${written === '' ? '' : '.'}${String(step)}`,
    '',
  );
}

/** The value at a path of a document; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    document,
  );
}
