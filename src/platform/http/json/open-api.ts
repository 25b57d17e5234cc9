import { z } from 'zod';
import type { JsonOperation } from './json-service.js';

/** What is described of an operation beside its path and method: its OpenAPI document is made from it. */
export interface DescribedOperation extends JsonOperation {
  readonly summary: string;
  /** For whom it is, in a sentence. */
  readonly audience: string;
  readonly query?: z.ZodObject;
  readonly body?: { readonly schema: z.ZodType; readonly optional?: boolean };
  /** Whether it takes an Idempotency-Key. */
  readonly idempotent?: boolean;
  /** What it answers with, and how that is described. */
  readonly answer: { readonly status: number; readonly description: string; readonly schema: z.ZodType };
}

export interface OpenApiText {
  readonly title: string;
  readonly description: string;
  /** Header of the API key. */
  readonly keyHeader: string;
}

/** The OpenAPI 3.1 document of a service: each operation with the schemas that it checks requests with. */
export function openApiOf(operations: readonly DescribedOperation[], text: OpenApiText): object {
  const paths = new Map<string, Record<string, object>>();
  for (const operation of operations) {
    const known = paths.get(operation.path) ?? {};
    known[operation.method.toLowerCase()] = describe(operation);
    paths.set(operation.path, known);
  }
  return {
    openapi: '3.1.0',
    info: { title: text.title, version: '1', description: text.description },
    servers: [{ url: '/' }],
    security: [{ token: [] }, { basic: [] }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: schemaOf(PROBLEM) },
      securitySchemes: {
        token: { type: 'apiKey', in: 'header', name: text.keyHeader },
        basic: { type: 'http', scheme: 'basic' },
      },
    },
  };
}

/** RFC 9457, as writeProblem writes it. */
const PROBLEM = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What was found, the limit, and what to do'),
  key: z.string().describe('A stable name'),
  correlationId: z.string(),
});

const REFUSED = {
  description: 'Refused; nothing was changed',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** The header that `idempotently` reads. */
export const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For a day, a repeat with the same key and content gets the first answer, with Idempotency-Replayed: true',
  schema: { type: 'string', maxLength: 257 },
};

function describe({ name, path, summary, audience, query, body, idempotent, answer }: DescribedOperation): object {
  return {
    operationId: name,
    summary,
    description: audience,
    parameters: [
      ...[...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
        name: parameter,
        in: 'path',
        required: true,
        schema: { type: 'integer', minimum: 1 },
      })),
      ...(query === undefined ? [] : queryParameters(query)),
      ...(idempotent === true ? [IDEMPOTENCY_KEY] : []),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.optional !== true,
            content: { 'application/json': { schema: schemaOf(body.schema) } },
          },
        }),
    responses: {
      [answer.status]: {
        description: answer.description,
        content: { 'application/json': { schema: schemaOf(answer.schema) } },
      },
      default: REFUSED,
    },
  };
}

/** Describes the parameters of a query. */
export function queryParameters(query: z.ZodObject): object[] {
  const { properties = {} } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

/** OpenAPI gives the dialect of the document, not of each schema. */
function schemaOf(schema: z.ZodType): object {
  const entries = Object.entries(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return Object.fromEntries(entries.filter(([name]) => name !== '$schema'));
}
