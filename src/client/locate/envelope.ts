import { escapeAttribute, escapeText } from '../../platform/xml/escape.js';
import type { MessagePart } from './locate-client.js';

const NAMESPACE = 'http://microsretail.com/Locate';

/** A payload in an envelope of SOAP 1.1. */
export const envelopeOf = (payload: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${payload}</soap:Body></soap:Envelope>`;

/**
 * A request as text, for whoever must send the very same bytes twice: the WSDL client writes every message anew. Only
 * the operation and its message are in the service's namespace.
 *
 * @param content the inner request element, under its local name
 */
export function writeRequest(operation: string, content: MessagePart): string {
  const inner = Object.entries(content)
    .map(([name, part]) => writeElement(`ns2:${name}`, part))
    .join('');
  return envelopeOf(`<ns2:${operation} xmlns:ns2="${NAMESPACE}">${inner}</ns2:${operation}>`);
}

function writeElement(name: string, part: MessagePart[string]): string {
  if (isList(part)) return part.map((one) => writeElement(name, one)).join('');
  if (typeof part !== 'object') return `<${name}>${escapeText(String(part))}</${name}>`;
  const { attributes, ...elements } = part;
  const written =
    typeof attributes !== 'object'
      ? ''
      : Object.entries(attributes)
          .map(([key, value]) => (typeof value === 'object' ? '' : ` ${key}="${escapeAttribute(String(value))}"`))
          .join('');
  return `<${name}${written}>${Object.entries(elements)
    .map(([key, value]) => writeElement(key, value))
    .join('')}</${name}>`;
}

const isList = (part: MessagePart[string]): part is readonly MessagePart[] => Array.isArray(part);
