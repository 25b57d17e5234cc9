import { getProduct, listProducts } from '../../broker/network/list-products.js';
import { product } from '../../formats/catalog/catalog-schema.js';
import { loadFragment, sameKey, withKey } from '../rest/fragment.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { productPage } from '../schemas/catalog.js';
import { pageQuery } from '../schemas/common.js';

export const productRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/products',
    role: 'read',
    summary: 'List the products',
    query: pageQuery,
    responses: { 200: { description: 'A page of products in the order of their codes', schema: productPage } },
    handle: async (context, { query }) => ok(await listProducts(context, query)),
  }),
  jsonRoute({
    method: 'get',
    path: '/products/{product_cd}',
    role: 'read',
    summary: 'Show a product with its item codes in all systems',
    responses: { 200: { description: 'The product', schema: product } },
    handle: async (context, { param }) => {
      const found = await getProduct(context, param('product_cd'));
      return found === undefined ? notFound(`product ${JSON.stringify(param('product_cd'))}`) : ok(found);
    },
  }),
  jsonRoute({
    method: 'put',
    path: '/products/{product_cd}',
    role: 'administer',
    summary: 'Create or replace a product; omitted item codes are kept, since orders may refer to them',
    body: {
      schema: product,
      complete: (body, param) => withKey(body, { product_cd: param('product_cd') }),
      within: (body) => ({ document: { products: [body] }, prefix: 'products[0]' }),
    },
    responses: { 200: { description: 'Replaced', schema: product }, 201: { description: 'Created', schema: product } },
    handle: async (context, { param, body }) => {
      sameKey('product_cd', body.product_cd, param('product_cd'));
      const { products } = await loadFragment(context, { products: [body] }, 'products[0]');
      return { status: products.created > 0 ? 201 : 200, body: await getProduct(context, body.product_cd) };
    },
  }),
];
