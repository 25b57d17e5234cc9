import { z } from 'zod';
import { IDEMPOTENCY_KEY, queryParameters } from '../../platform/http/json/open-api.js';
import { errorSchema } from '../schemas/common.js';
import { NAMED_SCHEMAS } from '../schemas/named-schemas.js';
import type { ResponseSpec, Route } from './route.js';

/** Responses that every route can give before it runs. */
const COMMON_RESPONSES: Readonly<Record<number, ResponseSpec>> = {
  401: { description: 'No valid token', schema: errorSchema },
  403: { description: 'The role of the token is insufficient', schema: errorSchema },
  429: { description: 'Too many requests; see Retry-After', schema: errorSchema },
};

/** The OpenAPI 3.1 document of a table of routes and the schemas that they check requests with. */
export function openApiDocument(routes: readonly Route[]): object {
  const names = new Map<z.ZodType, string>(NAMED_SCHEMAS.map(([name, schema]) => [schema, name]));
  const refer = (schema: z.ZodType): object => {
    const name = names.get(schema);
    if (name === undefined) throw new Error('a schema of a route has no name in NAMED_SCHEMAS');
    return { $ref: `#/components/schemas/${name}` };
  };
  const content = (mediaTypes: readonly string[], schema: z.ZodType): object =>
    Object.fromEntries(mediaTypes.map((type) => [type, { schema: refer(schema) }]));
  const response = ({ description, schema, mediaType = 'application/json' }: ResponseSpec): object => ({
    description,
    ...(schema === undefined ? {} : { content: content([mediaType], schema) }),
  });

  const paths = new Map<string, Record<string, object>>();
  for (const route of routes) {
    const path = paths.get(route.path) ?? {};
    path[route.method] = {
      operationId: operationId(route),
      summary: route.summary,
      description: `With AUTH=users, requires a token with the role ${route.role} or higher.`,
      security: [{ token: [route.role] }],
      parameters: [
        ...pathParameters(route.path),
        ...(route.query === undefined ? [] : queryParameters(route.query)),
        ...(route.idempotent === true ? [IDEMPOTENCY_KEY] : []),
      ],
      ...(route.body === undefined
        ? {}
        : {
            requestBody: {
              required: route.body.optional !== true,
              content: content(route.body.mediaTypes, route.body.schema),
            },
          }),
      responses: Object.fromEntries(
        Object.entries({ ...route.responses, ...COMMON_RESPONSES }).map(([status, spec]) => [status, response(spec)]),
      ),
    };
    paths.set(route.path, path);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Order Broker: administration',
      version: '1',
      description:
        'Organization, preferences, systems, locations, products, stock and rules; orders, messages, jobs and polling.',
    },
    servers: [{ url: '/admin/v1' }],
    paths: Object.fromEntries(paths),
    components: { schemas: componentSchemas(), securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function componentSchemas(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of NAMED_SCHEMAS) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  // OpenAPI gives the id and dialect of the document, not of each schema.
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$id' && key !== '$schema')),
    ]),
  );
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

/** For example `put_systems_system_cd_locations_location_cd`: unique, and readable in a generated client. */
function operationId({ method, path }: Route): string {
  return `${method}${path.replace(/[{}]/g, '').replace(/[^A-Za-z0-9]+/g, '_')}`.replace(/_$/, '');
}
