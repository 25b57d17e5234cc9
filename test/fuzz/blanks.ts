import type { Random } from '../support/random.js';

/** Blanks around codes, as fixed-length fields and indented documents have them. */
const BLANKS = ['', ' ', '      ', '\n   ', '&#9;', '\u00a0', '&#xA0;', '&#13;&#10;'];
const START = /^<[^/?!]/;
const ATTRIBUTE = /(\s(?!xmlns)[^\s=/>]+\s*=\s*)(["'])([^"']*)\2/g;

/** A document with blanks around every value. @param texts indexes of its pieces that are text */
export function withBlanks(pieces: readonly string[], random: Random, texts: readonly number[]): string[] {
  const around = (value: string): string => `${random.pick(BLANKS)}${value}${random.pick(BLANKS)}`;
  const isText = new Set(texts);
  return pieces.map((piece, index) => {
    if (isText.has(index)) return around(piece);
    if (!START.test(piece)) return piece;
    return piece.replace(
      ATTRIBUTE,
      (_, name: string, quote: string, value: string) => `${name}${quote}${around(value)}${quote}`,
    );
  });
}
