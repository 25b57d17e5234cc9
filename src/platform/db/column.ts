import type { Parameter, RowId, SqlValue } from './session.js';

/** A column, and how its values are written and read. Tables are made of them: `tableOf`. */
export interface Column<Value> {
  readonly name: string;
  readonly write: (value: Value) => Parameter;
  readonly read: (value: SqlValue) => Value;
}

/** A text. @typeParam Value a narrower type that the writer guarantees; reading does not check it */
export function text<Value extends string = string>(name: string): Column<Value> {
  return { name, write: unchanged, read: (value) => String(value) as Value };
}

/** An integer or floating-point number. The driver returns BIGINT as text. @typeParam Value as for `text` */
export function numeric<Value extends number = number>(name: string): Column<Value> {
  return { name, write: unchanged, read: (value) => Number(value) as Value };
}

/** A reference to a row whose key the transaction may just have generated. */
export function rowId(name: string): Column<RowId> {
  return { name, write: unchanged, read: Number };
}

/** A boolean, stored as 0 or 1. */
export function flag(name: string): Column<boolean> {
  return { name, write: (value) => (value ? 1 : 0), read: (value) => value === 1 };
}

/** A value that is only read as a whole, stored as JSON text. @typeParam Value as for `text` */
export function json<Value>(name: string): Column<Value> {
  return { name, write: (value) => JSON.stringify(value), read: (value) => JSON.parse(String(value)) as Value };
}

/** The same column with NULL for `null`. */
export function nullable<Value>({ name, write, read }: Column<Value>): Column<Value | null> {
  return {
    name,
    write: (value) => (value === null ? null : write(value)),
    read: (value) => (value === null ? null : read(value)),
  };
}

/** The same column with NULL for `undefined`. */
export function optional<Value>({ name, write, read }: Column<Value>): Column<Value | undefined> {
  return {
    name,
    write: (value) => (value === undefined ? null : write(value)),
    read: (value) => (value === null ? undefined : read(value)),
  };
}

function unchanged(value: Parameter): Parameter {
  return value;
}
