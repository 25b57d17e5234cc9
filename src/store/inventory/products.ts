import type { AttributeValues } from '../../domain/network/catalog-document.js';
import { itemKey } from '../../domain/values/item-code.js';
import { isLonger, TEXT_LIMITS } from '../../domain/values/limits.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** The product that a system's item code refers to. */
export interface SystemProduct {
  readonly productId: number;
  /** The code with the blanks at its end, if the catalog has some; else empty. */
  readonly itemSpelling: string;
  readonly description: string;
  readonly upc: string;
  readonly ean: string;
  readonly attributes: AttributeValues;
}

/** Finds the products of a system's item codes, by item key. Unknown codes are left out. */
export async function findSystemProducts(
  session: Session,
  systemCd: string,
  itemIds: readonly string[],
): Promise<Map<string, SystemProduct>> {
  const keys = storableKeys(itemIds);
  if (keys.length === 0) return new Map();
  const rows = await session.all<{
    item_key: string;
    item_spelling: string;
    product_id: number;
    description: string;
    attributes: string;
    upc: string;
    ean: string;
  }>(
    `SELECT sp.item_key, sp.item_spelling, sp.product_id, p.description, p.attributes, sp.upc, sp.ean
       FROM system_product sp JOIN product p ON p.id = sp.product_id
      WHERE sp.system_cd = ? AND sp.item_key IN ${placeholders(keys)}`,
    [systemCd, ...keys],
  );
  return new Map(
    rows.map((row) => [
      row.item_key,
      {
        productId: row.product_id,
        itemSpelling: row.item_spelling,
        description: row.description,
        upc: row.upc,
        ean: row.ean,
        attributes: row.attributes === '{}' ? {} : (JSON.parse(row.attributes) as AttributeValues),
      },
    ]),
  );
}

/** The keys of item codes, each once, without those that no product can have: a few of them are more than a server reads at once. */
function storableKeys(itemIds: readonly string[]): string[] {
  return [...new Set(itemIds.map(itemKey))].filter((key) => !isLonger(key, TEXT_LIMITS.item_id));
}

/** A product's description, and its code in each system that has one, as the catalog spells it. */
export interface ProductNames {
  readonly description: string;
  readonly codes: ReadonlyMap<string, { readonly itemId: string; readonly upc: string; readonly ean: string }>;
}

/** Products per statement. SQLite's limit is 32,766 parameters. */
const CHUNK = 1000;
/** The item code of a `system_product` as the catalog spells it. */
export const SPELLED_ITEM = "CASE item_spelling WHEN '' THEN item_key ELSE item_spelling END";

/** Finds the names of products, by id. Unknown ids are left out. */
export async function findProductNames(
  session: Session,
  productIds: readonly number[],
): Promise<Map<number, ProductNames>> {
  const ids = [...new Set(productIds)];
  const names = new Map<
    number,
    ProductNames & { readonly codes: Map<string, { itemId: string; upc: string; ean: string }> }
  >();
  for (let from = 0; from < ids.length; from += CHUNK) {
    const part = ids.slice(from, from + CHUNK);
    const products = await session.all<{ id: number; description: string }>(
      `SELECT id, description FROM product WHERE id IN ${placeholders(part)}`,
      part,
    );
    for (const product of products) names.set(product.id, { description: product.description, codes: new Map() });
    const codes = await session.all<{
      product_id: number;
      system_cd: string;
      item_id: string;
      upc: string;
      ean: string;
    }>(
      `SELECT product_id, system_cd, ${SPELLED_ITEM} AS item_id, upc, ean FROM system_product WHERE product_id IN ${placeholders(part)}
        ORDER BY product_id, system_cd, item_key`,
      part,
    );
    for (const code of codes)
      names.get(code.product_id)?.codes.set(code.system_cd, { itemId: code.item_id, upc: code.upc, ean: code.ean });
  }
  return names;
}

/** Finds the codes of products in every system, as the catalog spells them, by product id. */
export async function findProductItems(
  session: Session,
  productIds: readonly number[],
): Promise<Map<number, { system_cd: string; item_id: string; upc?: string; ean?: string }[]>> {
  if (productIds.length === 0) return new Map();
  const rows = await session.all<{ product_id: number; system_cd: string; item_id: string; upc: string; ean: string }>(
    `SELECT product_id, system_cd, ${SPELLED_ITEM} AS item_id, upc, ean FROM system_product WHERE product_id IN ${placeholders(productIds)}
      ORDER BY product_id, system_cd, item_key`,
    productIds,
  );
  const found = new Map(
    productIds.map((id) => [id, [] as { system_cd: string; item_id: string; upc?: string; ean?: string }[]]),
  );
  for (const { product_id: id, system_cd, item_id, upc, ean } of rows) {
    found.get(id)?.push({ system_cd, item_id, ...(upc === '' ? {} : { upc }), ...(ean === '' ? {} : { ean }) });
  }
  return found;
}

/**
 * Finds the products of item codes of several systems.
 * @returns product ids by `JSON.stringify([system, item key])`; unknown codes are left out
 */
export async function findItems(
  session: Session,
  items: readonly { readonly systemCd: string; readonly itemId: string }[],
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const systemCd of new Set(items.map((item) => item.systemCd))) {
    const keys = storableKeys(items.filter((item) => item.systemCd === systemCd).map((item) => item.itemId));
    for (let from = 0; from < keys.length; from += CHUNK) {
      const part = keys.slice(from, from + CHUNK);
      const rows = await session.all<{ item_key: string; product_id: number }>(
        `SELECT item_key, product_id FROM system_product WHERE system_cd = ? AND item_key IN ${placeholders(part)}`,
        [systemCd, ...part],
      );
      for (const row of rows) found.set(JSON.stringify([systemCd, row.item_key]), row.product_id);
    }
  }
  return found;
}

/** Finds the products of EANs and UPCs; an unknown one, and one of several products, is left out. */
export async function findProductsByEan(session: Session, codes: readonly string[]): Promise<Map<string, number>> {
  if (codes.length === 0) return new Map();
  const rows = await session.all<{ product_id: number; ean: string; upc: string }>(
    `SELECT DISTINCT product_id, ean, upc FROM system_product WHERE ean IN ${placeholders(codes)} OR upc IN ${placeholders(codes)}`,
    [...codes, ...codes],
  );
  return new Map(
    codes.flatMap((code) => {
      const [only, ...others] = new Set(
        rows.filter(({ ean, upc }) => ean === code || upc === code).map((row) => row.product_id),
      );
      return only === undefined || others.length > 0 ? [] : [[code, only] as const];
    }),
  );
}

/** Finds the ids of products, by code. Unknown codes are left out. */
export async function productIds(session: Session, codes: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const wanted = [...new Set(codes)];
  for (let from = 0; from < wanted.length; from += CHUNK) {
    const part = wanted.slice(from, from + CHUNK);
    const rows = await session.all<{ id: number; product_cd: string }>(
      `SELECT id, product_cd FROM product WHERE product_cd IN ${placeholders(part)}`,
      part,
    );
    for (const row of rows) found.set(row.product_cd, row.id);
  }
  return found;
}

/** Finds which product codes exist. */
export async function existingProducts(session: Session, codes: readonly string[]): Promise<Set<string>> {
  return new Set((await productIds(session, codes)).keys());
}

/** Reads the attributes of products, by id. Unknown ids are left out. */
export async function readProductAttributes(
  session: Session,
  productIds: readonly number[],
): Promise<Map<number, AttributeValues>> {
  const ids = [...new Set(productIds)];
  if (ids.length === 0) return new Map();
  const rows = await session.all<{ id: number; attributes: string }>(
    `SELECT id, attributes FROM product WHERE id IN ${placeholders(ids)}`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, JSON.parse(row.attributes) as AttributeValues]));
}
