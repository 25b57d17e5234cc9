import type { XmlElement } from '../../platform/xml/element.js';
import { parseXml } from '../../platform/xml/parse.js';
import { ClientError } from '../client-error.js';

/** What the command line reads: files of its user and answers of a server he chose, so the limits are wide. */
export const LIMITS = { depth: 128, elements: 2_000_000, attributes: 256, nameLength: 1024, textLength: 4_000_000 };

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';

export const isEnvelope = (element: XmlElement): boolean =>
  element.local === 'Envelope' && (element.uri === SOAP_11 || element.uri === SOAP_12);

/** Whether an envelope is one of SOAP 1.2, which travels under another content type. */
export const isSoap12 = (envelope: XmlElement): boolean => envelope.uri === SOAP_12;

/** The first child of that name. */
export function child(element: XmlElement | undefined, local: string): XmlElement | undefined {
  return element?.children.find((candidate) => candidate.local === local);
}

/** Goes down from child to child. */
export function descend(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce(child, element);
}

export function children(element: XmlElement | undefined, local: string): readonly XmlElement[] {
  return element?.children.filter((candidate) => candidate.local === local) ?? [];
}

/** An attribute's value, `''` when it is not there. */
export function attribute(element: XmlElement | undefined, local: string): string {
  return element?.attributes.find((candidate) => candidate.local === local)?.value ?? '';
}

export const text = (element: XmlElement | undefined): string => element?.text ?? '';

/** The child element of an envelope's body: a message, or a fault. */
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

/**
 * The payload of an answer.
 * @throws {ClientError} when it is no SOAP message, or a fault
 */
export function readAnswer(body: string): XmlElement {
  let envelope: XmlElement;
  try {
    envelope = parseXml(body, LIMITS);
  } catch (error) {
    throw new ClientError(`the answer is not XML: ${(error as Error).message}`, 'is --url the address of a broker?', {
      cause: error,
    });
  }
  const payload = isEnvelope(envelope) ? payloadOf(envelope) : undefined;
  if (payload === undefined)
    throw new ClientError(
      `the answer is not a SOAP message but <${envelope.local}>`,
      'is --url the address of a broker?',
    );
  if (isFault(payload)) throw new ClientError(`the broker answered with a fault: ${describeFault(payload)}`);
  return payload;
}
