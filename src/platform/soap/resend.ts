import type { Reply } from '../http/endpoint.js';
import type { Outcome } from '../http/exchange.js';
import { Exchange } from '../http/exchange.js';
import { HttpRefusalError } from '../http/refusal.js';
import { authenticated } from '../http/sign-in.js';
import type { SoapEndpointOptions } from './endpoint.js';
import { faultReply, replyToMessage } from './endpoint.js';
import { openEnvelope } from './envelope.js';
import { SoapFaultError } from './faults.js';
import { messageOf } from './message.js';
import { operationFor } from './service.js';
import { SOAP_11 } from './versions.js';

/** The result of a message that was sent again. */
export interface ResentExchange {
  readonly correlationId: string;
  readonly outcome: Outcome;
  /** The HTTP status that its caller would have received. */
  readonly status: number;
  readonly responseCode?: number;
  readonly requestId?: number;
  /** The response envelope. */
  readonly response: string;
}

/**
 * Sends a message again, without a connection: from its parsing on it takes the same stages as any other, and is logged,
 * counted and recorded like it. It has no SOAPAction that could contradict. The user needs no password, and has the
 * rights that they have now.
 * @param endpoints of the SOAP services; the one that has the message's operation gets it
 * @param text the envelope as characters
 * @param userName who sent it; `''` without authentication
 * @throws {Error} when there is no SOAP service
 */
export async function resendMessage(
  endpoints: readonly SoapEndpointOptions[],
  text: string,
  userName: string,
): Promise<ResentExchange> {
  const options = await endpointFor(endpoints, text);
  const { access, receipts } = options;
  const exchange = new Exchange(undefined, options, access !== undefined);
  exchange.noteSize(Buffer.byteLength(text));
  const reply = await replyTo(options, exchange, text, userName);
  if (reply.answer !== undefined) receipts.settle(reply.answer, true, exchange.log);
  exchange.end(reply.outcome, reply.status, true, reply.text);
  const { responseCode, requestId } = reply.answer ?? {};
  return {
    correlationId: exchange.correlationId,
    outcome: reply.outcome,
    status: reply.status,
    ...(responseCode === undefined ? {} : { responseCode }),
    ...(requestId === undefined ? {} : { requestId }),
    response: reply.text,
  };
}

async function replyTo(
  options: SoapEndpointOptions,
  exchange: Exchange,
  text: string,
  userName: string,
): Promise<Reply> {
  const { access, closing, xmlLimits } = options;
  try {
    if (closing?.() === true) throw new HttpRefusalError('shutting-down');
    const user = access === undefined ? undefined : authenticated(await access.resume(userName), exchange);
    const message = await messageOf(text, xmlLimits);
    return await replyToMessage(message, options, exchange, () => user);
  } catch (error) {
    return faultReply(error, SOAP_11, exchange);
  }
}

/** The endpoint whose service has the operation; the first one when none has, and its fault says so. */
async function endpointFor(endpoints: readonly SoapEndpointOptions[], text: string): Promise<SoapEndpointOptions> {
  const [first, second] = endpoints;
  if (first === undefined) throw new Error('there is no SOAP service that could take the message');
  if (second === undefined) return first;
  try {
    const { root } = await messageOf(text, first.xmlLimits);
    const { payload } = openEnvelope(root, () => true);
    return endpoints.find(({ service }) => operationFor(service, payload) !== undefined) ?? first;
  } catch (error) {
    if (error instanceof SoapFaultError) return first;
    throw error;
  }
}
