/**
 * Finds the `&` that makes a document malformed. After an `&`, saxes reads on to the next `;`, past tags and line ends, and so reports
 * an unescaped one ("AT&T") where the document ends. Called only for a document that was refused.
 */
import type { Interruptible } from '../event-loop.js';

/** An `&` that begins no reference, or the name of an entity that is not declared. */
export interface RawAmpersand {
  readonly index: number;
  readonly entity?: string;
}

/** What opens a part in which `&` has no meaning, and what closes it. */
const CLOSED_BY: ReadonlyMap<string, string> = new Map([
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
]);
const REFERENCE = /&(?:#(?:\d+|x[\da-fA-F]+)|([\p{L}_:][\p{L}\p{N}_:.-]{0,100}));/uy;
const PREDEFINED: ReadonlySet<string> = new Set(['amp', 'lt', 'gt', 'quot', 'apos']);

/** Matches looked at between two interruption points. */
const PIECE = 10_000;

/**
 * The first one before an offset.
 * @param until where reading the document stopped
 */
export function* findRawAmpersand(text: string, until: number): Interruptible<RawAmpersand | undefined> {
  const next = /&|<!--|<!\[CDATA\[|<\?/g;
  for (let count = 1; ; count += 1) {
    const match = next.exec(text);
    if (match === null || match.index >= until) return undefined;
    const closedBy = CLOSED_BY.get(match[0]);
    if (closedBy === undefined) {
      REFERENCE.lastIndex = match.index;
      const reference = REFERENCE.exec(text);
      if (reference === null) return { index: match.index };
      const [, entity] = reference;
      if (entity !== undefined && !PREDEFINED.has(entity)) return { index: match.index, entity };
    } else {
      const end = text.indexOf(closedBy, next.lastIndex);
      if (end < 0) return undefined;
      next.lastIndex = end + closedBy.length;
    }
    if (count % PIECE === 0) yield;
  }
}

/** Says what is wrong and what to write. @param openElement the element whose text was being read */
export function describeRawAmpersand(
  text: string,
  { index, entity }: RawAmpersand,
  openElement: string | undefined,
): string {
  const tag = tagAround(text, index);
  const where =
    tag !== undefined ? ` in an attribute of <${tag}>` : openElement === undefined ? '' : ` in <${openElement}>`;
  return entity === undefined
    ? `"&"${where} begins no reference: write it as "&amp;"`
    : `the entity "&${entity};"${where} is not declared: write the character itself, or "&amp;" for "&"`;
}

/** The name in the start tag that an index is inside of. A `<` cannot stand in an attribute's value, so the last one counts. */
function tagAround(text: string, index: number): string | undefined {
  const tag = text.slice(text.lastIndexOf('<', index), index);
  if (tag.replace(/"[^"]*"|'[^']*'/g, '').includes('>')) return undefined;
  return /^<(?:[^\s<>/:]{1,100}:)?([^\s<>/:]{1,100})\s/.exec(tag)?.[1];
}
