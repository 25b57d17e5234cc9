import type { MediaType } from '../http/media-type.js';
import { parseMediaType } from '../http/media-type.js';
import { SoapFaultError } from './faults.js';

/**
 * A message with attachments of which there are none: what a client with MTOM (or SOAP with Attachments) switched on sends when it has
 * nothing to attach. The only part is the envelope. RFC 2387.
 */
export const MULTIPART = 'multipart/related';

const CARRIED: ReadonlySet<string> = new Set([
  'application/xop+xml',
  'text/xml',
  'application/xml',
  'application/soap+xml',
]);
const AS_IT_IS: ReadonlySet<string> = new Set(['', '7bit', '8bit', 'binary']);
const HEAD_END = '\r\n\r\n';
/** Header lines of a part: more are no message. */
const MAX_HEAD = 8 * 1024;

/** The envelope's bytes and media type. @throws {SoapFaultError} content-type: there are attachments, or it cannot be read */
export function rootPart(body: Buffer, media: MediaType): { readonly bytes: Buffer; readonly media: MediaType } {
  const boundary = media.parameters.get('boundary') ?? '';
  if (boundary === '' || boundary.length > 70) throw refused('multipart/related without a boundary');
  const delimiter = Buffer.from(`--${boundary}`);
  const start = body.indexOf(delimiter);
  const headStart = body.indexOf('\r\n', start + delimiter.length) + 2;
  // A part without header lines begins with an empty one.
  const headEnd = body.indexOf(HEAD_END, headStart - 2);
  const end = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), headEnd);
  if (start < 0 || headStart < 2 || headEnd < 0 || headEnd - headStart > MAX_HEAD || end < 0)
    throw refused('multipart/related whose boundaries cannot be found');
  const closes = body.toString('latin1', end + 2 + delimiter.length, end + 4 + delimiter.length) === '--';
  if (!closes) throw refused('attachments are not supported');
  const headers = readHeaders(body.toString('latin1', headStart, Math.max(headStart, headEnd)));
  const part = parseMediaType(headers.get('content-type') ?? media.parameters.get('type'));
  if (!CARRIED.has(part.type)) throw refused(`${part.type} in multipart/related`);
  const coding = (headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (!AS_IT_IS.has(coding)) throw refused(`Content-Transfer-Encoding ${coding}`);
  return { bytes: body.subarray(headEnd + HEAD_END.length, end), media: part };
}

function readHeaders(head: string): ReadonlyMap<string, string> {
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  return new Map(
    unfolded.split('\r\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(colon, 0)).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

const refused = (what: string): SoapFaultError => new SoapFaultError('content-type', { subject: what });
