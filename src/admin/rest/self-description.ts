import { jsonDocument } from '../schemas/common.js';
import { openApiDocument } from './open-api.js';
import type { Route } from './route.js';

/** Adds the routes that describe the table: the OpenAPI document and a list in plain text. Both include themselves. */
export function withDescription(routes: readonly Route[]): readonly Route[] {
  const all: Route[] = [...routes];
  all.push(
    {
      method: 'get',
      path: '/openapi.json',
      role: 'read',
      summary: 'Get the OpenAPI 3.1 document of this interface',
      middleware: [],
      responses: { 200: { description: 'The document', schema: jsonDocument } },
      respond: (_context, _request, response) => {
        response.json(openApiDocument(all));
        return Promise.resolve();
      },
    },
    {
      method: 'get',
      path: '/',
      role: 'read',
      summary: 'List the routes in plain text',
      middleware: [],
      responses: { 200: { description: 'Plain text' } },
      respond: (_context, _request, response) => {
        response.type('text/plain').send(listRoutes(all));
        return Promise.resolve();
      },
    },
  );
  return all;
}

function listRoutes(routes: readonly Route[]): string {
  const calls = routes.map(
    ({ method, path }) => `${method.toUpperCase().padEnd(6)} /admin/v1${path === '/' ? '' : path}`,
  );
  const width = Math.max(...calls.map((call) => call.length));
  const roles = Math.max(...routes.map(({ role }) => role.length));
  return [
    'Order Broker: administration. JSON in and out; see /admin/v1/openapi.json for every field.',
    '',
    ...routes.map(
      ({ summary, role }, index) => `${(calls[index] ?? '').padEnd(width)}  ${role.padEnd(roles)}  ${summary}`,
    ),
    '',
  ].join('\n');
}
