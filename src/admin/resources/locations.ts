import { getLocation, listLocations } from '../../broker/network/list-locations.js';
import { getProduct, listProducts } from '../../broker/network/list-products.js';
import { putLocation } from '../../broker/network/change-catalog.js';
import { loadCatalog } from '../../broker/network/load-catalog.js';
import { location, product } from '../../formats/catalog/catalog-schema.js';
import { changesOf, checkedFragment, sameKey, withKey } from '../rest/fragment.js';
import { jsonRoute, notFound, ok } from '../rest/route.js';
import type { Route } from '../rest/route.js';
import { locationPage, pageQuery, productPage } from '../rest/schemas.js';

/** Locations of a system, and products. */
export const locationRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/systems/{system_cd}/locations',
    role: 'read',
    summary: 'List the locations of a system',
    query: pageQuery,
    answers: { 200: { description: 'A page of locations in the order of their codes', schema: locationPage } },
    handle: async (context, { param, query }) => {
      const page = await listLocations(context, param('system_cd'), query);
      return page === undefined ? notFound(`system ${JSON.stringify(param('system_cd'))}`) : ok(page);
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/systems/{system_cd}/locations/{location_cd}',
    role: 'read',
    summary: 'Show a location',
    answers: { 200: { description: 'The location', schema: location } },
    handle: async (context, { param }) => {
      const found = await getLocation(context, param('system_cd'), param('location_cd'));
      return found === undefined
        ? notFound(`location ${JSON.stringify(param('location_cd'))} of system ${JSON.stringify(param('system_cd'))}`)
        : ok(found);
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/systems/{system_cd}/locations/{location_cd}',
    role: 'administer',
    summary: 'Create or replace a location; active: false takes it out of routing',
    body: { schema: location, complete: (body, param) => withKey(body, 'location_cd', param('location_cd')) },
    answers: { 200: { description: 'Replaced', schema: location }, 201: { description: 'Created', schema: location } },
    handle: async (context, { param, body }) => {
      const prefix = 'systems[0].locations[0]';
      checkedFragment({ systems: [{ system_cd: param('system_cd'), locations: [body] }] }, prefix);
      sameKey('location_cd', body.location_cd, param('location_cd'));
      const result = await putLocation(context, param('system_cd'), body);
      if (result === undefined) return notFound(`system ${JSON.stringify(param('system_cd'))}`);
      const { locations } = changesOf(result, prefix);
      const written = await getLocation(context, param('system_cd'), body.location_cd);
      return { status: locations.created > 0 ? 201 : 200, body: written };
    },
  }),
  jsonRoute({
    method: 'get',
    path: '/products',
    role: 'read',
    summary: 'List the products',
    query: pageQuery,
    answers: { 200: { description: 'A page of products in the order of their codes', schema: productPage } },
    handle: async (context, { query }) => ok(await listProducts(context, query)),
  }),
  jsonRoute({
    method: 'get',
    path: '/products/{product_cd}',
    role: 'read',
    summary: 'Show a product with its item codes in every system',
    answers: { 200: { description: 'The product', schema: product } },
    handle: async (context, { param }) => {
      const found = await getProduct(context, param('product_cd'));
      return found === undefined ? notFound(`product ${JSON.stringify(param('product_cd'))}`) : ok(found);
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/products/{product_cd}',
    role: 'administer',
    summary: 'Create or replace a product; item codes it does not name stay, as orders may refer to them',
    body: { schema: product, complete: (body, param) => withKey(body, 'product_cd', param('product_cd')) },
    answers: { 200: { description: 'Replaced', schema: product }, 201: { description: 'Created', schema: product } },
    handle: async (context, { param, body }) => {
      const fragment = checkedFragment({ products: [body] }, 'products[0]');
      sameKey('product_cd', body.product_cd, param('product_cd'));
      const { products } = changesOf(await loadCatalog(context, fragment), 'products[0]');
      return { status: products.created > 0 ? 201 : 200, body: await getProduct(context, body.product_cd) };
    },
  }),
];
