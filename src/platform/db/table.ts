import type { Column } from './column.js';
import { placeholders } from './session.js';
import type { Parameter, Row, RowId, Session } from './session.js';

/** One column for each property of a record. A property without a column does not compile. */
export type ColumnMap<T> = { readonly [Property in keyof T]-?: Column<T[Property]> };

/** Declares a table. @param columns in the order of statements */
export function tableOf<T extends object>(name: string, columns: ColumnMap<T>): Table<T> {
  return new Table(name, columns);
}

/**
 * A table, or some columns of one (`without`): whatever an INSERT, an UPDATE, a SELECT and the mapping of rows derive
 * from the list of columns, computed once from one column map. Statements stay SQL; a table contributes the parts that
 * name every column.
 *
 * @typeParam T record that a row is mapped to
 */
export class Table<T extends object> {
  /** Column names; always the same array. */
  readonly columns: readonly string[];
  /** `a, b, c`, for a SELECT. */
  readonly list: string;
  /** `a = ?, b = ?, c = ?`, for an UPDATE with `values`. */
  readonly assignments: string;
  readonly #insertOne: string;
  readonly #insertMissing: Readonly<Record<Session['dialect'], string>>;
  readonly #fields: readonly Field[];
  /** A record with all properties: copying it and overwriting them is faster than adding them one by one. */
  readonly #template: object;

  constructor(
    readonly name: string,
    private readonly map: ColumnMap<T>,
  ) {
    this.#fields = Object.entries<Column<unknown>>(map as Record<string, Column<unknown>>).map(
      ([property, { name: column, write, read }]) => ({ property, column, write, read }),
    );
    this.columns = this.#fields.map(({ column }) => column);
    this.list = this.columns.join(', ');
    this.assignments = this.columns.map((column) => `${column} = ?`).join(', ');
    const into = `INTO ${name} (${this.columns.join(',')}) VALUES ${placeholders(this.columns)}`;
    this.#insertOne = `INSERT ${into}`;
    this.#insertMissing = { mysql: `INSERT IGNORE ${into}`, sqlite: `INSERT OR IGNORE ${into}` };
    this.#template = Object.fromEntries(this.#fields.map(({ property }) => [property, null]));
  }

  /** The table without some columns: those that the database fills in, or that a statement does not touch. */
  without<Key extends keyof T>(...properties: readonly Key[]): Table<Omit<T, Key>> {
    const kept = Object.entries(this.map).filter(([property]) => !properties.includes(property as Key));
    return new Table(this.name, Object.fromEntries(kept) as ColumnMap<Omit<T, Key>>);
  }

  /** A record's values, in the order of `columns`. */
  values(record: T): Parameter[] {
    const values = record as Record<string, unknown>;
    return this.#fields.map(({ property, write }) => write(values[property]));
  }

  /** The record of a row that was selected with `list`, or with `*`. */
  read(row: Row): T {
    const record = { ...this.#template } as Record<string, unknown>;
    for (const { property, column, read } of this.#fields) record[property] = read(row[column] ?? null);
    return record as T;
  }

  /** Inserts records; see `Session.insertRows`. */
  insert(session: Session, records: readonly T[]): Promise<void> {
    return session.insertRows(
      this.name,
      this.columns,
      records.map((record) => this.values(record)),
    );
  }

  /** Inserts a record whose key the database generates; see `Session.insert`. */
  insertOne(session: Session, record: T): Promise<RowId> {
    return session.insert(this.#insertOne, this.values(record));
  }

  /** Inserts a record unless its key exists; see `Session.write`. */
  insertMissing(session: Session, record: T): Promise<void> {
    return session.write(this.#insertMissing[session.dialect], this.values(record));
  }
}

/** A column with the property that it is mapped to. */
interface Field {
  readonly property: string;
  readonly column: string;
  readonly write: Column<unknown>['write'];
  readonly read: Column<unknown>['read'];
}
