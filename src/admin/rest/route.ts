import express from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { AdminRole } from '../../platform/auth/admin-role.js';
import type { BrokerContext } from '../../broker/context.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import { faultsOf } from '../../formats/schema-faults.js';
import { errorSchema, faultsSchema } from './schemas.js';

/**
 * One row of the table that drives both the server and its OpenAPI document: what is described is what is served.
 */
export interface Route {
  readonly method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  /** Behind `/admin/v1`, with `{names}` in it. */
  readonly path: string;
  /** The least role whose tokens may use it. */
  readonly role: AdminRole;
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: { readonly mediaTypes: readonly string[]; readonly schema: z.ZodType };
  /** What comes back, by status. */
  readonly answers: Readonly<Record<number, AnswerForm>>;
  /** What stands between the request and `respond`, e.g. reading its body. */
  readonly before: readonly RequestHandler[];
  readonly respond: (context: BrokerContext, request: Request, response: Response) => Promise<void>;
}

export interface AnswerForm {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default `application/json`. */
  readonly mediaType?: string;
}

/** What a caller asks, read and checked. */
export interface Call<Query, Body> {
  /** A part of the address, by its name in the route's path. */
  readonly param: (name: string) => string;
  readonly query: Query;
  readonly body: Body;
}

/** What a caller gets. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a request sets out to be and is not; becomes a 400. */
export class RefusedError extends Error {
  override readonly name = 'Refused';

  constructor(readonly faults: readonly CatalogFault[]) {
    super('the request has faults');
  }
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const notFound = (what: string): Answer => ({ status: 404, body: { error: `there is no ${what}` } });

interface Definition<Query, Body> extends Omit<Route, 'before' | 'respond' | 'query' | 'body'> {
  readonly query?: z.ZodObject & z.ZodType<Query>;
  readonly body?: {
    readonly schema: z.ZodType<Body>;
    readonly limit?: string;
    readonly mediaTypes?: readonly string[];
    /** What the address already says, put into the body before it is checked. */
    readonly complete?: (body: unknown, param: (name: string) => string) => unknown;
  };
  readonly handle: (context: BrokerContext, call: Call<Query, Body>) => Promise<Answer>;
}

const BODY_LIMIT = '1mb';

/** A route that takes and gives JSON. */
export function jsonRoute<Query = unknown, Body = unknown>(definition: Definition<Query, Body>): Route {
  const { handle, body, query, ...described } = definition;
  const mediaTypes = body?.mediaTypes ?? ['application/json'];
  return {
    ...described,
    answers: {
      ...described.answers,
      ...(body === undefined && query === undefined && described.method !== 'post'
        ? {}
        : { 400: { description: 'Faults, each with its place; nothing was changed', schema: faultsSchema } }),
      ...(described.path.includes('{') ? { 404: { description: 'Unknown', schema: errorSchema } } : {}),
      ...(body === undefined ? {} : { 415: { description: `Not ${mediaTypes.join(' or ')}`, schema: errorSchema } }),
    },
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body: { mediaTypes, schema: body.schema } }),
    before:
      body !== undefined
        ? [express.text({ type: [...mediaTypes], limit: body.limit ?? BODY_LIMIT })]
        : described.method === 'post'
          ? [express.text({ type: () => true, limit: BODY_LIMIT })]
          : [],
    respond: async (context, request, response) => {
      const param = (name: string): string => String(request.params[name]);
      if (body !== undefined && typeof request.body !== 'string') {
        response.status(415).json({ error: `the body is sent as ${mediaTypes.join(' or ')}` });
        return;
      }
      let answer: Answer;
      try {
        if (body === undefined) refuseBody(request.body);
        const written = body === undefined ? undefined : parseJson(request.body as string);
        answer = await handle(context, {
          param,
          query: (query === undefined ? undefined : checked(query, { ...request.query })) as Query,
          body: (body === undefined
            ? undefined
            : checked(body.schema, body.complete?.(written, param) ?? written)) as Body,
        });
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        answer = { status: 400, body: { faults: error.faults } };
      }
      response.status(answer.status);
      if (answer.body === undefined) response.end();
      else response.json(answer.body);
    },
  };
}

/** What is sent to be obeyed must not be passed over: options of such a route stand in its address. @throws {RefusedError} */
function refuseBody(text: unknown): void {
  if (typeof text === 'string' && !/^\s*(?:\{\s*\})?\s*$/.test(text)) {
    throw new RefusedError([
      { path: '', reason: 'found a body, expected none: what is asked for stands in the query of the address' },
    ]);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RefusedError([{ path: '', reason: `the body is not JSON: ${(error as Error).message}` }]);
  }
}

/** @throws {RefusedError} with one fault for each place that does not fit */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const faults = new Map(
    result.error.issues
      .flatMap((issue) => faultsOf(issue, value, () => undefined))
      .reverse()
      .map((fault) => [fault.path, fault]),
  );
  throw new RefusedError([...faults.values()].reverse());
}
