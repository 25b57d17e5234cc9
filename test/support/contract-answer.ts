import { validateResponse } from '../../src/services/locate/contract.js';
import type { XmlElement } from '../../src/platform/xml/element.js';
import { parse } from '../platform/xml/documents.js';
import type { Exchange } from './recording-proxy.js';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const MEDIA_TYPES: Readonly<Record<string, string>> = { [SOAP_11]: 'text/xml', [SOAP_12]: 'application/soap+xml' };

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
  if (answer.local !== 'Envelope' || answer.uri !== asked.uri)
    problems.push(`asked in ${asked.uri}, answered as {${answer.uri}}${answer.local}`);
  if (exchange.contentType.split(';')[0] !== MEDIA_TYPES[asked.uri])
    problems.push(`content type ${exchange.contentType}`);
  const payload = payloadOf(answer);
  if (payload === undefined) return [...problems, 'the body is empty'];
  if (payload.local === 'Fault') {
    const parts = payload.children.map((child) => child.local).join(' ');
    if (parts !== faultParts(asked.uri, payload)) problems.push(`a fault of ${parts}`);
    if (exchange.status < 400) problems.push(`a fault with HTTP status ${String(exchange.status)}`);
    return problems;
  }
  if (exchange.status !== 200) problems.push(`HTTP status ${String(exchange.status)}`);
  if (payload.uri !== payloadOf(asked)?.uri) problems.push(`answered in the namespace ${payload.uri}`);
  return [...problems, ...validateResponse(exchange.response).map(({ path, reason }) => `${path}: ${reason}`)];
}

const payloadOf = (envelope: XmlElement): XmlElement | undefined =>
  envelope.children.find((child) => child.local === 'Body')?.children[0];

/** What a fault is made of. SOAP 1.1 forbids a detail where the fault is about a header. */
function faultParts(version: string, fault: XmlElement): string {
  if (version === SOAP_12) return 'Code Reason Detail';
  return fault.children[0]?.text.endsWith(':MustUnderstand') === true
    ? 'faultcode faultstring'
    : 'faultcode faultstring detail';
}
