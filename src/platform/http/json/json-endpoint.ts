import type { IncomingMessage, ServerResponse } from 'node:http';
import { CallerGoneError } from '../body.js';
import type { EndpointOptions, Reply } from '../endpoint.js';
import { refusalHeaders, runExchange } from '../endpoint.js';
import type { Exchange } from '../exchange.js';
import { JsonRoutes } from './json-routes.js';
import type { JsonAnswer, JsonService } from './json-service.js';
import { ProblemError } from './json-service.js';
import { PROBLEM_MEDIA_TYPE, problemOf, writeProblem } from './problem.js';
import { receive } from '../receive.js';
import { HttpRefusalError } from '../refusal.js';
import { withinTimeLimit } from '../time-limit.js';

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
 * 2. the stages of HTTP (platform/http/receive.ts), then the body as UTF-8 and JSON;
 * 3. the operation, within its time limit.
 *
 * Every refusal and failure is answered with a problem document; an unexpected error shows the caller its correlation id
 * only. Texts do not go to the message log, whose masking reads XML.
 */
export function jsonEndpoint(
  options: JsonEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const routes = new JsonRoutes(options.service.operations);
  return (request, response) => {
    const reply = async (exchange: Exchange): Promise<Reply> => {
      try {
        return await replyTo(request, routes, options, exchange);
      } catch (error) {
        if (error instanceof CallerGoneError) throw error;
        return problemReply(error, exchange);
      }
    };
    return runExchange(request, response, options, reply, problemReply);
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
  const { method, name } = operation;
  const accepts = {
    methods: [method],
    mediaType: (type: string) => BODILESS.has(method) || isJson(type),
    requiresHeaderCredentials: true,
  };
  return receive(request, accepts, options, exchange, async ({ body, user }) => {
    exchange.noteOperation(name);
    const content = parseBody(body);
    const { correlationId, log } = exchange;
    const call = { parameters, query, correlationId, log, user };
    const answer = await withinTimeLimit(name, () => operation.handle(content, call), exchange, options);
    exchange.noteAnswer(answer);
    return answerReply(answer);
  });
}

/** A request target as path and query; behind a proxy it may be an absolute URL. */
function splitTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const path = local.split('?', 1)[0] ?? '';
  return { path, query: new URLSearchParams(local.slice(path.length)) };
}

const isJson = (type: string): boolean => type === 'application/json' || /^application\/[^/]+\+json$/.test(type);

/** @returns undefined without a body @throws {ProblemError} malformed-json */
function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new ProblemError({
      key: 'malformed-json',
      status: 400,
      title: 'The body is not JSON in UTF-8',
      detail: (error as Error).message,
    });
  }
}

function answerReply(answer: JsonAnswer): Reply {
  return {
    outcome: 'answered',
    status: answer.status,
    contentType: 'application/json; charset=utf-8',
    text: JSON.stringify(answer.body),
    answer,
    loggable: false,
  };
}

function problemReply(error: unknown, exchange: Exchange): Reply {
  if (error instanceof ProblemError) {
    return {
      outcome: error.problem.key,
      status: error.problem.status,
      contentType: PROBLEM_MEDIA_TYPE,
      text: writeProblem(error.problem, exchange.correlationId),
      loggable: false,
    };
  }
  if (!(error instanceof HttpRefusalError)) exchange.logFailure(error);
  const refusal = error instanceof HttpRefusalError ? error : new HttpRefusalError('internal-error');
  return {
    outcome: refusal.key,
    status: refusal.status,
    contentType: PROBLEM_MEDIA_TYPE,
    text: writeProblem(problemOf(refusal), exchange.correlationId),
    headers: refusalHeaders(refusal.status, refusal.retryAfter, refusal.details.allow ?? ''),
    loggable: false,
  };
}
