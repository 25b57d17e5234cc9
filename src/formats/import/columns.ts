import { z } from 'zod';
import { CLASSIFICATION } from '../../domain/product.js';
import { readDigits } from '../../domain/values/wire-number.js';
import { address, reportedStock, location, product } from '../catalog/catalog-schema.js';
import { LEVEL_PREFERENCES } from '../catalog/preferences-schema.js';
import { itemCode, shortCode, text } from '../catalog/values-schema.js';
import { faultsOf } from '../schema-faults.js';

/** The kinds of files that can be imported, their columns, and the parsing of their cells. docs/configuring/imports.md. */

export const IMPORT_KINDS = ['product', 'product-location', 'barcode', 'location'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

type CellType = 'text' | 'number' | 'flag';

interface Layout {
  /** All possible columns, in the order of the documentation. */
  readonly columns: ReadonlyMap<string, CellType>;
  readonly required: readonly string[];
  /** The schema of a row; the values are those of a catalog document. */
  readonly schema: z.ZodType<object>;
}

const texts = (...names: readonly string[]): [string, CellType][] => names.map((name) => [name, 'text']);
const numbers = (...names: readonly string[]): [string, CellType][] => names.map((name) => [name, 'number']);
const barcode = text(40).exactOptional();
// A cell holds one value, so preferences that are lists can be set only in the catalog.
const preferences = LEVEL_PREFERENCES.filter(([, value]) => !(value instanceof z.ZodArray)).map(
  ([name, value]) => [`pref.${name}`, value] as const,
);

/** A nullable preference is a number: null takes a limit away. */
function cellTypeOf(value: z.ZodType): CellType {
  if (value instanceof z.ZodBoolean) return 'flag';
  return value instanceof z.ZodNumber || value instanceof z.ZodNullable ? 'number' : 'text';
}

export const LAYOUTS: Readonly<Record<ImportKind, Layout>> = {
  product: {
    columns: new Map(texts('product_cd', 'description', ...CLASSIFICATION, 'system_cd', 'item_id', 'upc', 'ean')),
    required: ['product_cd', 'description'],
    schema: z.strictObject({
      ...product.omit({ attributes: true, system_products: true }).shape,
      system_cd: shortCode.exactOptional(),
      item_id: itemCode.exactOptional(),
      upc: barcode,
      ean: barcode,
    }),
  },
  'product-location': {
    columns: new Map([
      ...texts('system_cd', 'location_cd', 'item_id'),
      ...numbers('available_qty', 'next_po_qty'),
      ...texts('next_po_date', 'as_of'),
      ...numbers(
        'unit_cost',
        'daily_sell_through',
        'minimum_sell_qty',
        'sell_multiple',
        'shrink_rate',
        'sales_velocity',
      ),
    ]),
    required: ['system_cd', 'location_cd', 'item_id', 'available_qty'],
    schema: reportedStock,
  },
  barcode: {
    columns: new Map(texts('system_cd', 'item_id', 'upc', 'ean')),
    required: ['system_cd', 'item_id'],
    schema: z.strictObject({ system_cd: shortCode, item_id: itemCode, upc: barcode, ean: barcode }),
  },
  location: {
    columns: new Map([
      ...texts(
        'system_cd',
        'location_cd',
        'name',
        'type',
        'address1',
        'city',
        'province',
        'postal',
        'country',
        'phone1',
      ),
      ...numbers('latitude', 'longitude', 'priority', 'labor_cost'),
      ...texts('time_zone', 'channel'),
      ['active', 'flag'] as [string, CellType],
      ...preferences.map(([name, value]): [string, CellType] => [name, cellTypeOf(value)]),
    ]),
    required: ['system_cd', 'location_cd'],
    schema: z.strictObject({
      ...address.pick({ address1: true, city: true, province: true, postal: true, country: true, phone1: true }).shape,
      ...location.omit({ address: true, attributes: true, preferences: true }).shape,
      system_cd: shortCode,
      name: location.shape.name.exactOptional(),
      ...Object.fromEntries(preferences.map(([name, value]) => [name, value.exactOptional()])),
    }),
  },
};

/** Checks the column names of a header row. @returns the fault; undefined for a valid header */
export function headerFault(kind: ImportKind, names: readonly string[]): string | undefined {
  const { columns, required } = LAYOUTS[kind];
  const unknown = names.filter((name) => !columns.has(name));
  if (unknown.length > 0) {
    const known = [...columns.keys()].filter((name) => !name.startsWith('pref.')).join('|');
    return `unknown ${plural('column', unknown.length)} ${unknown.map((name) => JSON.stringify(name)).join(', ')}; a ${kind} file has ${known}${kind === 'location' ? ' and pref.<preference>' : ''}`;
  }
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  if (repeated.length > 0) return `${plural('column', repeated.length)} ${repeated.join(', ')} found twice`;
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0)
    return `${plural('column', missing.length)} ${missing.join(', ')} missing; the first row names the columns, separated by |`;
  return undefined;
}

/** Parses and checks a row; an empty cell is an absent value. @returns the entry, or its faults as a text */
export function readRow(kind: ImportKind, names: readonly string[], row: string): object | string {
  const { columns, schema } = LAYOUTS[kind];
  const cells = row.split('|');
  // Many programs write a separator after the last cell.
  if (cells.length === names.length + 1 && cells.at(-1)?.trim() === '') cells.pop();
  if (cells.length !== names.length)
    return `found ${String(cells.length)} columns, expected ${String(names.length)} as in the header`;
  const values = new Map<string, unknown>();
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? '';
    const value = valueOf(cell.trim(), columns.get(name) ?? 'text');
    if (value !== undefined) values.set(name, value);
  }
  const entry = Object.fromEntries(values);
  const result = schema.safeParse(entry);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, entry, () => undefined));
  return [...new Map(faults.map(({ path, reason }) => [path, `${path}: ${reason}`])).values()].join('; ');
}

/** What is written differently than the row says; undefined if nothing is. */
export function noticeOf(kind: ImportKind, entry: object): string | undefined {
  const available = kind === 'product-location' && 'available_qty' in entry ? Number(entry.available_qty) : 0;
  return available < 0 ? `available_qty: found ${String(available)}, taken for 0` : undefined;
}

/** @returns the text itself when it is not a value of that type, for the schema to report */
function valueOf(cell: string, type: CellType): string | number | boolean | null | undefined {
  if (cell === '') return undefined;
  if (type === 'number') return cell === 'null' ? null : isShortNumber(cell) ? Number(cell) : cell;
  if (type === 'flag') return /^(?:true|y)$/i.test(cell) ? true : /^(?:false|n)$/i.test(cell) ? false : cell;
  return cell;
}

/** Whether a cell is a decimal number, in any form, whose digits a double holds. */
function isShortNumber(cell: string): boolean {
  const digits = readDigits(cell);
  return digits !== undefined && digits.whole.length <= 15 && digits.fraction.length <= 15;
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}
