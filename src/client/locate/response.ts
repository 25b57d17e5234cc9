import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { ClientError } from '../client-error.js';

/** Limits for the user's own files and the responses of a server that the user chose, therefore generous. */
export const LIMITS = { depth: 128, elements: 2_000_000, attributes: 256, nameLength: 1024, textLength: 4_000_000 };

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

export const isEnvelope = (element: XmlElement): boolean =>
  element.local === 'Envelope' && (element.uri === SOAP_11 || element.uri === SOAP_12);

/** Whether an envelope is a SOAP 1.2 envelope, which has another content type. */
export const isSoap12 = (envelope: XmlElement): boolean => envelope.uri === SOAP_12;

/** The first child with that local name. */
export function child(element: XmlElement | undefined, local: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.local === local);
}

/** Follows a path of local names through first children. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce(child, element);
}

/** All children with that local name. */
export function children(element: XmlElement | undefined, local: string): readonly XmlElement[] {
  return element?.children.filter((candidate) => candidate.local === local) ?? [];
}

/** An attribute's value; `''` when it is absent. */
export function attribute(element: XmlElement | undefined, local: string): string {
  return element?.attributes.find((candidate) => candidate.local === local)?.value ?? '';
}

/** An element's text; `''` when it is absent. */
export const text = (element: XmlElement | undefined): string => element?.text ?? '';

/** The child element of an envelope's body: a message or a fault. */
export const payloadOf = (envelope: XmlElement): XmlElement | undefined => child(envelope, 'Body')?.children[0];

export const isFault = (payload: XmlElement | undefined): boolean =>
  payload?.local === 'Fault' && (payload.uri === SOAP_11 || payload.uri === SOAP_12);

/** A fault of either SOAP version as one line. */
export function describeFault(fault: XmlElement): string {
  const code = text(child(fault, 'faultcode')) || text(descend(fault, 'Code', 'Value'));
  const subcode = text(descend(fault, 'Code', 'Subcode', 'Value'));
  const reason = text(child(fault, 'faultstring')) || text(descend(fault, 'Reason', 'Text'));
  return `${[code, subcode].filter(Boolean).join('/')}: ${reason.trim()}`;
}

const CHECK_URL = 'check that --url is the address of a broker';

/** A fault with its reasons, a line for each: where it is in the message, what was found and what was expected. */
export function explainFault(fault: XmlElement): string {
  const entry = descend(fault, 'detail', 'fault') ?? descend(fault, 'Detail', 'fault');
  const problems = children(entry, 'problem').map((problem) => {
    const [line, column, path] = ['line', 'column', 'path'].map((name) => attribute(problem, name));
    const place = line === '' ? '' : `line ${line}, column ${column ?? ''}: `;
    return `${place}${path === '' ? '' : `${path ?? ''}: `}${text(problem).trim()}`;
  });
  return [describeFault(fault), ...problems].join('\n');
}

/** A response without a message: the message was addressed to another account. */
export class NoMessageError extends ClientError {
  override readonly name = 'NoMessageError';
  override readonly code = 'no-message';

  constructor() {
    super(
      'the response has no message',
      "check that --account is the account of the broker's organization and that a catalog is loaded",
    );
  }
}

/** The response is a SOAP fault. */
export class SoapFaultError extends ClientError {
  override readonly name = 'SoapFaultError';
  override readonly code = 'soap-fault';
  /** Whether the same message may succeed later: the fault is the server's, not the message's. */
  readonly isTemporary: boolean;

  constructor(fault: XmlElement) {
    super(`the broker returned a SOAP fault: ${explainFault(fault)}`);
    this.isTemporary = /(?:^|:)(?:Server|Receiver)(?:\W|$)/.test(describeFault(fault));
  }
}

/**
 * The payload of a response.
 * @throws {ClientError} when the response is not a SOAP message, is a fault, or has no message
 */
export function readResponse(body: string): XmlElement {
  let envelope: XmlElement;
  try {
    envelope = parseXml(body, LIMITS);
  } catch (error) {
    throw new ClientError(`the response is not XML: ${(error as Error).message}`, CHECK_URL, { cause: error });
  }
  const payload = isEnvelope(envelope) ? payloadOf(envelope) : undefined;
  if (payload === undefined)
    throw new ClientError(`expected a SOAP message, found <${envelope.local}> in the response`, CHECK_URL);
  if (isFault(payload)) throw new SoapFaultError(payload);
  if (payload.children.length === 0) throw new NoMessageError();
  return payload;
}

/** The `message_header` of a response message, `undefined` when the response has no message. */
export const headerOf = (payload: XmlElement): XmlElement | undefined => child(payload.children[0], 'message_header');

/** The `message_body` of a response message, `undefined` when the response has no message. */
export const bodyOf = (payload: XmlElement): XmlElement | undefined => child(payload.children[0], 'message_body');
