import type { Session } from '../../platform/db/session.js';

/** A row of an imported file that has the right form, and the line it stands in. */
export interface ImportRow<T> {
  readonly line: number;
  readonly entry: T;
}

/** Rows that are written in one transaction. */
export interface ImportBatch<T> {
  readonly rows: readonly ImportRow<T>[];
  /** The columns the file has: what it does not have stays as it is in the store, what is empty in it is cleared. */
  readonly columns: ReadonlySet<string>;
  /** The broker's time. */
  readonly now: string;
}

/** A row that was not written, and why. */
export interface RowFault {
  readonly line: number;
  readonly reason: string;
}

/** Writes a batch. A row that cannot be written is told of and left out; the others are written. */
export type WriteBatch<T> = (session: Session, batch: ImportBatch<T>) => Promise<RowFault[]>;

/** Splits rows into those that pass and the faults of those that do not. */
export function sift<T, R>(
  rows: readonly ImportRow<T>[],
  check: (entry: T) => R | string,
): { passed: { line: number; value: R }[]; faults: RowFault[] } {
  const passed: { line: number; value: R }[] = [];
  const faults: RowFault[] = [];
  for (const { line, entry } of rows) {
    const value = check(entry);
    if (typeof value === 'string') faults.push({ line, reason: value });
    else passed.push({ line, value });
  }
  return { passed, faults };
}
