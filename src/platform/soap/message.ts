import type { IncomingHttpHeaders } from 'node:http';
import type { BodyLimits } from '../http/body.js';
import type { MediaType } from '../http/media-type.js';
import { CharsetError, decodeText, decodeTextYielding } from '../xml/charset.js';
import type { XmlElement } from '../xml/element.js';
import type { XmlLimits } from '../xml/limits.js';
import { parseXml, parseXmlYielding, XmlError } from '../xml/parse.js';
import type { FaultKey } from './faults.js';
import { SoapFaultError } from './faults.js';

/** Limits on one message. */
export interface MessageLimits {
  readonly body: BodyLimits;
  readonly xml: XmlLimits;
}

/**
 * Room for three times an order of a thousand lines with their addresses (about 3 MB and 60,000 elements). The contract's
 * deepest message has 12 levels including its envelope; 64 leaves room for foreign headers and keeps the parser's work,
 * quadratic in depth, negligible. A message at all of these limits takes a fraction of a second.
 */
export const DEFAULT_MESSAGE_LIMITS: MessageLimits = {
  body: { bytes: 10 * 1024 * 1024, inflatedBytes: 10 * 1024 * 1024 },
  xml: { depth: 64, elements: 200_000, attributes: 128, nameLength: 256, textLength: 256 * 1024 },
};

/** Size in bytes or characters above which parsing yields to the event loop: less takes some milliseconds, 10 with saxes. */
const LARGE = 100_000;

/** A message as characters and as a tree. */
export interface Message {
  readonly text: string;
  readonly root: XmlElement;
  /** SOAPAction and the media type's action, as sent. */
  readonly actions: readonly (string | undefined)[];
}

/**
 * A request without Content-Type is taken for XML: hand-written clients omit it, and its body must still be an envelope.
 * Any other declared type is refused, so that a browser's form cannot be used to post a message across sites.
 */
const MEDIA_TYPES: ReadonlySet<string> = new Set(['', 'text/xml', 'application/xml', 'application/soap+xml']);

/** @param type in lower case, without parameters */
export const isSoapMediaType = (type: string): boolean => MEDIA_TYPES.has(type);

const LIMIT_FAULTS: Readonly<Record<keyof XmlLimits, FaultKey>> = {
  depth: 'too-deep',
  elements: 'too-many-elements',
  attributes: 'too-many-attributes',
  nameLength: 'name-too-long',
  textLength: 'text-too-long',
};

/**
 * Bytes to characters to tree.
 * @param headers of the request, for its SOAPAction
 * @throws {SoapFaultError} empty-message, charset, undecodable, and what `messageOf` throws
 */
export async function readMessage(
  bytes: Buffer,
  media: MediaType,
  headers: IncomingHttpHeaders,
  limits: XmlLimits,
): Promise<Message> {
  if (bytes.length === 0) throw new SoapFaultError('empty-message');
  const text = await decodeMessage(bytes, media.parameters.get('charset'));
  const { soapaction } = headers;
  return messageOf(text, limits, [
    typeof soapaction === 'string' ? soapaction : soapaction?.[0],
    media.parameters.get('action'),
  ]);
}

async function decodeMessage(bytes: Buffer, charset: string | undefined): Promise<string> {
  try {
    return (bytes.length > LARGE ? await decodeTextYielding(bytes, charset) : decodeText(bytes, charset)).text;
  } catch (error) {
    if (!(error instanceof CharsetError)) throw error;
    throw error.reason === 'unsupported'
      ? new SoapFaultError('charset', { subject: error.charset })
      : new SoapFaultError('undecodable', { subject: `${error.charset}, offset ${error.offset ?? 0}` });
  }
}

/**
 * Characters to tree.
 * @param actions absent for a message without an HTTP request
 * @throws {SoapFaultError} doctype, malformed, or the key of the limit that was exceeded
 */
export async function messageOf(text: string, limits: XmlLimits, actions: Message['actions'] = []): Promise<Message> {
  try {
    const root = text.length > LARGE ? await parseXmlYielding(text, limits) : parseXml(text, limits);
    return { text, root, actions };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { reason, limit, message, line, column } = error;
    const key =
      reason === 'limit' && limit !== undefined ? LIMIT_FAULTS[limit] : reason === 'doctype' ? 'doctype' : 'malformed';
    throw new SoapFaultError(key, { problems: [{ reason: message, line, column }] });
  }
}
