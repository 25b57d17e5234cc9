import { create } from 'xmlbuilder2';
import type { XMLBuilder } from 'xmlbuilder2/lib/interfaces.js';
import type { FaultProblem, SoapFault } from './faults.js';
import type { SoapVersion } from './versions.js';
import { SOAP_11, SOAP_12 } from './versions.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Namespace of what a fault's detail holds. */
export const DETAIL_NAMESPACE = 'urn:order-broker:fault';

/** Problems, or header blocks, one fault lists at most; a message of a thousand wrong lines is understood from its first hundred. */
const PROBLEMS = 100;

/** Characters XML 1.0 does not have; they could only come in from HTTP headers or exception texts. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** The answer's envelope around a payload that is XML text already. */
export function writeEnvelope(version: SoapVersion, payload: string): string {
  return `${DECLARATION}<soap:Envelope xmlns:soap="${version.namespace}"><soap:Body>${payload}</soap:Body></soap:Envelope>`;
}

/**
 * A fault in its envelope, shaped as the version wants it: a 1.2-shaped fault in a 1.1 envelope is read by no client.
 *
 * * VersionMismatch comes with an Upgrade header that lists both versions; 1.2 has NotUnderstood blocks as well.
 * * The detail holds the fault's key, the correlation id and the problems. SOAP 1.1 forbids a detail about header
 *   blocks, so there MustUnderstand has none and its faultstring says which they are.
 */
export function writeFault(version: SoapVersion, fault: SoapFault, correlationId: string): string {
  const { entry, details } = fault;
  const envelope = create({ version: '1.0', encoding: 'UTF-8' })
    .ele(version.namespace, 'soap:Envelope', { 'xmlns:soap': version.namespace });
  const is12 = version.name === '1.2';

  if (entry.code11 === 'VersionMismatch') writeUpgrade(envelope.ele('soap:Header'));
  if (is12 && details.notUnderstood !== undefined) {
    const header = envelope.ele('soap:Header');
    for (const { uri, local } of details.notUnderstood.slice(0, PROBLEMS)) {
      const qname = uri === '' ? local : `h:${local}`;
      header.ele('soap:NotUnderstood', uri === '' ? { qname } : { 'xmlns:h': clean(uri), qname });
    }
  }

  const element = envelope.ele('soap:Body').ele('soap:Fault');
  const message = clean(fault.message);
  if (is12) {
    element.ele('soap:Code').ele('soap:Value').txt(`soap:${entry.code12}`);
    element.ele('soap:Reason').ele('soap:Text', { 'xml:lang': 'en' }).txt(message);
    writeDetail(element.ele('soap:Detail'), fault, correlationId);
  } else {
    element.ele('', 'faultcode').txt(`soap:${entry.code11}`);
    element.ele('', 'faultstring').txt(message);
    if (entry.code11 !== 'MustUnderstand') writeDetail(element.ele('', 'detail'), fault, correlationId);
  }
  return envelope.end({ wellFormed: true });
}

function writeUpgrade(header: XMLBuilder): void {
  const upgrade = header.ele(SOAP_12.namespace, 'up:Upgrade', { 'xmlns:up': SOAP_12.namespace });
  for (const { namespace } of [SOAP_12, SOAP_11]) {
    upgrade.ele('up:SupportedEnvelope', { 'xmlns:s': namespace, qname: 's:Envelope' });
  }
}

function writeDetail(detail: XMLBuilder, fault: SoapFault, correlationId: string): void {
  const holder = detail.ele(DETAIL_NAMESPACE, 'fault');
  holder.ele('key').txt(fault.key);
  holder.ele('correlationId').txt(clean(correlationId));
  const problems = fault.details.problems ?? [];
  for (const problem of problems.slice(0, PROBLEMS)) holder.ele('problem', attributes(problem)).txt(clean(problem.reason));
  if (problems.length > PROBLEMS) holder.ele('problem').txt(`and ${problems.length - PROBLEMS} more`);
}

function attributes({ line, column, path }: FaultProblem): Record<string, string> {
  return {
    ...(line === undefined ? {} : { line: String(line) }),
    ...(column === undefined ? {} : { column: String(column) }),
    ...(path === undefined ? {} : { path: clean(path) }),
  };
}

function clean(text: string): string {
  return text.replace(NOT_XML, '?');
}
