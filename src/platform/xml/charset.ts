/**
 * Bytes to characters.
 *
 * 1. a byte order mark decides; it is part of the encoding and beats every word about it (RFC 7303, 3.2);
 * 2. else the transport's charset parameter; 3. else the XML declaration, read as ASCII or as UTF-16; 4. else UTF-8;
 * 5. decoding is fatal: a byte that is no character is a rejection, never a replacement character in an order;
 * 6. the encoding the declaration names is blanked, since characters have none: libxml2 is handed this text as UTF-8
 *    and would decode it a second time. Blanks of the same number keep every position.
 */

import { shouldYield, yieldToEventLoop } from '../event-loop.js';

/** Why bytes were not accepted as characters. */
export class CharsetError extends Error {
  override readonly name = 'CharsetRejected';

  /**
   * @param reason `unsupported`: an encoding unknown here; `undecodable`: bytes that are no character of the encoding
   * @param charset the encoding, as it was named
   * @param offset where the first bad byte stands, counted from 0
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

export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'iso-8859-1' | 'windows-1252' | 'us-ascii';

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
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['cp-1252', 'windows-1252'],
  ['us-ascii', 'us-ascii'],
  ['ascii', 'us-ascii'],
]);

/** What windows-1252 has at 0x80-0x9F, where ISO-8859-1 has control characters; its five free places stay those. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The encoding in an XML declaration: what stands before its value, its quote, the value. */
const ENCODING = /^(<\?xml\s[^>]{0,200}?\s)(encoding\s*=\s*(["'])([^"'>]{1,100})\3)/;

/** As far as a declaration is looked for, in bytes: more than any real one takes, in UTF-16 too. */
const DECLARATION_BYTES = 600;

/**
 * Decodes a message.
 * @param transport the charset the transport names (HTTP's `charset` parameter), any case; undefined when it names none
 * @returns the characters, without byte order mark and without a declared encoding, and the encoding they came in
 * @throws {CharsetError}
 */
export function decodeText(bytes: Buffer, transport?: string): { text: string; charset: Charset } {
  const charset = charsetOf(bytes, transport);
  return { text: withoutEncoding(decode(bytes, charset)), charset };
}

/** Bytes decoded between two looks at the clock: at most 6 ms, of windows-1252 with nothing but its own characters. */
const PIECE_BYTES = 64 * 1024;

/** `decodeText` for a large message, with pauses in which the event loop turns. */
export async function decodeTextYielding(
  bytes: Buffer,
  transport?: string,
): Promise<{ text: string; charset: Charset }> {
  const charset = charsetOf(bytes, transport);
  let text = '';
  for (let from = 0; from < bytes.length;) {
    if (shouldYield()) await yieldToEventLoop();
    const end = characterEnd(bytes, from + PIECE_BYTES, charset);
    text += decode(bytes.subarray(from, end), charset, from);
    from = end;
  }
  return { text: withoutEncoding(text), charset };
}

/** The last end of a character at an offset or before it; what is no character may be cut anywhere. */
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
  if (transport !== undefined && transport.trim() !== '') return settle(transport, shape);
  const head = bytes.subarray(0, DECLARATION_BYTES);
  const declared = ENCODING.exec(shape === undefined ? head.toString('latin1') : decodeLoosely(head, shape))?.[4];
  return declared === undefined ? (shape ?? 'utf-8') : settle(declared, shape);
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

/** The kind of UTF-16 that the first character, `<` in any XML document, shows without any word about it. */
function shapeOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0x3c && bytes[1] === 0) return 'utf-16le';
  if (bytes[0] === 0 && bytes[1] === 0x3c) return 'utf-16be';
  return undefined;
}

/**
 * The encoding a name stands for, held against what the first character shows. A name of UTF-16 over single bytes is
 * a known slip of clients that build the document as a string and send it as UTF-8; such bytes cannot start a
 * document in UTF-16, so nothing is risked by reading them as UTF-8.
 */
function settle(name: string, shape: 'utf-16le' | 'utf-16be' | undefined): Charset {
  const charset = NAMES.get(name.trim().toLowerCase());
  if (charset === undefined) throw new CharsetError('unsupported', name.trim());
  if (charset === 'utf-16' || charset === 'utf-16le' || charset === 'utf-16be') return shape ?? 'utf-8';
  return charset;
}

/** @param from where the bytes stand in the message: a byte order mark is one only at its beginning */
function decode(bytes: Buffer, charset: Charset, from = 0): string {
  switch (charset) {
    case 'iso-8859-1':
      // Not TextDecoder: by that name it may decode windows-1252.
      return bytes.toString('latin1');
    case 'windows-1252':
      // Not TextDecoder either: node 20.20 decodes it as ISO-8859-1, so that € and ’ become control characters.
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

/** The replacement character of a decoding that forgives stands where the first bad byte is, unless it was sent. */
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
