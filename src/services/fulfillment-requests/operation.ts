import type { z } from 'zod';
import { actOnce } from '../../broker/act-once.js';
import type { BrokerContext } from '../../broker/context.js';
import { fingerprintOf } from '../../broker/idempotent.js';
import type { IdempotentRequest } from '../../broker/idempotent.js';
import type { RequestActor } from '../../broker/partners/open-request.js';
import { readClient } from '../../broker/partners/exchange/read-client.js';
import type { ClientKind, RequestClient } from '../../broker/partners/exchange/read-client.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { faultsOf, reservedNames } from '../../formats/schema-faults.js';
import { REPLAYED } from '../../platform/http/idempotency-key.js';
import { idempotencyKeyOf } from '../../platform/http/json/idempotency.js';
import type { JsonAnswer, JsonCall } from '../../platform/http/json/json-service.js';
import type { DescribedOperation } from '../../platform/http/json/open-api.js';
import { invalidRequest, problemFor, wrongToken } from './problems.js';

/** A call whose query and body were checked, by a client that may make it. */
export interface RequestCall<Query, Body> {
  readonly client: RequestClient;
  /** Who acts: a source knows what is at its locations, the account everything. */
  readonly actor: RequestActor;
  readonly query: Query;
  readonly body: Body;
  /** The `{id}` of the path; 0 where it has none. */
  readonly id: number;
}

/** An operation of the service, before it has a context. */
export interface OperationDefinition<Query, Body> extends Omit<
  DescribedOperation,
  'handle' | 'audience' | 'query' | 'body'
> {
  /** The kinds of tokens that may call it. */
  readonly kinds: readonly ClientKind[];
  readonly query?: z.ZodObject & z.ZodType<Query>;
  readonly body?: { readonly schema: z.ZodType<Body>; readonly optional?: boolean };
  /** @throws {RefusedError} and other refusals */
  readonly act: (context: BrokerContext, call: RequestCall<Query, Body>) => Promise<JsonAnswer>;
}

/** Makes an operation of a context. */
export type MakeOperation = (context: BrokerContext) => DescribedOperation;

/**
 * Makes an operation: the kind of the token is checked before anything of the request, then query and body; refusals of the broker
 * become problem documents. With an Idempotency-Key, what it does and the answer that is kept of it are one transaction.
 */
export function operation<Query = unknown, Body = unknown>(
  definition: OperationDefinition<Query, Body>,
): MakeOperation {
  const { kinds, act, query, body, ...described } = definition;
  return (context) => ({
    ...described,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body }),
    audience: `For ${kinds.join(', ')} tokens.`,
    handle: async (sent, call) => {
      try {
        const client = await readClient(context, call.user);
        if (client.kind !== undefined && !kinds.includes(client.kind)) throw wrongToken(client.kind, kinds);
        const checkedCall: RequestCall<Query, Body> = {
          client,
          actor: { name: client.name, ...(client.kind === 'source' ? { locationIds: client.locationIds } : {}) },
          query: checkedQuery(query, call.query),
          body: checkedBody(body, sent),
          id: described.path.includes('{id}') ? idOf(described.path, call.parameters.get('id') ?? '') : 0,
        };
        if (described.idempotent !== true) return await act(context, checkedCall);
        return await once(context, repeatableOf(described.name, checkedCall, call), (joined) =>
          act(joined, checkedCall),
        );
      } catch (error) {
        throw problemFor(error);
      }
    },
  });
}

async function once(
  context: BrokerContext,
  repeatable: IdempotentRequest | undefined,
  act: (joined: BrokerContext) => Promise<JsonAnswer>,
): Promise<JsonAnswer> {
  const { status, body, replayed } = await actOnce(context, repeatable, async (joined) => {
    const answer = await act(joined);
    return { status: answer.status, body: answer.body ?? {} };
  });
  return { status, body, ...(replayed ? { headers: REPLAYED } : {}) };
}

/** @throws {ProblemError} idempotency-key-malformed */
function repeatableOf(
  name: string,
  { client, id, query, body }: RequestCall<unknown, unknown>,
  call: JsonCall,
): IdempotentRequest | undefined {
  const key = idempotencyKeyOf(call);
  if (key === undefined) return undefined;
  // An absent part is null: JSON has no other word for it.
  return { owner: client.name, key, fingerprint: fingerprintOf(name, [id, query ?? null, body ?? null]) };
}

/** @throws {ProblemError} invalid-request for names that are not known: a filter that has no effect would show too much */
function checkedQuery<Query>(schema: z.ZodType<Query> | undefined, sent: URLSearchParams): Query {
  const names = [...new Set(sent.keys())];
  const [first] = names;
  if (schema === undefined && first !== undefined)
    throw invalidRequest([{ path: first, reason: 'found a parameter, expected none in this call' }]);
  return schema === undefined
    ? (undefined as Query)
    : checked(schema, Object.fromEntries(names.map((name) => [name, sent.getAll(name).join(',')])));
}

/** @throws {ProblemError} invalid-request */
function checkedBody<Body>(spec: OperationDefinition<unknown, Body>['body'], sent: unknown): Body {
  if (spec === undefined) {
    const isEmpty = sent === undefined || (typeof sent === 'object' && sent !== null && Object.keys(sent).length === 0);
    if (!isEmpty) throw invalidRequest([{ path: '', reason: 'found a body, expected none in this call' }]);
    return undefined as Body;
  }
  return checked(spec.schema, sent === undefined && spec.optional === true ? {} : sent);
}

/** @throws {ProblemError} invalid-request with the first fault of each path */
function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const reserved = reservedNames(value);
  const result = schema.safeParse(value);
  if (result.success && reserved.length === 0) return result.data;
  const faults = [
    ...(result.error?.issues ?? []).flatMap((issue) => faultsOf(issue, value, () => undefined)),
    ...reserved,
  ];
  throw invalidRequest([...new Map(faults.reverse().map((fault) => [fault.path, fault])).values()].reverse());
}

/** The id that an address names. @throws {RefusedError} for a text that can be none */
function idOf(path: string, text: string): number {
  const id = parseRequestId(text);
  if (id !== undefined) return id;
  const shown = text.slice(0, 20);
  throw path.startsWith('/orders')
    ? new RefusedError('order_unknown', { request: shown })
    : new RefusedError('request_unknown', { id: shown });
}
