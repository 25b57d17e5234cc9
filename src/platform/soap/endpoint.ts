import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AccessControl } from '../auth/access-control.js';
import type { User } from '../auth/user.js';
import type { XmlElement } from '../xml/element.js';
import { contradicts } from './action.js';
import type { Admission } from '../http/admission.js';
import { CallerGoneError, discardBody } from '../http/body.js';
import type { ResponseReceipts } from '../http/response-receipts.js';
import { envelopeVersion, nameOf, openEnvelope } from './envelope.js';
import type { Envelope } from './envelope.js';
import type { ExchangeObservers, Outcome } from '../http/exchange.js';
import { Exchange } from '../http/exchange.js';
import { SoapFaultError } from './faults.js';
import { parseMediaType } from '../http/media-type.js';
import type { Message, MessageLimits } from './message.js';
import { messageOf, readMessage } from './message.js';
import { isSecurity } from './security-header.js';
import type { SoapAnswer, SoapOperation, SoapService } from './service.js';
import { letIn, SignIn } from './sign-in.js';
import type { SoapVersion } from './versions.js';
import { SOAP_11, SOAP_12 } from './versions.js';
import { writeEnvelope, writeFault } from './write.js';

export interface EndpointOptions extends ExchangeObservers {
  readonly service: SoapService;
  readonly limits: MessageLimits;
  readonly admission: Admission;
  /** How long an operation may take before its caller is told so, in milliseconds. */
  readonly handlingMs: number;
  readonly deliveries: ResponseReceipts;
  /** Who may come in; absent: nobody is asked who they are. */
  readonly access?: AccessControl;
  /** Where a request comes from, as far as that can be known. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Whether a header block marked mustUnderstand is dealt with, beside a Security header; absent: none is. */
  readonly understands?: (block: XmlElement) => boolean;
  /** Whether new messages are turned away because the server stops. */
  readonly closing?: () => boolean;
}

/** When to come back, in seconds, when the answer is 503: a restart takes less. */
const RETRY_AFTER = 5;
const CHALLENGE = 'Basic realm="Order Broker", charset="UTF-8"';

/**
 * When a caller may come back, in seconds; undefined where that is not for us to say. Callers that were turned away by an
 * overload are told different times, or they would all come back at once.
 */
function retryAfterOf(fault: SoapFaultError, status: number): number | undefined {
  if (fault.key === 'overloaded') return 1 + Math.floor(Math.random() * RETRY_AFTER);
  return status === 503 ? RETRY_AFTER : fault.details.retryAfter;
}

/**
 * A request handler that takes a message its whole way.
 *
 * 0. whoever sends too much is turned away, and credentials in the head are checked, before a byte of the body is read;
 * 1. method, then media type, body, whether there is a place for it (admission.ts), characters, tree (message.ts);
 * 2. envelope and headers (envelope.ts); from here on the answer is in the version of the envelope, before in the one
 *    the Content-Type suggests;
 *    credentials in the Security header are checked; without any it ends here;
 * 3. the payload's name, in one of the service's namespaces, is the operation; SOAPAction may not contradict;
 * 4. schema, then the operation, whose answer is put into an envelope.
 *
 * Whatever is thrown on the way becomes a fault; what is no SoapFault is logged with its stack under the correlation
 * id, and the caller gets that id and nothing else. The promise never rejects.
 */
export function soapEndpoint(
  options: EndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const exchange = new Exchange(request.headers['x-request-id'], options, options.access !== undefined);
    const way = { version: suggestedVersion(request) };
    response.setHeader('X-Request-Id', exchange.correlationId);
    try {
      const answer = await carry(request, options, exchange, way);
      const text = writeEnvelope(way.version, answer.body);
      options.deliveries.follow(answer, response, exchange.log);
      exchange.end('answered', 200, send(response, 200, way.version, text), text);
    } catch (error) {
      if (error instanceof CallerGoneError) {
        exchange.end('caller-gone', undefined, false);
        response.destroy();
        return;
      }
      await refuse(request, response, asFault(error, exchange), exchange, way.version);
    }
  };
}

/** What came of a message that was sent again. */
export interface ResentExchange {
  readonly correlationId: string;
  readonly outcome: Outcome;
  /** The HTTP status its caller would have got. */
  readonly status: number;
  readonly responseCode?: number;
  readonly requestId?: number;
  /** The answer's envelope. */
  readonly response: string;
}

/**
 * Sends a message once more, from within: from its tree on it goes the way of every other one, and is logged, counted and
 * recorded like it. There is no SOAPAction that could contradict. Never rejects.
 * Whoever sent it is not asked for a password again, and may do what the user may do now.
 * @param text the envelope as characters
 * @param user the name of who sent it; `''` where nobody was asked
 */
export async function resendMessage(options: EndpointOptions, text: string, user: string): Promise<ResentExchange> {
  const exchange = new Exchange(undefined, options, options.access !== undefined);
  exchange.requestBytes = Buffer.byteLength(text);
  const way = { version: SOAP_11 };
  const ended = (outcome: Outcome, status: number, response: string): ResentExchange => {
    exchange.end(outcome, status, true, response);
    const { correlationId, responseCode, requestId } = exchange;
    return {
      correlationId,
      outcome,
      status,
      ...(responseCode === undefined ? {} : { responseCode }),
      ...(requestId === undefined ? {} : { requestId }),
      response,
    };
  };
  try {
    if (options.closing?.() === true) throw new SoapFaultError('shutting-down');
    const who =
      options.access === undefined ? undefined : letIn(await options.access.resume(user), exchange, 'sign-in-refused');
    const answer = await workOn(await messageOf(text, options.limits), options, exchange, way, () => who);
    options.deliveries.settle(answer, true, exchange.log);
    return ended('answered', 200, writeEnvelope(way.version, answer.body));
  } catch (error) {
    const fault = asFault(error, exchange);
    return ended(fault.key, statusOf(fault, way.version), writeFault(way.version, fault, exchange.correlationId));
  }
}

async function carry(
  request: IncomingMessage,
  options: EndpointOptions,
  exchange: Exchange,
  way: { version: SoapVersion },
): Promise<SoapAnswer> {
  if (options.closing?.() === true) throw new SoapFaultError('shutting-down');
  if (request.method !== 'POST') throw new SoapFaultError('method-not-allowed', { subject: request.method ?? '' });
  const { access, admission } = options;
  const signIn = access === undefined ? undefined : new SignIn(access, options.addressOf(request), exchange);
  signIn?.arrive();
  // Before it is read: what cannot even wait is not worth its bytes, nor the work of a password.
  if (admission.full) throw new SoapFaultError('overloaded');
  await signIn?.byHead(request.headers.authorization);
  let leave = (): void => undefined;
  try {
    const message = await readMessage(request, options.limits, async (bytes) => {
      exchange.requestBytes = bytes;
      const waited = await admission.enter();
      leave = () => {
        admission.leave();
      };
      if (waited && !request.socket.writable)
        throw new CallerGoneError('the caller went away while its message waited');
    });
    return await workOn(message, options, exchange, way, (envelope) => signIn?.byEnvelope(envelope));
  } finally {
    // An operation that outlives its time gives its place up as well: one that never ends must not keep it for ever.
    leave();
  }
}

/** The second half of a message's way, from its tree to the operation's answer. @param whoIs who sent it, as far as its envelope says so */
async function workOn(
  message: Message,
  options: EndpointOptions,
  exchange: Exchange,
  way: { version: SoapVersion },
  whoIs: (envelope: Envelope) => Promise<User | undefined> | User | undefined,
): Promise<SoapAnswer> {
  const { service, understands } = options;
  exchange.request = message.text;
  way.version = envelopeVersion(message.root);
  exchange.soap = way.version.name;
  const envelope = openEnvelope(message.root, (block) => isSecurity(block) || understands?.(block) === true);
  const { payload, position } = envelope;
  const user = await whoIs(envelope);

  const operation = service.namespaces.includes(payload.uri) ? service.operation(payload.local) : undefined;
  if (operation === undefined) throw new SoapFaultError('unknown-operation', { subject: nameOf(payload) });
  exchange.operation = operation.name;
  const contrary = message.actions.find((action) => contradicts(action, payload.local, service));
  if (contrary !== undefined)
    throw new SoapFaultError('action-mismatch', { subject: `${contrary} and ${payload.local}` });

  const problems = await service.validate(message.text, message.root, position);
  if (problems.length > 0) throw new SoapFaultError('schema-invalid', { problems });
  const answer = await inTime(operation, payload, user, exchange, options);
  exchange.responseCode = answer.responseCode;
  exchange.requestId = answer.requestId;
  exchange.orderId = answer.orderId;
  return answer;
}

/** The work cannot be stopped from here; what it still does after its time is logged, so that it can be traced. */
async function inTime(
  operation: SoapOperation,
  payload: XmlElement,
  user: User | undefined,
  exchange: Exchange,
  { handlingMs, deliveries }: EndpointOptions,
): Promise<SoapAnswer> {
  const { correlationId, log } = exchange;
  const work = (async () => operation.handle(payload, { namespace: payload.uri, correlationId, log, user }))();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      work.then(
        (answer) => {
          log.warn({ operation: operation.name }, 'operation ended after its caller had been told it took too long');
          deliveries.settle(answer, false, log);
        },
        (error: unknown) => {
          log.error({ err: error, operation: operation.name }, 'operation failed after its time');
        },
      );
      reject(new SoapFaultError('handling-timeout'));
    }, handlingMs);
    // After a stop that cut its caller, it must not keep the process.
    timer.unref();
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  fault: SoapFaultError,
  exchange: Exchange,
  version: SoapVersion,
): Promise<void> {
  const status = statusOf(fault, version);
  const text = writeFault(version, fault, exchange.correlationId);
  const whole = await discardBody(request);
  if (!response.headersSent) {
    if (!whole || fault.key === 'shutting-down') response.setHeader('Connection', 'close');
    if (status === 405) response.setHeader('Allow', 'GET, HEAD, POST');
    if (status === 401) response.setHeader('WWW-Authenticate', CHALLENGE);
    const retryAfter = retryAfterOf(fault, status);
    if (retryAfter !== undefined) response.setHeader('Retry-After', retryAfter);
  }
  exchange.end(fault.key, status, send(response, status, version, text), text);
}

function statusOf({ entry }: SoapFaultError, version: SoapVersion): number {
  return version === SOAP_12 ? entry.status12 : entry.status11;
}

/** @returns whether there was still someone to send it to */
function send(response: ServerResponse, status: number, version: SoapVersion, text: string): boolean {
  if (response.destroyed || response.headersSent) return false;
  // The length keeps the answer in one piece: an HTTP/1.0 caller knows no chunks. As text it leaves in one write with its head.
  response.writeHead(status, { 'Content-Type': version.contentType, 'Content-Length': Buffer.byteLength(text) });
  response.end(text, 'utf8');
  return true;
}

function suggestedVersion(request: IncomingMessage): SoapVersion {
  return parseMediaType(request.headers['content-type']).type === 'application/soap+xml' ? SOAP_12 : SOAP_11;
}

function asFault(error: unknown, exchange: Exchange): SoapFaultError {
  if (error instanceof SoapFaultError) return error;
  exchange.log.error({ err: error, operation: exchange.operation }, 'unexpected failure while handling a message');
  return new SoapFaultError('internal-error');
}
