import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessControl } from '../auth/access-control.js';
import { networkOf } from '../auth/network.js';
import type { Admission } from './admission.js';
import type { BodyLimits } from './body.js';
import type { ByteBudget } from './byte-budget.js';
import { CallerGoneError, discardBody, expectBody } from './body.js';
import type { ExchangeObservers, OperationAnswer, Outcome } from './exchange.js';
import { Exchange } from './exchange.js';
import { holdBack, isUnanswered, sendWithFault } from './faulty-response.js';
import type { FaultInjector, InjectedFault } from '../injected-fault.js';
import { HttpRefusalError } from './refusal.js';
import type { ResponseReceipts } from './response-receipts.js';
import type { UnreadAnswers } from './unread-answers.js';

/** What the endpoints of every protocol need. */
export interface EndpointOptions extends ExchangeObservers {
  readonly bodyLimits: BodyLimits;
  /** What the bodies of all endpoints together may hold. */
  readonly bodies: ByteBudget;
  /** What the answers of all endpoints together may hold until they are read. */
  readonly answers: UnreadAnswers;
  /** Shared by all endpoints of a server. */
  readonly admission: Admission;
  /** How long an operation may take before its caller gets an error, in milliseconds. */
  readonly handlingMs: number;
  readonly receipts: ResponseReceipts;
  /** Authenticates callers; absent: no authentication. */
  readonly access?: AccessControl;
  /** The caller's address, as far as it can be known. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Whether new requests are refused because the server is shutting down. */
  readonly closing?: () => boolean;
  /** Injects faults on purpose; absent: none. */
  readonly faults?: FaultInjector;
  /** Aborted when the server stops, which no fault may delay. */
  readonly stopping?: AbortSignal;
}

/** A complete response, and what is logged of it. */
export interface Reply {
  readonly outcome: Outcome;
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** The operation's answer; absent when the request was refused or failed. */
  readonly answer?: OperationAnswer;
  /** Whether the message log may keep the text. */
  readonly loggable: boolean;
  /** A fault on purpose that the response is sent with. */
  readonly fault?: InjectedFault;
}

/**
 * Runs one exchange: produces the reply, sends it, and reports it to log, metrics and message log. Never rejects.
 * @param replyTo renders every error in its protocol, and rejects with CallerGoneError only
 * @param refuse renders a refusal in the same protocol
 */
export async function runExchange(
  request: IncomingMessage,
  response: ServerResponse,
  options: EndpointOptions,
  replyTo: (exchange: Exchange) => Promise<Reply>,
  refuse: (refusal: HttpRefusalError, exchange: Exchange) => Reply,
): Promise<void> {
  const exchange = new Exchange(request.headers['x-request-id'], options, options.access !== undefined);
  response.setHeader('X-Request-Id', exchange.correlationId);
  expectBody(request);
  let reply: Reply;
  try {
    reply = await replyTo(exchange);
  } catch (error) {
    const gone = error instanceof CallerGoneError;
    if (!gone) exchange.logFailure(error);
    exchange.end(gone ? 'caller-gone' : 'internal-error', undefined, false);
    response.destroy();
    return;
  }
  const address = networkOf(options.addressOf(request));
  if (!options.answers.hold(response, reply.text, address)) {
    // What depends on the answer is undone, as if its caller had not read it.
    if (reply.answer !== undefined) options.receipts.settle(reply.answer, false, exchange.log);
    reply = refuse(new HttpRefusalError('overloaded'), exchange);
    if (!options.answers.hold(response, reply.text, address)) {
      exchange.end(reply.outcome, undefined, false);
      response.destroy();
      return;
    }
  }
  if (reply.answer === undefined) await prepareRefusal(request, response, reply);
  const { fault } = reply;
  if (fault !== undefined) await holdBack(fault, response, options.stopping);
  exchange.noteReply();
  const isSent = fault === undefined || !isUnanswered(fault);
  options.receipts.follow(response, exchange.log, async (whole) => {
    exchange.end(reply.outcome, isSent ? reply.status : undefined, whole, reply.loggable ? reply.text : undefined);
    await reply.answer?.delivered?.(whole);
  });
  if (fault === undefined) send(response, reply);
  else await sendFaulty(response, reply, fault, options.stopping);
}

const CHALLENGE = 'Basic realm="Order Broker", charset="UTF-8"';

/**
 * The headers that go with the status of a refusal.
 * @param retryAfter seconds until the caller may retry
 * @param allow methods that the address supports, for a 405
 */
export function refusalHeaders(
  status: number,
  retryAfter: number | undefined,
  allow: string,
): Readonly<Record<string, string | number>> {
  return {
    ...(status === 405 ? { Allow: allow } : {}),
    ...(status === 401 ? { 'WWW-Authenticate': CHALLENGE } : {}),
    ...(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
  };
}

async function prepareRefusal(request: IncomingMessage, response: ServerResponse, reply: Reply): Promise<void> {
  const whole = await discardBody(request);
  if (!response.headersSent && (!whole || reply.outcome === 'shutting-down')) response.setHeader('Connection', 'close');
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.destroyed || response.headersSent) return;
  writeHead(response, reply);
  // Sent as text, it leaves in one write with its headers.
  if (reply.status === 204) response.end();
  else response.end(reply.text, 'utf8');
}

async function sendFaulty(
  response: ServerResponse,
  reply: Reply,
  fault: InjectedFault,
  stopping: AbortSignal | undefined,
): Promise<void> {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(reply.status === 204 ? '' : reply.text);
  const head = (): void => {
    writeHead(response, reply);
  };
  await sendWithFault(fault, response, body, head, stopping);
}

function writeHead(response: ServerResponse, { status, contentType, text, headers = {} }: Reply): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // A response of status 204 has neither content nor headers of one. The length keeps any other in one piece: HTTP/1.0 has no chunks.
  if (status === 204) response.writeHead(status);
  else response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) });
}
