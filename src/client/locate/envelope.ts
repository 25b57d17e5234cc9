import { escapeAttribute, escapeText } from '../../platform/xml/escape.js';
import { parseXml } from '../../platform/xml/parse.js';
import type { MessagePart } from './messages.js';
import { isEnvelope, isSoap12, LIMITS } from './response.js';

const NAMESPACE = 'http://microsretail.com/Locate';

/** Wraps a payload in a SOAP 1.1 envelope. */
const envelopeOf = (payload: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${payload}</soap:Body></soap:Envelope>`;

/** An envelope as it is posted. */
export interface PostableEnvelope {
  readonly envelope: Uint8Array | string;
  readonly contentType: string;
}

/**
 * The envelope for the bytes of a file: an envelope is sent unchanged, a bare payload gets a SOAP 1.1 envelope.
 * @throws {Error} when the bytes are not well-formed XML
 */
export function envelopeOfFile(bytes: Buffer): PostableEnvelope {
  const text = bytes.toString('utf8');
  const root = parseXml(text.replace(/^\uFEFF/, ''), LIMITS);
  const contentType = `${isSoap12(root) ? 'application/soap+xml' : 'text/xml'}; charset=utf-8`;
  if (isEnvelope(root)) return { envelope: bytes, contentType };
  const payload = text.replace(/^\uFEFF?\s*(<\?xml[^>]*\?>)?/, '');
  return { envelope: envelopeOf(payload), contentType };
}

/**
 * A request as text. Only the operation and its message are in the service's namespace; elements are written in the order
 * of their keys, which is the schema's.
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
  if (isList(part)) return part.map((entry) => writeElement(name, entry)).join('');
  if (typeof part !== 'object') return `<${name}>${escapeText(String(part))}</${name}>`;
  const { attributes, ...elements } = part;
  const attributeText =
    typeof attributes !== 'object'
      ? ''
      : Object.entries(attributes)
          .map(([key, value]) => (typeof value === 'object' ? '' : ` ${key}="${escapeAttribute(String(value))}"`))
          .join('');
  return `<${name}${attributeText}>${Object.entries(elements)
    .map(([key, value]) => writeElement(key, value))
    .join('')}</${name}>`;
}

const isList = (part: MessagePart[string]): part is readonly MessagePart[] => Array.isArray(part);
