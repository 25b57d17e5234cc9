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
  /** An INSERT of one record, with `values`. */
  readonly insertStatement: string;
  readonly #insertMissing: Readonly<Record<Session['dialect'], string>>;
  /** A record's values, in the order of `columns`. */
  readonly values: (record: T) => Parameter[];
  /** The record of a row that was selected with `list`, or with `*`. */
  readonly read: (row: Row) => T;

  constructor(
    readonly name: string,
    private readonly map: ColumnMap<T>,
  ) {
    const fields = Object.entries<Column<unknown>>(map as Record<string, Column<unknown>>);
    this.columns = fields.map(([, column]) => column.name);
    this.list = this.columns.join(', ');
    this.assignments = this.columns.map((column) => `${column} = ?`).join(', ');
    const into = `INTO ${name} (${this.columns.join(',')}) VALUES ${placeholders(this.columns)}`;
    this.insertStatement = `INSERT ${into}`;
    this.#insertMissing = { mysql: `INSERT IGNORE ${into}`, sqlite: `INSERT OR IGNORE ${into}` };
    const writes = fields.map(([property], index) => `columns[${String(index)}].write(record.${property})`);
    this.values = compile(
      `record => [${writes.join(', ')}]`,
      fields.map(([, column]) => column),
    ) as (record: T) => Parameter[];
    this.read = compileReader(fields) as (row: Row) => T;
  }

  /** The table without some columns: those that the database fills in, or that a statement does not touch. */
  without<Key extends keyof T>(...properties: readonly Key[]): Table<Omit<T, Key>> {
    return this.#part((property) => !properties.includes(property as Key));
  }

  /** Inserts records; see `Session.insertRows`. */
  insert(session: Session, records: readonly T[]): Promise<void> {
    return session.insertRows(
      this.name,
      this.columns,
      records.map((record) => this.values(record)),
    );
  }

  /**
   * An INSERT of records that have some values in common, such as the key of the record that they belong to. Cheaper than
   * copying these values into each record.
   */
  insertSharing<Key extends keyof T>(...shared: readonly Key[]): SharingInsert<T, Key> {
    const own = this.without(...shared);
    const common = this.#part<Pick<T, Key>>((property) => shared.includes(property as Key));
    const columns = [...common.columns, ...own.columns];
    return (session, values, records) => {
      const first = common.values(values);
      return session.insertRows(
        this.name,
        columns,
        records.map((record) => [...first, ...own.values(record)]),
      );
    };
  }

  /** Inserts a record whose key the database generates; see `Session.insert`. */
  insertOne(session: Session, record: T): Promise<RowId> {
    return session.insert(this.insertStatement, this.values(record));
  }

  /** Inserts a record unless its key exists; see `Session.write`. */
  insertMissing(session: Session, record: T): Promise<void> {
    return session.write(this.#insertMissing[session.dialect], this.values(record));
  }

  #part<Part extends object>(includes: (property: string) => boolean): Table<Part> {
    const columns = Object.entries(this.map).filter(([property]) => includes(property));
    return new Table(this.name, Object.fromEntries(columns) as ColumnMap<Part>);
  }
}

/** @param values that all records have */
export type SharingInsert<T, Key extends keyof T> = (
  session: Session,
  values: Pick<T, Key>,
  records: readonly Omit<T, Key>[],
) => Promise<void>;

/** How a property is read from a row. @typeParam Stored type of the column's values in a row */
export type ColumnReader<Stored> = readonly [
  property: string,
  column: { readonly name: string; readonly read: (stored: Stored) => unknown },
];

/** Compiles the function that maps a row to a record; see `compile`. The caller vouches for its type. */
export function compileReader<Stored>(readers: readonly ColumnReader<Stored>[]): unknown {
  const reads = readers.map(
    ([property, { name }], index) => `${property}: columns[${String(index)}].read(row.${name})`,
  );
  return compile(
    `row => ({ ${reads.join(', ')} })`,
    readers.map(([, column]) => column),
  );
}

/**
 * Compiles a function whose code names every property of a column map, and `columns`.
 *
 * A loop over the properties takes about 65 ns a column, six times as much, since no inline cache fits all of them: reading
 * a list of orders became slower by a tenth. zod and mysql2 compile their parsers for the same reason. Only names from
 * column maps, which are constants of this program, become code.
 */
function compile(code: string, columns: readonly unknown[]): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  return new Function('columns', `return ${code};`)(columns) as unknown;
}
