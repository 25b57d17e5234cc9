import { addKey, extendKey, listKeys, revokeKey } from '../../broker/access/api-keys.js';
import { UserAdministrationError } from '../../broker/access/users.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { answered, jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { JsonResponse } from '../rest/json-route.js';
import { readPosition, writePosition } from '../rest/position.js';
import type { Route } from '../rest/route.js';
import { pageQuery } from '../schemas/common.js';
import { createdKey, extension, keyPage, keySchema, newKey } from '../schemas/keys.js';

/** The API keys of partners: created, listed, extended and revoked. */
export const keyRoutes: readonly Route[] = [
  jsonRoute({
    method: 'get',
    path: '/keys',
    role: 'administer',
    summary: 'List the API keys of partners, without their secrets',
    query: pageQuery,
    responses: { 200: { description: 'A page of keys by name', schema: keyPage } },
    handle: async (context, { query }) => {
      const [after = ''] = query.after === '' ? [] : readPosition(query.after, 1);
      const { items, next } = await listKeys(context, { limit: query.limit, after });
      return ok({ items, ...(next === undefined ? {} : { next: writePosition([next]) }) });
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/keys',
    role: 'administer',
    summary: 'Create an API key, and show it once',
    idempotent: true,
    body: { schema: newKey },
    responses: { 201: { description: 'The key with its secret', schema: createdKey } },
    handle: async (context, { body, repeatable }) => {
      const { valid_days: validDays, ...wanted } = body;
      try {
        const result = await addKey(context, { ...wanted, validDays }, repeatable);
        const { view, key } = result.body;
        if (!result.replayed) context.log.info({ key: view.name, id: view.id }, 'API key created');
        return answered({ ...result, body: { ...view, key } });
      } catch (error) {
        if (!(error instanceof UserAdministrationError)) throw error;
        throw new InvalidRequestError([{ path: error.path, reason: error.message }]);
      }
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/keys/{name}/extend',
    role: 'administer',
    summary: 'Extend an API key, also one that has expired',
    body: { schema: extension },
    responses: { 200: { description: 'The key', schema: keySchema } },
    handle: (context, { param, body }) =>
      orUnknown(() => extendKey(context, param('name'), body.valid_days), param('name')),
  }),
  jsonRoute({
    method: 'post',
    path: '/keys/{name}/revoke',
    role: 'administer',
    summary: 'Revoke an API key, at once and for good',
    responses: { 200: { description: 'The key', schema: keySchema } },
    handle: (context, { param }) => orUnknown(() => revokeKey(context, param('name')), param('name')),
  }),
];

async function orUnknown(change: () => Promise<object>, name: string): Promise<JsonResponse> {
  try {
    return ok(await change());
  } catch (error) {
    if (!(error instanceof UserAdministrationError)) throw error;
    return notFound(`key ${JSON.stringify(name)} that is not revoked`);
  }
}
