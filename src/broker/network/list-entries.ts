import { placeOfKey } from '../../domain/network/place-key.js';
import { geocodeKey } from '../../geo/geocode.js';
import { CATALOG_COLLECTIONS } from '../../store/network/catalog-collections.js';
import type { CatalogCollection } from '../../store/network/catalog-collections.js';
import type { PageRequest } from '../../store/network/catalog-pages.js';
import type { BrokerContext } from '../context.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';

type Context = Pick<BrokerContext, 'database'>;

/** Lists a collection in key order, each entry in the form of the catalog document. */
export async function listEntries(
  context: Context,
  collection: CatalogCollection,
  page: PageRequest,
): Promise<Page<object>> {
  const found = await context.database.transaction((session) =>
    CATALOG_COLLECTIONS[collection].list(session, { ...page, limit: page.limit + 1 }),
  );
  const { items, ...position } = pageOf(found, page.limit, ({ key }) => key);
  return { items: items.map(({ entry }) => entry), ...position };
}

/** The key under which an entry of a collection is stored and listed. */
export function entryKey(collection: CatalogCollection, entry: object): string {
  if (collection === 'places') return geocodeKey(entry);
  return String((entry as Readonly<Record<string, unknown>>)[CATALOG_COLLECTIONS[collection].key]);
}

/** The key that an address of the admin API means: that of a place may be written as its code or city is. */
export function addressedKey(collection: CatalogCollection, written: string): string {
  return collection === 'places' ? geocodeKey(placeOfKey(written)) : written;
}

/** An entry in the form of the catalog document; undefined for an unknown key. */
export async function getEntry(
  context: Context,
  collection: CatalogCollection,
  key: string,
): Promise<object | undefined> {
  return context.database.transaction((session) => CATALOG_COLLECTIONS[collection].get(session, key));
}
