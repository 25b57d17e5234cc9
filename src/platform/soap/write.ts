import type { FaultEntry, FaultProblem, SoapFaultError } from './faults.js';
import { escapeAttribute, escapeText } from '../xml/escape.js';
import { WSSE } from './security-header.js';
import type { SoapVersion } from './versions.js';
import { SOAP_11, SOAP_12 } from './versions.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/** Namespace of the elements in a fault's detail. */
const DETAIL_NAMESPACE = 'urn:order-broker:fault';

/** Problems, or header blocks, that a fault lists at most: the first hundred explain a message of a thousand wrong lines. */
const PROBLEMS = 100;

/** Wraps a payload, already XML text, in an envelope. */
export function writeEnvelope(version: SoapVersion, payload: string): string {
  return `${DECLARATION}<soap:Envelope xmlns:soap="${version.namespace}"><soap:Body>${payload}</soap:Body></soap:Envelope>`;
}

/**
 * A fault in its envelope, in the structure of its version: no client reads a 1.2-shaped fault in a 1.1 envelope.
 *
 * * VersionMismatch comes with an Upgrade header that lists both versions; 1.2 adds NotUnderstood blocks.
 * * The detail contains the fault's key, the correlation id and the problems. SOAP 1.1 forbids a detail about header
 *   blocks, so MustUnderstand and the faults of a Security header have none: their faultstring explains them, and
 *   X-Request-Id carries the correlation id.
 * * Faults of Web Services Security carry its code: as the faultcode in 1.1, as the subcode in 1.2.
 *
 * Written as text: xmlbuilder2 (4.0) leaves anything that looks like a reference unescaped, so a caller's `&#0;` would come
 * back in a fault that is not well-formed, and `&lt;` as a different character than was sent.
 */
export function writeFault(version: SoapVersion, fault: SoapFaultError, correlationId: string): string {
  const { entry, details } = fault;
  const is12 = version.name === '1.2';
  const message = escapeText(fault.message);
  const detail = writeDetail(fault, correlationId);

  const blocks = [
    ...(entry.code11 === 'VersionMismatch' ? [UPGRADE] : []),
    ...(is12 ? (details.notUnderstood ?? []) : [])
      .slice(0, PROBLEMS)
      .map(({ uri, local }) =>
        uri === ''
          ? `<soap:NotUnderstood qname="${escapeAttribute(local)}"/>`
          : `<soap:NotUnderstood xmlns:h="${escapeAttribute(uri)}" qname="h:${escapeAttribute(local)}"/>`,
      ),
  ];
  const header = blocks.length === 0 ? '' : `<soap:Header>${blocks.join('')}</soap:Header>`;
  const subcode =
    entry.wsse === undefined
      ? ''
      : `<soap:Subcode><soap:Value xmlns:wsse="${WSSE}">wsse:${entry.wsse}</soap:Value></soap:Subcode>`;
  const inside = is12
    ? `<soap:Code><soap:Value>soap:${entry.code12}</soap:Value>${subcode}</soap:Code>` +
      `<soap:Reason><soap:Text xml:lang="en">${message}</soap:Text></soap:Reason><soap:Detail>${detail}</soap:Detail>`
    : (entry.wsse === undefined
        ? `<faultcode>soap:${entry.code11}</faultcode>`
        : `<faultcode xmlns:wsse="${WSSE}">wsse:${entry.wsse}</faultcode>`) +
      `<faultstring>${message}</faultstring>${isAboutHeader(entry) ? '' : `<detail>${detail}</detail>`}`;
  return (
    `${DECLARATION}<soap:Envelope xmlns:soap="${version.namespace}">${header}` +
    `<soap:Body><soap:Fault>${inside}</soap:Fault></soap:Body></soap:Envelope>`
  );
}

/** A fault with an HTTP status of its own is about the request, not about a header block. */
function isAboutHeader({ code11, wsse, status11 }: FaultEntry): boolean {
  return code11 === 'MustUnderstand' || (wsse !== undefined && status11 === 500);
}

/** The supported versions, preferred one first; SOAP 1.2 (appendix A) requires this block in a 1.1 response too. */
const UPGRADE = `<up:Upgrade xmlns:up="${SOAP_12.namespace}">${[SOAP_12, SOAP_11]
  .map(({ namespace }) => `<up:SupportedEnvelope xmlns:s="${namespace}" qname="s:Envelope"/>`)
  .join('')}</up:Upgrade>`;

function writeDetail({ key, details }: SoapFaultError, correlationId: string): string {
  const problems = details.problems ?? [];
  return (
    `<fault xmlns="${DETAIL_NAMESPACE}"><key>${key}</key><correlationId>${escapeText(correlationId)}</correlationId>` +
    problems.slice(0, PROBLEMS).map(writeProblem).join('') +
    (problems.length > PROBLEMS ? writeProblem({ reason: `and ${problems.length - PROBLEMS} more` }) : '') +
    '</fault>'
  );
}

function writeProblem({ reason, line, column, path }: FaultProblem): string {
  const attribute = (name: string, value: string | number | undefined): string =>
    value === undefined ? '' : ` ${name}="${escapeAttribute(String(value))}"`;
  return `<problem${attribute('line', line)}${attribute('column', column)}${attribute('path', path)}>${escapeText(reason)}</problem>`;
}
