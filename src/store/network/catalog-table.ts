import { EntitySchema } from 'typeorm';
import type { EntitySchemaColumnOptions, ObjectLiteral } from 'typeorm';
import type { Session } from '../../platform/db/session.js';
import { shouldYield, yieldToEventLoop } from '../../platform/event-loop.js';
import { compileReader } from '../../platform/db/table.js';

/**
 * A column of a catalog table.
 * @typeParam Stored as TypeORM reads and writes it
 * @typeParam Value what it means
 */
export interface CatalogColumn<Stored, Value> {
  readonly options: EntitySchemaColumnOptions;
  readonly read: (stored: Stored) => Value;
}

/** @typeParam Value a narrower type that writers guarantee; reading does not check it */
export function text<Value extends string = string>(length: number): CatalogColumn<string, Value> {
  return { options: { type: 'varchar', length }, read: (stored) => stored as Value };
}

/** Words separated by blanks; undefined if there are none. @typeParam Word as for `text` */
export function words<Word extends string>(length: number): CatalogColumn<string, readonly Word[] | undefined> {
  return {
    options: { type: 'varchar', length },
    read: (stored) => (stored === '' ? undefined : (stored.split(' ') as Word[])),
  };
}

export function integer(): CatalogColumn<number, number> {
  return { options: { type: 'int' }, read: (stored) => stored };
}

/** A floating-point number. */
export function real(): CatalogColumn<number, number> {
  return { options: { type: 'double' }, read: (stored) => stored };
}

/** A number, stored as text so that it keeps its decimals. */
export function decimal(length: number): CatalogColumn<string, number> {
  return { options: { type: 'varchar', length }, read: Number };
}

/** A boolean, stored as 0 or 1. */
export function flag(): CatalogColumn<number, boolean> {
  return { options: { type: 'int' }, read: (stored) => stored === 1 };
}

/** An object, stored as JSON text. @typeParam Value as for `text` */
export function json<Value extends object>(): CatalogColumn<string, Value> {
  return { options: { type: 'text' }, read: (stored) => JSON.parse(stored) as Value };
}

/** The same column with NULL for undefined. */
export function optional<Stored, Value>({
  options,
  read,
}: CatalogColumn<Stored, Value>): CatalogColumn<Stored | null, Value | undefined> {
  return {
    options: { ...options, nullable: true },
    read: (stored) => (stored === null ? undefined : read(stored)),
  };
}

/** A primary key that the database generates. */
export function generatedId(): CatalogColumn<number, number> & NotWritten {
  return { options: { type: 'int', primary: true, generated: true }, read: (stored) => stored, notWritten: true };
}

/** The same column, which catalog documents do not contain: it begins with a default, and transactions maintain it. */
export function maintained<Value>(
  { options, read }: CatalogColumn<number, Value>,
  initial: number,
): CatalogColumn<number, Value> & NotWritten {
  return { options: { ...options, default: initial }, read, notWritten: true };
}

/** Marks a column that inserts and upserts leave to the database. */
interface NotWritten {
  readonly notWritten: true;
}

type Columns = Readonly<Record<string, CatalogColumn<never, unknown> & Partial<NotWritten>>>;
type StoredOf<Column> = Column extends CatalogColumn<infer Stored, unknown> ? Stored : never;
type Row<C> = { [Name in keyof C]: StoredOf<C[Name]> };
type WrittenRow<C> = { [Name in keyof C as C[Name] extends NotWritten ? never : Name]: StoredOf<C[Name]> };
type CamelCase<Name> = Name extends `${infer Word}_${infer Rest}`
  ? `${Word}${Capitalize<CamelCase<Rest>>}`
  : Name & string;
type CamelCased<T> = { readonly [Name in keyof T as CamelCase<Name>]: T[Name] };
type Values<C> = { readonly [Name in keyof C]: C[Name] extends CatalogColumn<never, infer Value> ? Value : never };

/** A table's row in the form that TypeORM reads and writes. */
export type RowOf<Table> = Table extends CatalogTable<infer C> ? Row<C> : never;

/** Rows per statement: TypeORM composes one in a few milliseconds, within which the event loop waits. */
const CHUNK = 100;

/**
 * A table of the catalog. The TypeORM entity, the columns that an upsert overwrites and the meaning of a row derive from
 * one column map. Property names are column names, so that SQL and entities use the same words.
 */
export class CatalogTable<C extends Columns> {
  readonly entity: EntitySchema<Row<C>>;
  /** What a row means, by column. */
  readonly values: (row: Row<C>) => Values<C>;
  /** The same in the domain's spelling: `labor_cost` becomes `laborCost`. */
  readonly properties: (row: Row<C>) => CamelCased<Values<C>>;
  readonly #overwritten: string[];

  /** @param key by which an upsert recognizes a row: the primary key, unless the table has a generated id */
  constructor(
    name: string,
    columns: C,
    private readonly key: readonly (keyof C & string)[],
    tableName = name,
  ) {
    const all = Object.entries(columns);
    const hasId = all.some(([, { options }]) => options.generated === true);
    this.entity = new EntitySchema<Row<C>>({
      name,
      tableName,
      columns: Object.fromEntries(
        all.map(([column, { options }]) => [
          column,
          !hasId && key.includes(column) ? { ...options, primary: true } : options,
        ]),
      ) as { [Name in keyof C]: EntitySchemaColumnOptions },
    });
    this.values = compileReader(all.map(([name, { read }]) => [name, { name, read }])) as typeof this.values;
    this.properties = compileReader(
      all.map(([name, { read }]) => [camelCase(name), { name, read }]),
    ) as typeof this.properties;
    this.#overwritten = all.flatMap(([column, { notWritten }]) =>
      notWritten === true || key.includes(column) ? [] : [column],
    );
  }

  /** Inserts rows, or overwrites those whose key exists. */
  async upsert(session: Session, rows: readonly WrittenRow<C>[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHUNK) {
      if (shouldYield()) await yieldToEventLoop();
      await session.manager
        .createQueryBuilder()
        .insert()
        .into<ObjectLiteral>(this.entity)
        .values(rows.slice(from, from + CHUNK))
        .orUpdate(this.#overwritten, [...this.key])
        // Otherwise TypeORM reads generated values back, with one SELECT per row.
        .updateEntity(false)
        .execute();
    }
  }

  /** Inserts rows of a table without a key of its own. */
  async insert(session: Session, rows: readonly WrittenRow<C>[]): Promise<void> {
    for (let from = 0; from < rows.length; from += CHUNK) {
      if (shouldYield()) await yieldToEventLoop();
      await session.manager
        .createQueryBuilder()
        .insert()
        .into<ObjectLiteral>(this.entity)
        .values(rows.slice(from, from + CHUNK))
        .updateEntity(false)
        .execute();
    }
  }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Values without some of them. */
export function omit<T extends object, Name extends keyof T>(values: T, ...names: readonly Name[]): Omit<T, Name> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name as Name))) as Omit<T, Name>;
}
