import type { IncomingHttpHeaders } from 'node:http';
import type { BodyLimits } from '../http/body.js';
import type { MediaType } from '../http/media-type.js';
import { CharsetError, decodeText, decodeTextYielding } from '../xml/charset.js';
import type { XmlElement } from '../xml/element.js';
import type { XmlLimits } from '../xml/limits.js';
import { parseXml, parseXmlYielding, XmlError } from '../xml/parse.js';
import { addressedAction } from './addressing.js';
import type { FaultKey, FaultProblem } from './faults.js';
import { SoapFaultError } from './faults.js';
import { MULTIPART, rootPart } from './multipart.js';

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
  /** SOAPAction, the media type's action and that of WS-Addressing, as sent. */
  readonly actions: readonly (string | undefined)[];
}

/**
 * A request without Content-Type is taken for XML: hand-written clients omit it, and its body must still be an envelope.
 * Any other declared type is refused, so that a browser's form cannot be used to post a message across sites.
 */
const MEDIA_TYPES: ReadonlySet<string> = new Set([
  '',
  'text/xml',
  'application/xml',
  'application/soap+xml',
  MULTIPART,
]);

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
 * @throws {SoapFaultError} empty-message, content-type, charset, undecodable, and what `messageOf` throws
 */
export async function readMessage(
  bytes: Buffer,
  media: MediaType,
  headers: IncomingHttpHeaders,
  limits: XmlLimits,
): Promise<Message> {
  if (bytes.length === 0) throw new SoapFaultError('empty-message', { problems: whyEmpty(headers) });
  const root = media.type === MULTIPART ? rootPart(bytes, media) : { bytes, media };
  const text = await decodeMessage(root.bytes, root.media.parameters.get('charset'), limits);
  const actions = [
    ...actionsOf(headers.soapaction),
    media.parameters.get('action'),
    ...(root.media === media ? [] : [root.media.parameters.get('action')]),
  ];
  try {
    return await messageOf(text, limits, actions);
  } catch (error) {
    if (error instanceof SoapFaultError && endsTooEarly(error, text) && isWholeLength(bytes, headers))
      throw new SoapFaultError('malformed', { problems: [...(error.details.problems ?? []), CUT_BY_LENGTH] });
    throw error;
  }
}

/** Node joins several SOAPAction lines to one; each of them may contradict the message. */
const actionsOf = (header: string | string[] | undefined): string[] => String(header ?? '').split(/(?<=")\s*,\s*(?=")/);

/** A request without Content-Length and chunks has no body, whatever its caller sent after the headers. */
function whyEmpty(headers: IncomingHttpHeaders): FaultProblem[] {
  return headers['content-length'] === undefined && headers['transfer-encoding'] === undefined
    ? [{ reason: 'the request has neither a Content-Length nor a Transfer-Encoding, so it has no body' }]
    : [];
}

const CUT_BY_LENGTH: FaultProblem = {
  reason:
    'the message ends before its document does; if the caller sent more, Content-Length is wrong: it counts bytes, not characters',
};

/** Whether nothing but Content-Length says that the message ends where it does. */
const isWholeLength = (bytes: Buffer, headers: IncomingHttpHeaders): boolean =>
  Number(headers['content-length']) === bytes.length;

/** Whether a document is malformed at its end, which then is not where it should be. */
function endsTooEarly({ key, details }: SoapFaultError, text: string): boolean {
  const [{ line, column } = { line: 0, column: 0 }] = details.problems ?? [];
  const lines = text.trimEnd().split(/\r\n|\r|\n/);
  return (
    key === 'malformed' && line !== undefined && line >= lines.length && (column ?? 0) >= (lines.at(-1)?.length ?? 0)
  );
}

async function decodeMessage(bytes: Buffer, charset: string | undefined, limits: XmlLimits): Promise<string> {
  try {
    return (bytes.length > LARGE ? await decodeTextYielding(bytes, charset) : decodeText(bytes, charset)).text;
  } catch (error) {
    if (!(error instanceof CharsetError)) throw error;
    if (endsWithinCharacter(bytes, error)) await refuseHalf(bytes.subarray(0, error.offset), charset, limits);
    throw error.reason === 'unsupported'
      ? new SoapFaultError('charset', { subject: error.charset })
      : new SoapFaultError('undecodable', { subject: `${error.charset}, offset ${error.offset ?? 0}` });
  }
}

/** @throws {SoapFaultError} malformed, when the bytes before the one that is invalid are no document yet */
async function refuseHalf(bytes: Buffer, charset: string | undefined, limits: XmlLimits): Promise<void> {
  try {
    await parseXmlYielding((await decodeTextYielding(bytes, charset)).text, limits);
  } catch {
    throw new SoapFaultError('malformed', { problems: [CUT_BY_LENGTH] });
  }
}

/** Whether the first invalid bytes are the beginning of a character whose rest is missing. */
function endsWithinCharacter(bytes: Buffer, { reason, charset, offset = 0 }: CharsetError): boolean {
  if (reason !== 'undecodable' || bytes.length - offset > 3) return false;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes.subarray(offset), { stream: true }) === '';
  } catch {
    return false;
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
    return { text, root, actions: [...actions, addressedAction(root)] };
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    const { reason, limit, message, line, column } = error;
    const key =
      reason === 'limit' && limit !== undefined ? LIMIT_FAULTS[limit] : reason === 'doctype' ? 'doctype' : 'malformed';
    throw new SoapFaultError(key, { problems: [{ reason: message, line, column }] });
  }
}
