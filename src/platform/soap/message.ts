import type { IncomingMessage } from 'node:http';
import { CharsetError, decodeText, decodeTextYielding } from '../xml/charset.js';
import type { XmlElement } from '../xml/element.js';
import type { XmlLimits } from '../xml/limits.js';
import { parseXml, parseXmlYielding, XmlError } from '../xml/parse.js';
import type { BodyLimits } from '../http/body.js';
import { readBody } from '../http/body.js';
import type { FaultKey } from './faults.js';
import { SoapFaultError } from './faults.js';
import { parseMediaType } from '../http/media-type.js';

/** What one message may cost. */
export interface MessageLimits {
  readonly body: BodyLimits;
  readonly xml: XmlLimits;
}

/**
 * Room for an order of a thousand lines with their addresses (about 3 MB and 60,000 elements) three times over.
 * The deepest message of the contract is at 12 with its envelope; 64 leaves room for foreign headers and keeps the
 * parser's work, quadratic in depth, at nothing. A message at all of these limits takes a fraction of a second.
 */
export const DEFAULT_MESSAGE_LIMITS: MessageLimits = {
  body: { bytes: 10 * 1024 * 1024, inflatedBytes: 10 * 1024 * 1024 },
  xml: { depth: 64, elements: 200_000, attributes: 128, nameLength: 256, textLength: 256 * 1024 },
};

/** Bytes, or characters, from which on a message is read with pauses: less takes some milliseconds, by saxes 10. */
const LARGE = 100_000;

/** A message as characters and as a tree. */
export interface Message {
  readonly text: string;
  readonly root: XmlElement;
  /** SOAPAction and the media type's action, as they came. */
  readonly actions: readonly (string | undefined)[];
}

/**
 * A request without Content-Type is taken for XML: hand-written clients leave it out, and whatever it is must still be
 * an envelope. A declared other type is refused, so that a browser's form cannot be made to post a message across sites.
 */
const MEDIA_TYPES: ReadonlySet<string> = new Set(['', 'text/xml', 'application/xml', 'application/soap+xml']);

const LIMIT_FAULTS: Readonly<Record<keyof XmlLimits, FaultKey>> = {
  depth: 'too-deep',
  elements: 'too-many-elements',
  attributes: 'too-many-attributes',
  nameLength: 'name-too-long',
  textLength: 'text-too-long',
};

/**
 * The first half of a message's way: media type -> body within its limits -> characters -> tree.
 * @param arrived told the size of the body in bytes once it is there; nothing is made of it before that is done, or ever if it fails
 * @throws {SoapFaultError} @throws {CallerGone}
 */
export async function readMessage(
  request: IncomingMessage,
  limits: MessageLimits,
  arrived: (bytes: number) => Promise<void>,
): Promise<Message> {
  const media = parseMediaType(request.headers['content-type']);
  if (!MEDIA_TYPES.has(media.type)) throw new SoapFaultError('content-type', { subject: media.type });
  const bytes = await readBody(request, limits.body);
  await arrived(bytes.length);
  if (bytes.length === 0) throw new SoapFaultError('empty-message');
  try {
    const charset = media.parameters.get('charset');
    const { text } = bytes.length > LARGE ? await decodeTextYielding(bytes, charset) : decodeText(bytes, charset);
    const action = request.headers.soapaction;
    return await messageOf(text, limits, [
      typeof action === 'string' ? action : action?.[0],
      media.parameters.get('action'),
    ]);
  } catch (error) {
    throw rejection(error);
  }
}

/** The rest of that half for a message that is characters already. @throws {SoapFaultError} */
export async function messageOf(
  text: string,
  limits: MessageLimits,
  actions: Message['actions'] = [],
): Promise<Message> {
  try {
    return {
      text,
      root: text.length > LARGE ? await parseXmlYielding(text, limits.xml) : parseXml(text, limits.xml),
      actions,
    };
  } catch (error) {
    throw rejection(error);
  }
}

function rejection(error: unknown): unknown {
  if (error instanceof CharsetError) {
    return error.reason === 'unsupported'
      ? new SoapFaultError('charset', { subject: error.charset })
      : new SoapFaultError('undecodable', { subject: `${error.charset}, offset ${error.offset ?? 0}` });
  }
  if (error instanceof XmlError) {
    const { reason, limit, message, line, column } = error;
    const key =
      reason === 'limit' && limit !== undefined ? LIMIT_FAULTS[limit] : reason === 'doctype' ? 'doctype' : 'malformed';
    return new SoapFaultError(key, { problems: [{ reason: message, line, column }] });
  }
  return error;
}
