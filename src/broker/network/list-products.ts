import type { ProductEntry } from '../../domain/network/catalog-document.js';
import { CLASSIFICATION } from '../../domain/product.js';
import type { Session } from '../../platform/db/session.js';
import { findProductItems } from '../../store/inventory/products.js';
import { ProductEntity } from '../../store/network/catalog-entities.js';
import type { ProductRow } from '../../store/network/catalog-entities.js';
import { readOne, readPage } from '../../store/network/catalog-pages.js';
import type { PageRequest } from '../../store/network/catalog-pages.js';
import type { BrokerContext } from '../context.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';

type Context = Pick<BrokerContext, 'database'>;

/** Lists the products in the order of their codes, each in the form of the catalog document. */
export async function listProducts(context: Context, page: PageRequest): Promise<Page<ProductEntry>> {
  return context.database.transaction(async (session) => {
    const rows = await readPage(session, ProductEntity, 'product_cd', { ...page, limit: page.limit + 1 });
    const { items, ...position } = pageOf(rows, page.limit, (row) => row.product_cd);
    return { items: await productEntries(session, items), ...position };
  });
}

/** A product in the form of the catalog document; undefined for an unknown code. */
export async function getProduct(context: Context, productCd: string): Promise<ProductEntry | undefined> {
  return context.database.transaction(async (session) => {
    const row = await readOne(session, ProductEntity, { product_cd: productCd });
    return row === undefined ? undefined : (await productEntries(session, [row]))[0];
  });
}

async function productEntries(session: Session, rows: readonly ProductRow[]): Promise<ProductEntry[]> {
  const items = await findProductItems(
    session,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const attributes = JSON.parse(row.attributes) as NonNullable<ProductEntry['attributes']>;
    return {
      product_cd: row.product_cd,
      description: row.description,
      ...Object.fromEntries(CLASSIFICATION.filter((name) => row[name] !== '').map((name) => [name, row[name]])),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      system_products: items.get(row.id) ?? [],
    };
  });
}
