import { atOnce, yielding } from '../event-loop.js';
import type { Interruptible } from '../event-loop.js';

/**
 * Decodes the bytes of a message into characters.
 *
 * 1. A byte order mark decides; it is part of the encoding and overrides every declaration (RFC 7303, 3.2).
 * 2. Otherwise the transport's charset parameter decides.
 * 3. Otherwise the XML declaration decides, read as ASCII or as UTF-16.
 * 4. Otherwise the encoding is UTF-8.
 * 5. Decoding is fatal: an invalid byte rejects the message and never becomes a replacement character in an order.
 * 6. The encoding named in the XML declaration is overwritten with blanks, since characters have no encoding: libxml2
 *    receives this text as UTF-8 and would decode it a second time. The number of blanks keeps every position.
 */

/** The bytes are not valid text: an unsupported character set, or bytes that are invalid in it. */
export class CharsetError extends Error {
  override readonly name = 'CharsetError';
  readonly code = 'invalid-charset';

  /**
   * @param reason `unsupported`: an unknown encoding; `undecodable`: bytes that are invalid in the encoding
   * @param charset the encoding as it was named
   * @param offset of the first invalid byte, from 0
   */
  constructor(
    readonly reason: 'unsupported' | 'undecodable',
    readonly charset: string,
    readonly offset?: number,
  ) {
    super(
      reason === 'unsupported'
        ? `the character set "${charset}" is not supported`
        : `the bytes from offset ${String(offset ?? 0)} are not ${charset}`,
    );
  }
}

export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'iso-8859-15' | 'windows-1252' | 'us-ascii';

const NAMES: ReadonlyMap<string, Charset | 'utf-16'> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['utf-16', 'utf-16'],
  ['utf16', 'utf-16'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['iso-8859-1', 'iso-8859-1'],
  ['iso8859-1', 'iso-8859-1'],
  ['iso_8859-1', 'iso-8859-1'],
  ['latin1', 'iso-8859-1'],
  ['iso-8859-15', 'iso-8859-15'],
  ['iso8859-15', 'iso-8859-15'],
  ['iso_8859-15', 'iso-8859-15'],
  ['latin9', 'iso-8859-15'],
  ['latin-9', 'iso-8859-15'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['cp-1252', 'windows-1252'],
  ['us-ascii', 'us-ascii'],
  ['ascii', 'us-ascii'],
]);

/**
 * windows-1252 at 0x80-0x9F, where ISO-8859-1 has control characters; its five unassigned codes stay control
 * characters.
 */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** Where ISO-8859-15 differs from ISO-8859-1. */
const ISO_8859_15: ReadonlyMap<string, string> = new Map([
  ['\xa4', '€'],
  ['\xa6', 'Š'],
  ['\xa8', 'š'],
  ['\xb4', 'Ž'],
  ['\xb8', 'ž'],
  ['\xbc', 'Œ'],
  ['\xbd', 'œ'],
  ['\xbe', 'Ÿ'],
]);

/** The encoding in an XML declaration: what precedes it, the pseudo-attribute, its quote, its value. */
const ENCODING = /^(<\?xml\s[^>]{0,200}?\s)(encoding\s*=\s*(["'])([^"'>]{1,100})\3)/;

/** How far to look for a declaration, in bytes: more than any real one takes, in UTF-16 too. */
const DECLARATION_BYTES = 600;

/** Bytes decoded between two interruption points: at most 6 ms, for windows-1252 made of its own characters only. */
const PIECE_BYTES = 64 * 1024;

export interface DecodedText {
  /** Without byte order mark, and with the declared encoding overwritten by blanks. */
  readonly text: string;
  readonly charset: Charset;
}

/** @param pieceBytes bytes between two interruption points: even, so that no UTF-16 unit is split, and at least 4 */
function* decodeInPieces(
  bytes: Buffer,
  transport?: string,
  pieceBytes: number = PIECE_BYTES,
): Interruptible<DecodedText> {
  const charset = charsetOf(bytes, transport);
  let text = '';
  for (let from = 0; from < bytes.length;) {
    yield;
    const end = characterEnd(bytes, from + pieceBytes, charset);
    text += decode(bytes.subarray(from, end), charset, from);
    from = end;
  }
  return { text: withoutEncoding(text), charset };
}

/**
 * Decodes a message.
 * @param transport the charset named by the transport (HTTP's `charset` parameter), in any case; undefined when it
 *   names none
 * @throws {CharsetError}
 */
export const decodeText = atOnce(decodeInPieces);

/** `decodeText` for a large message: yields to the event loop. */
export const decodeTextYielding = yielding(decodeInPieces);

/** The last character boundary at or before an offset; invalid bytes may be cut anywhere. */
function characterEnd(bytes: Buffer, offset: number, charset: Charset): number {
  if (offset >= bytes.length) return bytes.length;
  if (charset === 'utf-8') {
    for (let end = offset; end > offset - 4; end -= 1) if (((bytes[end] ?? 0) & 0xc0) !== 0x80) return end;
  } else if (charset === 'utf-16le' || charset === 'utf-16be') {
    const high = bytes[charset === 'utf-16le' ? offset - 1 : offset - 2] ?? 0;
    if (high >= 0xd8 && high <= 0xdb) return offset - 2;
  }
  return offset;
}

function charsetOf(bytes: Buffer, transport: string | undefined): Charset {
  const mark = byteOrderMark(bytes);
  if (mark !== undefined) return mark;
  const shape = shapeOf(bytes);
  if (transport !== undefined && transport.trim() !== '') return resolveCharset(transport, shape);
  const head = bytes.subarray(0, DECLARATION_BYTES);
  const declared = ENCODING.exec(shape === undefined ? head.toString('latin1') : decodeLoosely(head, shape))?.[4];
  return declared === undefined ? (shape ?? 'utf-8') : resolveCharset(declared, shape);
}

function byteOrderMark(bytes: Buffer): Charset | undefined {
  const [a, b, c, d] = bytes;
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)) {
    throw new CharsetError('unsupported', 'utf-32');
  }
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

/** The UTF-16 byte order that the first character, `<` in every XML document, reveals without a declaration. */
function shapeOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return undefined;
}

/**
 * Resolves the name of an encoding, checked against the byte order of the first character. Clients that build the
 * document as a string and send it as UTF-8 are known to declare UTF-16 over single bytes; such bytes cannot start a
 * UTF-16 document, so reading them as UTF-8 is safe.
 */
function resolveCharset(name: string, shape: 'utf-16le' | 'utf-16be' | undefined): Charset {
  const charset = NAMES.get(name.trim().toLowerCase());
  if (charset === undefined) throw new CharsetError('unsupported', name.trim());
  if (charset === 'utf-16' || charset === 'utf-16le' || charset === 'utf-16be') return shape ?? 'utf-8';
  return charset;
}

/** @param from offset of the bytes in the message: only at offset 0 is U+FEFF a byte order mark */
function decode(bytes: Buffer, charset: Charset, from = 0): string {
  switch (charset) {
    case 'iso-8859-1':
      // Not TextDecoder, which treats this name as an alias of windows-1252.
      return bytes.toString('latin1');
    case 'iso-8859-15':
      return bytes.toString('latin1').replace(/[\xa4-\xbe]/g, (letter) => ISO_8859_15.get(letter) ?? letter);
    case 'windows-1252':
      // Not TextDecoder either: Node.js 20.20 decodes it as ISO-8859-1, which turns € and ’ into control characters.
      return bytes
        .toString('latin1')
        .replace(/[\x80-\x9f]/g, (control) => WINDOWS_1252[control.charCodeAt(0) - 0x80] ?? control);
    case 'us-ascii': {
      const text = bytes.toString('latin1');
      const offset = text.search(/[\x80-\xff]/);
      if (offset >= 0) throw new CharsetError('undecodable', charset, from + offset);
      return text;
    }
    default:
      try {
        return new TextDecoder(charset, { fatal: true, ignoreBOM: from > 0 }).decode(bytes);
      } catch {
        throw new CharsetError('undecodable', charset, from + firstUndecodable(bytes, charset));
      }
  }
}

function decodeLoosely(bytes: Buffer, charset: Charset): string {
  return new TextDecoder(charset, { ignoreBOM: true }).decode(bytes);
}

/**
 * Offset of the first invalid byte: where lenient decoding puts a replacement character that the message did not
 * contain.
 */
function firstUndecodable(bytes: Buffer, charset: Charset): number {
  const text = decodeLoosely(bytes, charset);
  const width = (from: number, to: number): number =>
    charset === 'utf-8' ? Buffer.byteLength(text.slice(from, to)) : 2 * (to - from);
  const sent = charset === 'utf-8' ? [0xef, 0xbf, 0xbd] : charset === 'utf-16le' ? [0xfd, 0xff] : [0xff, 0xfd];
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', from)) {
    offset += width(from, at);
    if (!sent.every((byte, index) => bytes[offset + index] === byte)) break;
    offset += sent.length;
    from = at + 1;
  }
  return offset;
}

function withoutEncoding(text: string): string {
  return text.replace(ENCODING, (_, before: string, encoding: string) => before + encoding.replace(/[^\r\n]/g, ' '));
}
