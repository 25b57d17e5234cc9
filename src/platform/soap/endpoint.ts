import type { IncomingMessage, ServerResponse } from 'node:http';
import type { User } from '../auth/user.js';
import { CallerGoneError } from '../http/body.js';
import type { EndpointOptions, Reply } from '../http/endpoint.js';
import { refusalHeaders, runExchange } from '../http/endpoint.js';
import type { Exchange } from '../http/exchange.js';
import { faultOf, handleWithFault, replyOfFault, withFault } from '../http/handle-with-fault.js';
import { parseMediaType } from '../http/media-type.js';
import { receive } from '../http/receive.js';
import { RETRY_AFTER_SECONDS } from '../http/refusal.js';
import type { InjectedFault } from '../injected-fault.js';
import type { XmlElement } from '../xml/element.js';
import { fieldsOfXml } from '../xml/fields.js';
import type { XmlLimits } from '../xml/limits.js';
import { contradicts } from './action.js';
import { messageIdOf } from './addressing.js';
import { envelopeVersion, openEnvelope } from './envelope.js';
import type { Envelope } from './envelope.js';
import { faultFor, isFaultKey, SoapFaultError } from './faults.js';
import type { Message } from './message.js';
import { isSoapMediaType, readMessage } from './message.js';
import { isSecurity } from './security-header.js';
import type { SoapAnswer, SoapCall, SoapOperation, SoapService } from './service.js';
import { describeUnknown, operationFor } from './service.js';
import { signIn } from './sign-in.js';
import type { SoapVersion } from './versions.js';
import { SOAP_11, SOAP_12 } from './versions.js';
import { writeEnvelope, writeFault } from './write.js';

export interface SoapEndpointOptions extends EndpointOptions {
  readonly service: SoapService;
  readonly xmlLimits: XmlLimits;
  /** Whether a header block marked mustUnderstand is processed by something, beside a Security header; absent: none is. */
  readonly understands?: (block: XmlElement) => boolean;
}

const ACCEPTS = { methods: ['POST'], mediaType: isSoapMediaType, requiresHeaderCredentials: false };

/** The supported methods: a GET of a SOAP address shows the contract. */
const ALLOW = 'GET, HEAD, POST';

/**
 * A request handler that takes a message from its bytes to its response:
 *
 * 1. bytes: the stages of HTTP (platform/http/receive.ts), up to the body and an admission slot;
 * 2. message: characters and tree (message.ts). Until here a fault is in the version that the Content-Type suggests, from
 *    here on in the version of the envelope;
 * 3. envelope: structure and headers (envelope.ts);
 * 4. credentials: of the Security header or the service's own, unless the Authorization header had some (sign-in.ts);
 * 5. operation: the payload's name in one of the service's namespaces selects it, SOAPAction must not contradict, the
 *    payload must be valid;
 * 6. answer: the operation's payload in an envelope.
 *
 * Every error on the way becomes a fault. An unexpected one is logged with its stack under the correlation id, and the
 * caller gets that id and nothing else. The promise never rejects.
 */
export function soapEndpoint(
  options: SoapEndpointOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return (request, response) => {
    const replyTo = async (exchange: Exchange): Promise<Reply> => {
      try {
        return await receive(request, ACCEPTS, options, exchange, async (admitted) => {
          const message = await readMessage(admitted.body, admitted.media, request.headers, options.xmlLimits);
          const { access, service } = options;
          const { ownCredentials } = service;
          return replyToMessage(message, options, exchange, (envelope) =>
            access === undefined ? undefined : signIn(envelope, admitted, { access, ownCredentials }, exchange),
          );
        });
      } catch (error) {
        if (error instanceof CallerGoneError) throw error;
        return faultReply(error, suggestedVersion(request), exchange);
      }
    };
    return runExchange(request, response, options, replyTo, (refusal, exchange) =>
      faultReply(refusal, suggestedVersion(request), exchange),
    );
  };
}

/**
 * From a message to its reply, in the SOAP version of its envelope.
 * @param authenticate resolves the user; undefined without authentication
 * @throws {SoapFaultError} not-an-envelope: there is no version to answer in
 */
export async function replyToMessage(
  message: Message,
  options: SoapEndpointOptions,
  exchange: Exchange,
  authenticate: (envelope: Envelope) => Promise<User> | User | undefined,
): Promise<Reply> {
  exchange.noteRequest(message.text);
  const { service, understands } = options;
  const version = envelopeVersion(message.root);
  exchange.noteSoapVersion(version.name);
  let fault: InjectedFault | undefined;
  try {
    const envelope = openEnvelope(
      message.root,
      (block) => isSecurity(block) || service.ownCredentials?.isIn(block) === true || understands?.(block) === true,
    );
    const { payload, position } = envelope;
    const user = await authenticate(envelope);

    const operation = operationFor(service, payload);
    if (operation === undefined)
      throw new SoapFaultError('unknown-operation', { subject: describeUnknown(service, payload) });
    exchange.noteOperation(operation.name);
    const contrary = message.actions.find((action) => contradicts(action, payload.local, operation, service));
    if (contrary !== undefined)
      throw new SoapFaultError('action-mismatch', { subject: `${contrary} and ${payload.local}` });
    const problems = await service.validate(message.text, message.root, position);
    if (problems.length > 0) throw new SoapFaultError('schema-invalid', { problems });

    const { correlationId, log } = exchange;
    const call = { namespace: payload.uri, correlationId, log, messageId: messageIdOf(message.root), user };
    if (options.faults?.isActive === true) {
      const subject = {
        operation: operation.name,
        user: user?.name ?? '',
        isSoap: true,
        hasResponseCodes: operation.refuse !== undefined,
        fields: () => fieldsOfXml(payload),
      };
      fault = await faultOf(subject, exchange, options.faults);
    }
    const unhandled = replyOfFault(fault);
    if (unhandled !== undefined) return unhandled;
    const answer = await answerOf(operation, payload, call, fault, exchange, options);
    exchange.noteAnswer(answer);
    const text = writeEnvelope(version, answer.body);
    return withFault(
      { outcome: 'answered', status: 200, contentType: version.contentType, text, answer, loggable: true },
      fault,
    );
  } catch (error) {
    return withFault(faultReply(error, version, exchange), fault);
  }
}

/** @throws {SoapFaultError} that of a fault on purpose @throws whatever the operation throws in time */
async function answerOf(
  operation: SoapOperation,
  payload: XmlElement,
  call: SoapCall,
  fault: InjectedFault | undefined,
  exchange: Exchange,
  options: SoapEndpointOptions,
): Promise<SoapAnswer> {
  if (fault?.action === 'soap-fault' && isFaultKey(fault.key)) throw new SoapFaultError(fault.key);
  if (fault?.action === 'response-code' && operation.refuse !== undefined)
    return operation.refuse(payload, call, fault.code);
  return handleWithFault(fault, operation.name, () => operation.handle(payload, call), exchange, options);
}

/** The fault that answers an error; an unexpected one is logged. */
export function faultReply(error: unknown, version: SoapVersion, exchange: Exchange): Reply {
  const known = faultFor(error);
  if (known === undefined) exchange.logFailure(error);
  const fault = known ?? new SoapFaultError('internal-error');
  const { entry, details } = fault;
  const status = version === SOAP_12 ? entry.status12 : entry.status11;
  const retryAfter = details.retryAfter ?? (status === 503 ? RETRY_AFTER_SECONDS : undefined);
  return {
    outcome: fault.key,
    status,
    contentType: version.contentType,
    text: writeFault(version, fault, exchange.correlationId),
    headers: refusalHeaders(status, retryAfter, ALLOW),
    loggable: true,
  };
}

function suggestedVersion(request: IncomingMessage): SoapVersion {
  return parseMediaType(request.headers['content-type']).type === 'application/soap+xml' ? SOAP_12 : SOAP_11;
}
