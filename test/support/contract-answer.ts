import { validateResponse } from '../../src/services/locate/contract.js';
import type { XmlElement } from '../../src/platform/xml/element.js';
import { parse } from '../platform/xml/documents.js';
import type { Exchange } from './proxies/recording-proxy.js';

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const MEDIA_TYPES: Readonly<Record<string, string>> = { [SOAP_11]: 'text/xml', [SOAP_12]: 'application/soap+xml' };

export const isFaultAnswer = (exchange: Exchange): boolean => payloadOf(parse(exchange.response))?.local === 'Fault';

/**
 * Returns the violations of the strict contract by a response; none if it is valid.
 *
 * 1. It must be an envelope of the request's SOAP version, with that version's media type.
 * 2. A fault must have the form of its version and a matching HTTP status.
 * 3. Any other response must be valid by the strict schema, in the caller's namespace.
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

/** The parts of a fault. SOAP 1.1 forbids a detail if the fault concerns a header. */
function faultParts(version: string, fault: XmlElement): string {
  if (version === SOAP_12) return 'Code Reason Detail';
  return fault.children[0]?.text.endsWith(':MustUnderstand') === true
    ? 'faultcode faultstring'
    : 'faultcode faultstring detail';
}
