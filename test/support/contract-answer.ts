import { validateResponse } from '../../src/locate/contract.js';
import type { XmlElement } from '../../src/xml/element.js';
import { parse } from '../xml/documents.js';
import type { Exchange } from './recording-proxy.js';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const FAULT_SHAPE: Readonly<Record<string, readonly string[]>> = {
  [SOAP_11]: ['faultcode', 'faultstring', 'detail'],
  [SOAP_12]: ['Code', 'Reason', 'Detail'],
};

export const isFaultAnswer = (exchange: Exchange): boolean => payloadOf(parse(exchange.response))?.local === 'Fault';

/**
 * What is wrong with an answer, by the contract to the letter; empty when nothing is.
 *
 * 1. it is an envelope of the SOAP version it was asked in, under that version's media type;
 * 2. a fault has the shape of its version and an HTTP status that says so;
 * 3. anything else is valid against the strict schema, in the caller's namespace.
 */
export function answerProblems(exchange: Exchange): string[] {
  const asked = parse(exchange.request);
  const answer = parse(exchange.response);
  const problems: string[] = [];
  if (answer.local !== 'Envelope' || answer.uri !== asked.uri) problems.push(`asked in ${asked.uri}, answered as {${answer.uri}}${answer.local}`);
  const mediaType = asked.uri === SOAP_12 ? 'application/soap+xml' : 'text/xml';
  if (!exchange.contentType.startsWith(`${mediaType};`)) problems.push(`content type ${exchange.contentType}`);
  const payload = payloadOf(answer);
  if (payload === undefined) return [...problems, 'the body is empty'];
  if (payload.local === 'Fault') {
    const shape = payload.children.map((child) => child.local);
    if (shape.join() !== FAULT_SHAPE[asked.uri]?.join()) problems.push(`a fault of ${shape.join(', ')}`);
    if (exchange.status < 400) problems.push(`a fault with HTTP status ${String(exchange.status)}`);
    return problems;
  }
  if (exchange.status !== 200) problems.push(`HTTP status ${String(exchange.status)}`);
  if (payload.uri !== payloadOf(asked)?.uri) problems.push(`answered in the namespace ${payload.uri}`);
  return [...problems, ...validateResponse(exchange.response).map(({ path, reason }) => `${path}: ${reason}`)];
}

const payloadOf = (envelope: XmlElement): XmlElement | undefined =>
  envelope.children.find((child) => child.local === 'Body')?.children[0];
