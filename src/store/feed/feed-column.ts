/** What an engine calls a database. */
export type Dialect = 'sqlite' | 'mysql';

/** How a column is stored, and what of a stored value it shows. */
type Kind = 'text' | 'note' | 'number' | 'amount';

/** A column of a table of the change feed. */
export interface FeedColumn {
  readonly name: string;
  readonly kind: Kind;
  /** What the value means, for readers. */
  readonly meaning: string;
  /** An expression over the tables of the statement, or a path into the JSON document that the table is made from. */
  readonly from: { readonly sql: Readonly<Record<Dialect, string>> } | { readonly path: string };
  /** How masking an order hides the value; undefined for what is not personal data. */
  readonly personal?: 'hidden' | 'prefix';
}

/** A column from an expression: one that both engines understand, or one for each. */
export function plain(
  name: string,
  kind: Kind,
  sql: string | Readonly<Record<Dialect, string>>,
  meaning: string,
): FeedColumn {
  return { name, kind, meaning, from: { sql: typeof sql === 'string' ? { sqlite: sql, mysql: sql } : sql } };
}

/** A column from a JSON document. @param path below the document, such as `soldTo.name.first` */
export function json(name: string, kind: Kind, path: string, meaning: string): FeedColumn {
  return { name, kind, meaning, from: { path } };
}

/** A column of personal data, which masking hides; of a postal code, the first three characters stay. */
export function personal(column: FeedColumn, how: 'hidden' | 'prefix' = 'hidden'): FeedColumn {
  return { ...column, personal: how };
}

/** The names of a person, and how to reach it. @param at path of the person in the document */
export function personColumns(at: string, who: string): readonly FeedColumn[] {
  const name = (column: string, field: string, meaning: string): FeedColumn =>
    personal(json(column, 'text', `${at}.name.${field}`, meaning));
  const address = (column: string, meaning: string): FeedColumn =>
    personal(json(column, 'text', `${at}.address.${column}`, meaning));
  const area = (column: string, meaning: string): FeedColumn =>
    json(column, 'text', `${at}.address.${column}`, meaning);
  return [
    personal(json('customer_no', 'text', `${at}.customerNo`, `number that the caller gives ${who}`)),
    name('company', 'company', 'company'),
    name('name_prefix', 'prefix', 'title before the name'),
    name('first_name', 'first', 'first name'),
    name('middle_name', 'middle', 'middle name'),
    name('last_name', 'last', 'last name'),
    name('name_suffix', 'suffix', 'what follows the name'),
    address('attention', 'attention line'),
    address('address1', 'first line of the address'),
    address('address2', 'second line of the address'),
    address('address3', 'third line of the address'),
    address('address4', 'fourth line of the address'),
    address('apt', 'apartment'),
    area('city', 'city'),
    area('province', 'province or state'),
    personal(json('postal', 'text', `${at}.address.postal`, 'postal code'), 'prefix'),
    area('country', 'country'),
    address('email', 'e-mail address'),
    address('phone1', 'first phone number'),
    address('phone2', 'second phone number'),
  ];
}

/** The type of a column in CREATE TABLE. Amounts are decimals; SQLite, which has none, keeps their digits as text. */
export function typeOf({ kind }: FeedColumn, dialect: Dialect): string {
  switch (kind) {
    case 'text':
      return 'VARCHAR(255) NOT NULL';
    case 'note':
      return 'TEXT NOT NULL';
    case 'number':
      return 'INT';
    case 'amount':
      return dialect === 'mysql' ? 'DECIMAL(17,2) NOT NULL' : 'TEXT NOT NULL';
  }
}

/** The type of a column of JSON_TABLE. */
export function jsonTypeOf({ kind }: FeedColumn): string {
  switch (kind) {
    case 'text':
      return 'VARCHAR(255)';
    case 'note':
      return 'TEXT';
    case 'number':
      return 'INT';
    case 'amount':
      return 'DECIMAL(17,0)';
  }
}

/** The value of a column in a SELECT. @param document what SQLite reads JSON from; on a server, JSON_TABLE has read it as `j` */
export function valueOf({ kind, name, from }: FeedColumn, dialect: Dialect, document: string): string {
  const inDocument = (path: string): string =>
    dialect === 'mysql' ? `j.${name}` : `json_extract(${document}, '$.${path}')`;
  const found = 'sql' in from ? from.sql[dialect] : inDocument(from.path);
  switch (kind) {
    case 'number':
      return found;
    case 'amount':
      return amountOf(`COALESCE(${found}, 0)`, dialect);
    default:
      return `COALESCE(${found}, '')`;
  }
}

/** Hundredths as a decimal number with two places. */
function amountOf(hundredths: string, dialect: Dialect): string {
  if (dialect === 'mysql') return `ROUND(${hundredths} / 100, 2)`;
  const sign = `CASE WHEN ${hundredths} < 0 THEN '-' ELSE '' END`;
  return `printf('%s%d.%02d', ${sign}, abs(${hundredths}) / 100, abs(${hundredths}) % 100)`;
}

/** The masked value of a column of personal data; empty values stay empty. */
export function maskedValue({ name, personal: how }: FeedColumn, dialect: Dialect): string {
  if (how === 'hidden') return `CASE WHEN ${name} = '' THEN '' ELSE '*****' END`;
  const characters = dialect === 'mysql' ? `CHAR_LENGTH(${name})` : `LENGTH(${name})`;
  const rest = `${characters} - 3`;
  const stars = dialect === 'mysql' ? `REPEAT('*', ${rest})` : `substr('${'*'.repeat(255)}', 1, ${rest})`;
  return `CASE WHEN ${characters} <= 3 THEN ${name} ELSE CONCAT(SUBSTR(${name}, 1, 3), ${stars}) END`;
}
