import express from 'express';
import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { BrokerContext } from '../../broker/context.js';
import { fingerprintOf, IdempotencyError } from '../../broker/idempotent.js';
import type { Answered, IdempotentRequest } from '../../broker/idempotent.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { codeOf } from '../../domain/values/code.js';
import { faultsOf, reservedNames } from '../../formats/schema-faults.js';
import type { AdminRole } from '../../platform/auth/admin-role.js';
import {
  IDEMPOTENCY_KEY_FORM,
  IN_PROGRESS_SECONDS,
  readIdempotencyKey,
  REPLAYED,
} from '../../platform/http/idempotency-key.js';
import { callerName, callerRole, callerToken } from '../sign-in.js';
import { errorSchema, faultsSchema } from '../schemas/common.js';
import { faultsBeside } from './fragment.js';
import type { Fragment } from './fragment.js';
import { InvalidRequestError } from './invalid-request-error.js';
import { parseJson } from './json-text.js';
import type { Route } from './route.js';

/** A request, parsed and checked against the schemas of its route. */
export interface JsonRequest<Query, Body> {
  /** A path parameter by its name in the route's path; a code, so without blanks around it. */
  readonly param: (name: string) => string;
  readonly query: Query;
  readonly body: Body;
  /** The role of the caller, at least that of the route; the highest without authentication. */
  readonly role: AdminRole;
  /** The caller's name for logs and histories: that of the token, `admin` without authentication. */
  readonly actor: string;
  /** With the caller's Idempotency-Key; undefined when it sent none, or the route takes none. */
  readonly repeatable: IdempotentRequest | undefined;
}

export interface JsonResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of a unit of work, marked when it is that of an earlier request. */
export const answered = ({ status, body, replayed }: Answered<unknown>): JsonResponse => ({
  status,
  body,
  ...(replayed ? { headers: REPLAYED } : {}),
});

export const ok = (body: unknown): JsonResponse => ({ status: 200, body });
export const forbidden = (error: string): JsonResponse => ({ status: 403, body: { error } });
export const notFound = (what: string): JsonResponse => ({ status: 404, body: { error: `there is no ${what}` } });

/** The body of a route. */
export interface BodySpec<Body> {
  readonly schema: z.ZodType<Body>;
  /** Whether a request without a body stands for one with an empty object. */
  readonly optional?: boolean;
  /** Maximum size, `1mb` by default. */
  readonly limit?: string;
  readonly mediaTypes?: readonly string[];
  /** Adds to the body what the path says, before it is checked. */
  readonly complete?: (body: unknown, param: (name: string) => string) => unknown;
  /** Where the body stands in a catalog document: what it refers to is then checked even if its form is wrong. */
  readonly within?: (body: unknown, param: (name: string) => string) => Fragment;
}

interface JsonRouteDefinition<Query, Body> extends Omit<Route, 'middleware' | 'respond' | 'query' | 'body'> {
  readonly query?: z.ZodObject & z.ZodType<Query>;
  readonly body?: BodySpec<Body>;
  /** @throws {InvalidRequestError} for an answer of 400 */
  readonly handle: (context: BrokerContext, request: JsonRequest<Query, Body>) => Promise<JsonResponse>;
}

const BODY_LIMIT = '1mb';

/** Makes a route that accepts and returns JSON; it adds the responses 400, 404 and 415 where they are possible. */
export function jsonRoute<Query = unknown, Body = unknown>(definition: JsonRouteDefinition<Query, Body>): Route {
  const { handle, body, query, ...described } = definition;
  const mediaTypes = body?.mediaTypes ?? ['application/json'];
  const mayBeInvalid = body !== undefined || query !== undefined || described.method === 'post';
  return {
    ...described,
    responses: {
      ...described.responses,
      ...(mayBeInvalid
        ? { 400: { description: 'Faults, each with its path; nothing was changed', schema: faultsSchema } }
        : {}),
      ...(described.idempotent === true
        ? {
            409: { description: 'A request with this Idempotency-Key is in progress', schema: errorSchema },
            422: { description: 'The Idempotency-Key was used for another request', schema: errorSchema },
          }
        : {}),
      ...(described.path.includes('{') ? { 404: { description: 'Unknown', schema: errorSchema } } : {}),
      ...(body === undefined ? {} : { 415: { description: `Not ${mediaTypes.join(' or ')}`, schema: errorSchema } }),
    },
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body: { mediaTypes, schema: body.schema, optional: body.optional === true } }),
    middleware: bodyReaders(described.method, mediaTypes, body),
    respond: async (context, request, response) => {
      if (body?.optional === true && isWithoutBody(request)) request.body = '{}';
      if (body !== undefined && typeof request.body !== 'string') {
        response.status(415).json({ error: `the body is sent as ${mediaTypes.join(' or ')}` });
        return;
      }
      const role = callerRole(response);
      const result = await orFaults(async () => {
        const read = await readRequest(context, request, query, body);
        const repeatable =
          described.idempotent === true ? repeatableOf(request, read, callerName(response)) : undefined;
        return handle(context, { ...read, role, actor: callerToken(response) ?? 'admin', repeatable });
      });
      response.status(result.status).set(result.headers ?? {});
      if (result.body === undefined) response.end();
      else response.json(result.body);
    },
  };
}

const isWithoutBody = ({ headers }: Request): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

/** A POST without a body schema reads a body too, in order to reject it. */
function bodyReaders<Body>(
  method: Route['method'],
  mediaTypes: readonly string[],
  body: BodySpec<Body> | undefined,
): RequestHandler[] {
  if (body !== undefined) return [express.text({ type: [...mediaTypes], limit: body.limit ?? BODY_LIMIT })];
  return method === 'post' ? [express.text({ type: () => true, limit: BODY_LIMIT })] : [];
}

/** @throws {InvalidRequestError} */
async function readRequest<Query, Body>(
  context: BrokerContext,
  request: Request,
  query: z.ZodType<Query> | undefined,
  body: BodySpec<Body> | undefined,
): Promise<Omit<JsonRequest<Query, Body>, 'role' | 'actor' | 'repeatable'>> {
  const param = (name: string): string => codeOf(String(request.params[name]));
  if (body === undefined) rejectBody(request.body);
  const sent = body === undefined ? undefined : parseJson(request.body as string);
  return {
    param,
    query: (query === undefined ? undefined : checked(query, { ...request.query })) as Query,
    body: (body === undefined ? undefined : await readBody(context, body, sent, param)) as Body,
  };
}

/** @throws {InvalidRequestError} with every fault */
async function readBody<Body>(
  context: BrokerContext,
  { schema, complete, within }: BodySpec<Body>,
  sent: unknown,
  param: (name: string) => string,
): Promise<Body> {
  const value = complete?.(sent, param) ?? sent;
  try {
    return checked(schema, value);
  } catch (error) {
    if (!(error instanceof InvalidRequestError) || within === undefined) throw error;
    const others = await faultsBeside(context, within(value, param));
    const told = new Set(error.faults.map(({ path }) => path));
    throw new InvalidRequestError([...error.faults, ...others.filter(({ path }) => !told.has(path))]);
  }
}

async function orFaults(work: () => Promise<JsonResponse>): Promise<JsonResponse> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InvalidRequestError) return { status: 400, body: { faults: error.faults } };
    if (error instanceof RefusedError || error instanceof OutboundRefusedError)
      return { status: error.status, body: { error: error.message, code: error.code } };
    if (!(error instanceof IdempotencyError)) throw error;
    return error.kind === 'reused'
      ? { status: 422, body: { error: error.message } }
      : { status: 409, body: { error: error.message }, headers: { 'Retry-After': String(IN_PROGRESS_SECONDS) } };
  }
}

/** @throws {InvalidRequestError} for a key of another form */
function repeatableOf(
  { headers, method, path }: Request,
  { query, body }: Pick<JsonRequest<unknown, unknown>, 'query' | 'body'>,
  owner: string,
): IdempotentRequest | undefined {
  const header = headers['idempotency-key']?.toString();
  if (header === undefined) return undefined;
  const key = readIdempotencyKey(header);
  if (key === undefined) throw new InvalidRequestError([{ path: 'Idempotency-Key', reason: IDEMPOTENCY_KEY_FORM }]);
  return { owner, key, fingerprint: fingerprintOf(`${method} ${path}`, [query, body]) };
}

/**
 * Rejects a body that would be ignored: the options of such a route are in its query.
 * @throws {InvalidRequestError}
 */
function rejectBody(text: unknown): void {
  if (typeof text === 'string' && !/^\s*(?:\{\s*\})?\s*$/.test(text)) {
    throw new InvalidRequestError([
      { path: '', reason: 'found a body, expected none: what is asked for stands in the query of the address' },
    ]);
  }
}

/** Checks a value against a schema. @throws {InvalidRequestError} with the first fault of each path */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const reserved = reservedNames(value);
  const result = schema.safeParse(value);
  if (result.success && reserved.length === 0) return result.data;
  const faults = new Map(
    [...(result.error?.issues ?? []).flatMap((issue) => faultsOf(issue, value, () => undefined)), ...reserved]
      .reverse()
      .map((fault) => [fault.path, fault]),
  );
  throw new InvalidRequestError([...faults.values()].reverse());
}
