import type { IncomingMessage, ServerResponse } from 'node:http';
import { CallerGoneError } from '../body.js';
import type { EndpointOptions, Reply } from '../endpoint.js';
import { refusalHeaders, runExchange } from '../endpoint.js';
import type { Exchange } from '../exchange.js';
import { faultOf, handleWithFault, replyOfFault, withFault } from '../handle-with-fault.js';
import { fieldsOfJson } from './fields.js';
import { JsonRoutes } from './json-routes.js';
import type { JsonAnswer, JsonService } from './json-service.js';
import { DEFAULT_JSON_LIMITS, ProblemError } from './json-service.js';
import type { JsonLimits } from '../../json-text.js';
import { JsonTextError, readJson } from '../../json-text.js';
import type { Problem, ProblemKey } from './problem.js';
import { problem, PROBLEM_MEDIA_TYPE, problemOf, writeProblem } from './problem.js';
import type { InjectedFault } from '../../injected-fault.js';
import { receive } from '../receive.js';
import { excerpt, HttpRefusalError } from '../refusal.js';

export interface JsonEndpointOptions extends EndpointOptions {
  readonly service: JsonService;
  /** Where the service is mounted, from `/`, without a trailing slash. */
  readonly path: string;
}

const BODILESS: ReadonlySet<string> = new Set(['GET', 'DELETE']);

/**
 * A request handler for a JSON service, with the same limits, admission control, sign-in and exchange log as SOAP.
 *
 * 1. method and path select the operation; without one the request ends here;
 * 2. the stages of HTTP (platform/http/receive.ts), with the API key or user, who must have the service's group;
 * 3. the body as UTF-8 and JSON, within the service's limits, each name once in its group;
 * 4. the operation, within its time limit.
 *
 * Every refusal and failure is answered with a problem document; an unexpected error shows the caller its correlation id
 * only. Texts go to the message log where the service has masks for them.
 */
export function jsonEndpoint(
  shared: JsonEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const routes = new JsonRoutes(shared.service.operations);
  const { bytes = Infinity } = shared.service.limits ?? {};
  const bodyLimits = {
    bytes: Math.min(bytes, shared.bodyLimits.bytes),
    inflatedBytes: Math.min(bytes, shared.bodyLimits.inflatedBytes),
  };
  const options = { ...shared, bodyLimits };
  return (request, response) => {
    const refuse = (error: unknown, exchange: Exchange): Reply => problemReply(error, request, options, exchange);
    const reply = async (exchange: Exchange): Promise<Reply> => {
      try {
        return await replyTo(request, routes, options, exchange);
      } catch (error) {
        if (error instanceof CallerGoneError) throw error;
        return refuse(error, exchange);
      }
    };
    return runExchange(request, response, options, reply, refuse);
  };
}

async function replyTo(
  request: IncomingMessage,
  routes: JsonRoutes,
  options: JsonEndpointOptions,
  exchange: Exchange,
): Promise<Reply> {
  const { path, query } = splitTarget(request.url ?? '');
  const { operation, parameters } = routes.find(request.method ?? '', path.slice(options.path.length) || '/');
  const { method, name, verify } = operation;
  const { keyHeader, group, limits } = options.service;
  const accepts = {
    methods: [method],
    mediaType: (type: string) => BODILESS.has(method) || isJson(type) || isWithoutBody(request),
    requiresHeaderCredentials: verify === undefined,
    ...(keyHeader === undefined || verify !== undefined ? {} : { keyHeader }),
    ...(group === undefined ? {} : { group }),
  };
  exchange.noteOperation(name);
  return receive(request, accepts, options, exchange, async ({ body, user }) => {
    const header = (header: string): string | undefined => request.headers[header]?.toString();
    // Before the body is read as anything: only who signed it may have it interpreted.
    if (verify !== undefined) exchange.noteUser(verify({ body, parameters, header }));
    const content = parseBody(body, { ...DEFAULT_JSON_LIMITS, ...limits }, exchange);
    const { correlationId, log } = exchange;
    const call = { path, parameters, query, header, correlationId, log, user };
    let fault: InjectedFault | undefined;
    if (options.faults?.isActive === true) {
      const subject = {
        operation: name,
        user: user?.name ?? '',
        isSoap: false,
        hasResponseCodes: false,
        fields: () => [[...parameters, ...query], ...fieldsOfJson(content)],
      };
      fault = await faultOf(subject, exchange, options.faults);
    }
    const unhandled = replyOfFault(fault);
    if (unhandled !== undefined) return unhandled;
    try {
      const answer = await handleWithFault(fault, name, () => operation.handle(content, call), exchange, options);
      exchange.noteAnswer(answer);
      return withFault(answerReply(answer), fault);
    } catch (error) {
      return withFault(problemReply(error, request, options, exchange), fault);
    }
  });
}

/** A request target as path and query; behind a proxy it may be an absolute URL. */
function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const path = local.split('?', 1)[0] ?? '';
  return { path, query: new URLSearchParams(local.slice(path.length)) };
}

/** Clients that have nothing to say, such as a PATCH that marks something, send no type, or that of a form. */
const isWithoutBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;

const isJson = (type: string): boolean => type === 'application/json' || /^application\/[^/]+\+json$/.test(type);

const JSON_PROBLEMS: Readonly<Record<JsonTextError['kind'], ProblemKey>> = {
  malformed: 'malformed-json',
  'too-deep': 'json-too-deep',
  'too-many-values': 'json-too-many-values',
};

/**
 * @returns undefined without a body
 * @throws {ProblemError} malformed-json, json-too-deep, json-too-many-values, repeated-name, reserved-name
 */
function parseBody(body: Buffer, limits: JsonLimits, exchange: Exchange): unknown {
  if (body.length === 0) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const { value, repeated, reserved } = readJson(text, limits);
    exchange.noteRequest(text);
    // Readers differ in which of two values they take, so that what one has checked another may not have seen.
    if (repeated !== undefined)
      throw new ProblemError(problem('repeated-name', `found ${excerpt(repeated)} twice, expected it once`));
    if (reserved !== undefined)
      throw new ProblemError(problem('reserved-name', `found ${excerpt(reserved)}, expected another name`));
    return value;
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const key = error instanceof JsonTextError ? JSON_PROBLEMS[error.kind] : 'malformed-json';
    throw new ProblemError(problem(key, excerpt((error as Error).message)));
  }
}

function answerReply(answer: JsonAnswer): Reply {
  return {
    outcome: 'answered',
    status: answer.status,
    contentType: 'application/json; charset=utf-8',
    text: answer.body === undefined ? '' : JSON.stringify(answer.body),
    ...(answer.headers === undefined ? {} : { headers: answer.headers }),
    answer,
    loggable: true,
  };
}

function problemReply(
  error: unknown,
  request: IncomingMessage,
  { service }: JsonEndpointOptions,
  exchange: Exchange,
): Reply {
  const write = (told: Problem): Pick<Reply, 'contentType' | 'text'> =>
    service.refusal === undefined
      ? { contentType: PROBLEM_MEDIA_TYPE, text: writeProblem(told, exchange.correlationId) }
      : {
          contentType: 'application/json; charset=utf-8',
          text: JSON.stringify(service.refusal(told, splitTarget(request.url ?? '').path, exchange.correlationId)),
        };
  if (error instanceof ProblemError) return replyWith(error.problem, '', write);
  if (!(error instanceof HttpRefusalError)) exchange.logFailure(error);
  const refusal = error instanceof HttpRefusalError ? error : new HttpRefusalError('internal-error');
  return replyWith(problemOf(refusal), refusal.details.allow ?? '', write);
}

/** @param allow methods that the address supports, for a 405 */
function replyWith(told: Problem, allow: string, write: (told: Problem) => Pick<Reply, 'contentType' | 'text'>): Reply {
  return {
    outcome: told.key,
    status: told.status,
    ...write(told),
    headers: refusalHeaders(told.status, told.retryAfter, allow),
    loggable: true,
  };
}
