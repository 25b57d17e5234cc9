import { z } from 'zod';
import { CLASSIFICATION } from '../../domain/product.js';
import { faultsOf } from '../catalog/catalog-fault.js';
import { address, inventoryEntry, location, product } from '../catalog/catalog-schema.js';
import { LEVEL_PREFERENCES } from '../catalog/preferences-schema.js';
import { itemCode, placeCode, text } from '../catalog/values-schema.js';

/** The files that can be imported, the columns each may have, and how a cell becomes a value. docs/imports.md. */

export const IMPORT_KINDS = ['product', 'product-location', 'barcode', 'location'] as const;
export type ImportKind = (typeof IMPORT_KINDS)[number];

type CellType = 'text' | 'number' | 'flag';

interface Layout {
  /** Every column there may be, in the order of the documentation. */
  readonly columns: ReadonlyMap<string, CellType>;
  readonly required: readonly string[];
  /** What the values of a row must be: the same as in a catalog document. */
  readonly schema: z.ZodType<object>;
}

const texts = (...names: readonly string[]): [string, CellType][] => names.map((name) => [name, 'text']);
const numbers = (...names: readonly string[]): [string, CellType][] => names.map((name) => [name, 'number']);
const barcode = text(40).exactOptional();
// A cell holds one value: a preference that is a list is set in the catalog.
const preferences = LEVEL_PREFERENCES.filter(([, value]) => !(value instanceof z.ZodArray)).map(
  ([name, value]) => [`pref.${name}`, value] as const,
);

export const LAYOUTS: Readonly<Record<ImportKind, Layout>> = {
  product: {
    columns: new Map(texts('product_cd', 'description', ...CLASSIFICATION, 'system_cd', 'item_id', 'upc', 'ean')),
    required: ['product_cd', 'description'],
    schema: z.strictObject({
      ...product.omit({ attributes: true, system_products: true }).shape,
      system_cd: placeCode.exactOptional(),
      item_id: itemCode.exactOptional(),
      upc: barcode,
      ean: barcode,
    }),
  },
  'product-location': {
    columns: new Map([
      ...texts('system_cd', 'location_cd', 'item_id'),
      ...numbers('available_qty', 'next_po_qty'),
      ...texts('next_po_date'),
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
    schema: inventoryEntry,
  },
  barcode: {
    columns: new Map(texts('system_cd', 'item_id', 'upc', 'ean')),
    required: ['system_cd', 'item_id'],
    schema: z.strictObject({ system_cd: placeCode, item_id: itemCode, upc: barcode, ean: barcode }),
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
      ['active', 'flag'] as [string, CellType],
      ...preferences.map(([name, value]): [string, CellType] => [
        name,
        value instanceof z.ZodBoolean ? 'flag' : 'number',
      ]),
    ]),
    required: ['system_cd', 'location_cd'],
    schema: z.strictObject({
      ...address.pick({ address1: true, city: true, province: true, postal: true, country: true, phone1: true }).shape,
      ...location.omit({ address: true, attributes: true, preferences: true }).shape,
      system_cd: placeCode,
      name: location.shape.name.exactOptional(),
      ...Object.fromEntries(preferences.map(([name, value]) => [name, value.exactOptional()])),
    }),
  },
};

/** What keeps a header row from being one. @returns undefined when it is good */
export function headerFault(kind: ImportKind, names: readonly string[]): string | undefined {
  const { columns, required } = LAYOUTS[kind];
  const unknown = names.filter((name) => !columns.has(name));
  if (unknown.length > 0) {
    const known = [...columns.keys()].filter((name) => !name.startsWith('pref.')).join('|');
    return `unknown ${plural('column', unknown.length)} ${unknown.map((name) => JSON.stringify(name)).join(', ')}; a ${kind} file has ${known}${kind === 'location' ? ' and pref.<preference>' : ''}`;
  }
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) return `${plural('column', twice.length)} ${twice.join(', ')} found twice`;
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0)
    return `${plural('column', missing.length)} ${missing.join(', ')} missing; the first row names the columns, separated by |`;
  return undefined;
}

/** A row's values, checked; or what is wrong with it. An empty cell is a value that is not there. */
export function readRow(kind: ImportKind, names: readonly string[], row: string): object | string {
  const { columns, schema } = LAYOUTS[kind];
  const cells = row.split('|');
  // Many programs end every row with a separator.
  if (cells.length === names.length + 1 && cells.at(-1)?.trim() === '') cells.pop();
  if (cells.length !== names.length)
    return `found ${String(cells.length)} columns, expected ${String(names.length)} as in the header`;
  const values = new Map<string, unknown>();
  for (const [index, name] of names.entries()) {
    const cell = cells[index] ?? '';
    // Blanks inside and before an item code count, those behind it never do.
    const value = valueOf(name === 'item_id' ? cell.trimEnd() : cell.trim(), columns.get(name) ?? 'text');
    if (value !== undefined) values.set(name, value);
  }
  const entry = Object.fromEntries(values);
  const result = schema.safeParse(entry);
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, entry, () => undefined));
  return [...new Map(faults.map(({ path, reason }) => [path, `${path}: ${reason}`])).values()].join('; ');
}

/** @returns the text itself where it is not what its column holds: the schema then says so */
function valueOf(cell: string, type: CellType): string | number | boolean | null | undefined {
  if (cell === '') return undefined;
  if (type === 'number') return cell === 'null' ? null : /^-?\d{1,15}(\.\d{1,15})?$/.test(cell) ? Number(cell) : cell;
  if (type === 'flag') return /^(?:true|y)$/i.test(cell) ? true : /^(?:false|n)$/i.test(cell) ? false : cell;
  return cell;
}

function plural(noun: string, count: number): string {
  return count === 1 ? noun : `${noun}s`;
}
