import type { Session } from '../../platform/db/session.js';

/** A row of an imported file whose format has been checked. */
export interface ImportRow<T> {
  /** Its line in the file, from 1. */
  readonly line: number;
  readonly entry: T;
}

/** Rows to write in one transaction. */
export interface ImportBatch<T> {
  readonly rows: readonly ImportRow<T>[];
  /** The file's columns: a column that the file does not have is kept in the database, an empty cell clears its value. */
  readonly columns: ReadonlySet<string>;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** A row that was not written. */
export interface RowFault {
  readonly line: number;
  readonly reason: string;
}

/** Writes a batch. Rows that cannot be written are skipped. @returns a fault per skipped row */
export type WriteBatch<T> = (session: Session, batch: ImportBatch<T>) => Promise<RowFault[]>;

/**
 * Checks every row, in order.
 * @param check returns a text, the reason, to reject the row
 * @returns the values of the accepted rows, and the faults of the rejected ones
 */
export function checkRows<T, R extends object>(
  rows: readonly ImportRow<T>[],
  check: (entry: T) => R | string,
): { readonly accepted: readonly R[]; readonly faults: RowFault[] } {
  const checked = rows.map(({ line, entry }) => ({ line, value: check(entry) }));
  return {
    accepted: checked.flatMap(({ value }) => (typeof value === 'string' ? [] : [value])),
    faults: checked.flatMap(({ line, value }) => (typeof value === 'string' ? [{ line, reason: value }] : [])),
  };
}
