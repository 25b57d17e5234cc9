import type { z } from 'zod';
import { placeOfKey } from '../../domain/network/place-key.js';
import { addressedKey, entryKey, getEntry, listEntries } from '../../broker/network/list-entries.js';
import { removeEntry } from '../../broker/network/remove-from-catalog.js';
import * as entry from '../../formats/catalog/catalog-schema.js';
import { loadFragment, sameKey, withKey } from '../rest/fragment.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import * as schemas from '../schemas/catalog.js';
import { errorSchema, pageQuery } from '../schemas/common.js';

/** A collection whose entries are addressed by a single key. */
interface Resource {
  readonly path: string;
  readonly collection: Parameters<typeof getEntry>[1];
  /** Name of the key in the address, and of the entry's field that holds it. */
  readonly key: string;
  readonly noun: string;
  readonly schema: z.ZodType<object>;
  readonly page: z.ZodType;
  /** The fields of the entry that the key stands for; omitted: it is the value of one field. */
  readonly fieldsOfKey?: (key: string) => object;
}

const RESOURCES: readonly Resource[] = [
  {
    path: '/location-types',
    collection: 'location_types',
    key: 'code',
    noun: 'location type',
    schema: entry.locationType,
    page: schemas.locationTypePage,
  },
  {
    path: '/systems',
    collection: 'systems',
    key: 'system_cd',
    noun: 'system',
    schema: schemas.systemSchema,
    page: schemas.systemPage,
  },
  {
    path: '/carriers',
    collection: 'carriers',
    key: 'code',
    noun: 'carrier',
    schema: entry.carrier,
    page: schemas.carrierPage,
  },
  {
    path: '/attribute-definitions',
    collection: 'attribute_definitions',
    key: 'code',
    noun: 'attribute definition',
    schema: entry.attributeDefinition,
    page: schemas.attributeDefinitionPage,
  },
  { path: '/zones', collection: 'zones', key: 'code', noun: 'zone', schema: entry.zone, page: schemas.zonePage },
  {
    path: '/places',
    collection: 'places',
    key: 'place_key',
    noun: 'place',
    schema: entry.place,
    page: schemas.placePage,
    fieldsOfKey: placeOfKey,
  },
  {
    path: '/shipping-rates',
    collection: 'shipping_rates',
    key: 'code',
    noun: 'shipping rate',
    schema: entry.shippingRate,
    page: schemas.shippingRatePage,
  },
  {
    path: '/probability-rules',
    collection: 'probability_rules',
    key: 'name',
    noun: 'probability rule',
    schema: entry.probabilityRule,
    page: schemas.probabilityRulePage,
  },
];

export const collectionRoutes: readonly Route[] = RESOURCES.flatMap(routesOf);

function routesOf({ path, collection, key, noun, schema, page, fieldsOfKey }: Resource): Route[] {
  const entryPath = `${path}/{${key}}`;
  const readRoutes: Route[] = [
    jsonRoute({
      method: 'get',
      path,
      role: 'read',
      summary: `List the ${noun}s`,
      query: pageQuery,
      responses: { 200: { description: `A page of ${noun}s in key order`, schema: page } },
      handle: async (context, { query }) => ok(await listEntries(context, collection, query)),
    }),
    jsonRoute({
      method: 'get',
      path: entryPath,
      role: 'read',
      summary: `Show one ${noun}`,
      responses: { 200: { description: `The ${noun}`, schema } },
      handle: async (context, { param }) => {
        const found = await getEntry(context, collection, addressedKey(collection, param(key)));
        return found === undefined ? notFound(`${noun} ${JSON.stringify(param(key))}`) : ok(found);
      },
    }),
  ];
  const put = jsonRoute({
    method: 'put',
    path: entryPath,
    role: 'administer',
    summary: `Create or replace one ${noun}`,
    body: {
      schema,
      complete: (body, param) => withKey(body, fieldsOfKey?.(param(key)) ?? { [key]: param(key) }),
      within: (body) => ({ document: { [collection]: [body] }, prefix: `${collection}[0]` }),
    },
    responses: { 200: { description: 'Replaced', schema }, 201: { description: 'Created', schema } },
    handle: async (context, { param, body }) => {
      const prefix = `${collection}[0]`;
      const written = entryKey(collection, body);
      sameKey(fieldsOfKey === undefined ? key : '', written, addressedKey(collection, param(key)));
      const changes = await loadFragment(context, { [collection]: [body] }, prefix);
      return {
        status: changes[collection].created > 0 ? 201 : 200,
        body: await getEntry(context, collection, written),
      };
    },
  });
  if (collection === 'systems') return [...readRoutes, put];
  return [
    ...readRoutes,
    put,
    jsonRoute({
      method: 'delete',
      path: entryPath,
      role: 'administer',
      summary: `Remove one ${noun} that nothing refers to`,
      responses: {
        204: { description: 'Removed' },
        409: { description: 'Something refers to it', schema: errorSchema },
      },
      handle: async (context, { param }) => {
        const removal = await removeEntry(context, collection, addressedKey(collection, param(key)));
        if ('removed' in removal)
          return removal.removed ? { status: 204 } : notFound(`${noun} ${JSON.stringify(param(key))}`);
        const { referredBy } = removal;
        return {
          status: 409,
          body: {
            error: `${String(referredBy.length)} referring to this ${noun}`,
            referred_by: referredBy.slice(0, 20),
          },
        };
      },
    }),
  ];
}
