import { CLASSIFICATION } from '../../domain/product.js';
import type { Classification } from '../../domain/product.js';
import { compareText } from '../../domain/values/compare-text.js';
import { itemKey, itemPadded } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { nameInvisible } from '../../platform/invisible.js';
import { bulkUpsert } from '../../platform/db/bulk-upsert.js';
import type { Session } from '../../platform/db/session.js';
import { findItems, productIds } from '../../store/inventory/products.js';
import { SystemEntity } from '../../store/network/catalog-entities.js';
import { checkRows } from './batch.js';
import type { ImportBatch, RowFault } from './batch.js';

export interface ProductRow extends Partial<Classification> {
  readonly product_cd: string;
  readonly description: string;
  readonly system_cd?: string;
  readonly item_id?: string;
  readonly upc?: string;
  readonly ean?: string;
}

/**
 * Creates and updates products and their item codes. Attributes are kept, and so is the spelling of a known item code unless
 * `item_spelling` is among the columns.
 */
export async function importProducts(session: Session, batch: ImportBatch<ProductRow>): Promise<RowFault[]> {
  const systems = new Set((await session.manager.find(SystemEntity)).map((row) => row.system_cd));
  const { accepted, faults } = checkRows(batch.rows, (entry) => {
    if ((entry.system_cd === undefined) !== (entry.item_id === undefined))
      return 'found only one of system_cd and item_id, expected both or neither';
    return entry.system_cd === undefined || systems.has(entry.system_cd)
      ? entry
      : `system_cd: there is no system "${entry.system_cd}"${nameInvisible(entry.system_cd)}`;
  });
  const inKeyOrder = [...accepted].sort((a, b) => compareText(a.product_cd, b.product_cd));
  await bulkUpsert(
    session,
    'product',
    ['product_cd'],
    ['product_cd', 'description', 'attributes', ...CLASSIFICATION],
    ['description', ...CLASSIFICATION.filter((column) => batch.columns.has(column))],
    inKeyOrder.map((row) => [
      row.product_cd,
      row.description,
      '{}',
      ...CLASSIFICATION.map((column) => row[column] ?? ''),
    ]),
  );
  const ids = await productIds(
    session,
    accepted.map((row) => row.product_cd),
  );
  await bulkUpsert(
    session,
    'system_product',
    ['system_cd', 'item_key'],
    ['system_cd', 'item_key', 'product_id', 'upc', 'ean', 'item_spelling'],
    ['product_id', ...['upc', 'ean', 'item_spelling'].filter((column) => batch.columns.has(column))],
    accepted.flatMap((row) =>
      row.system_cd === undefined || row.item_id === undefined
        ? []
        : [
            [
              row.system_cd,
              itemKey(row.item_id),
              ids.get(row.product_cd) ?? 0,
              row.upc ?? '',
              row.ean ?? '',
              itemPadded(row.item_id) ?? '',
            ],
          ],
    ),
  );
  return faults;
}

export interface BarcodeRow {
  readonly system_cd: string;
  readonly item_id: string;
  readonly upc?: string;
  readonly ean?: string;
}

/** Sets the barcodes of existing items. */
export async function importBarcodes(session: Session, batch: ImportBatch<BarcodeRow>): Promise<RowFault[]> {
  const items = await findItems(
    session,
    batch.rows.map(({ entry }) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
  );
  const { accepted, faults } = checkRows(batch.rows, (entry) => {
    const productId = items.get(systemKey(entry.system_cd, itemKey(entry.item_id)));
    return productId === undefined
      ? `item_id: system "${entry.system_cd}" has no item "${entry.item_id}"${nameInvisible(entry.item_id)}`
      : { ...entry, productId };
  });
  await bulkUpsert(
    session,
    'system_product',
    ['system_cd', 'item_key'],
    ['system_cd', 'item_key', 'product_id', 'upc', 'ean'],
    barcodeColumns(batch.columns),
    accepted.map((row) => [row.system_cd, itemKey(row.item_id), row.productId, row.upc ?? '', row.ean ?? '']),
  );
  return faults;
}

function barcodeColumns(columns: ReadonlySet<string>): string[] {
  return ['upc', 'ean'].filter((column) => columns.has(column));
}
