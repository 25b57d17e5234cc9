import type { XmlLimits } from './limits.js';

/** The document uses more than the common subset of XML, is malformed, or exceeds a limit: saxes decides which. */
export class NotPlainError extends Error {
  override readonly name = 'NotPlainError';
  readonly code = 'not-plain';
}

/**
 * XML's character range without carriage returns, which a parser normalizes, and surrogate pairs; also `]]>` and `<!`.
 */
const OUTSIDE_SUBSET = /[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD]|\]\]>|<!/;
/** Characters after a piece that must be tested with it, since a sequence of OUTSIDE_SUBSET may span the cut. */
const OVERLAP = 2;
const DECLARATION = /^<\?xml version="1\.0"(?: encoding="[A-Za-z][\w.-]*")?(?: standalone="(?:yes|no)")?\s*\?>/;
const ENTITY = /&(?:(lt|gt|amp|apos|quot);)?/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

const [TAB, LINE_END, BLANK, QUOTE, APOSTROPHE, COLON, EQUALS] = [9, 10, 32, 34, 39, 58, 61] as const;
export const [SLASH, LESS, GREATER] = [47, 60, 62] as const;
const [NAME_START, NAME] = [1, 2] as const;

/** The role of each ASCII character in a name; 0 if it cannot be in one. */
const NAME_CHARACTERS = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return NAME_START;
  return /[0-9.-]/.test(character) ? NAME : 0;
});

/**
 * Raw characters of a text or attribute value that are read without interruption: thousands of entities take
 * milliseconds.
 */
const MAX_RAW_TEXT = 32 * 1024;

/** An attribute or a namespace declaration. */
export interface PlainAttribute {
  readonly name: string;
  readonly value: string;
}

/** Whether the piece of a text that starts at an index contains characters outside the subset. */
export function isOutsideSubset(text: string, from: number, length: number): boolean {
  return OUTSIDE_SUBSET.test(text.slice(from, from + length + OVERLAP));
}

/**
 * Reads the parts of a document in the common subset, from the current position on. All methods throw NotPlainError.
 */
export class PlainTokenizer {
  /** Index of the next character. */
  at = 0;

  constructor(
    readonly source: string,
    private readonly limits: XmlLimits,
  ) {}

  skipDeclaration(): void {
    this.at = DECLARATION.exec(this.source)?.[0].length ?? 0;
  }

  skipBlanks(): void {
    const { source } = this;
    let at = this.at;
    for (let code = source.charCodeAt(at); code === BLANK || code === LINE_END || code === TAB;)
      code = source.charCodeAt((at += 1));
    this.at = at;
  }

  expect(code: number): void {
    if (this.source.charCodeAt(this.at) !== code) throw new NotPlainError();
    this.at += 1;
  }

  /** Whether the next character closes a start tag: `>`, or the slash of an empty element. */
  atTagEnd(): boolean {
    const code = this.source.charCodeAt(this.at);
    return code === GREATER || code === SLASH;
  }

  /** Character data up to an index, with its entities resolved. */
  text(end: number): string {
    if (end - this.at > MAX_RAW_TEXT) throw new NotPlainError();
    const text = unescape(this.source.slice(this.at, end));
    this.at = end;
    return text;
  }

  /** A name with at most one colon, which is neither its first nor its last character. */
  name(): string {
    const { source } = this;
    const start = this.at;
    let at = start;
    let first = true;
    let colons = 0;
    for (; ; at += 1) {
      const code = source.charCodeAt(at);
      if (code === COLON && !first && colons === 0) {
        colons = 1;
        first = true;
        continue;
      }
      const role = NAME_CHARACTERS[code] ?? 0;
      if (role === 0) break;
      if (first && role !== NAME_START) throw new NotPlainError();
      first = false;
    }
    if (first || at - start > this.limits.nameLength) throw new NotPlainError();
    this.at = at;
    return source.slice(start, at);
  }

  /** The attributes of a start tag, up to the end of the tag. */
  attributes(): PlainAttribute[] {
    const attributes: PlainAttribute[] = [];
    for (let before = this.at; ; before = this.at) {
      this.skipBlanks();
      if (this.atTagEnd()) break;
      if (before === this.at || attributes.length === this.limits.attributes) throw new NotPlainError();
      const name = this.name();
      this.skipBlanks();
      this.expect(EQUALS);
      this.skipBlanks();
      attributes.push({ name, value: this.#value() });
    }
    return attributes;
  }

  #value(): string {
    const { source } = this;
    const quote = source.charCodeAt(this.at);
    if (quote !== QUOTE && quote !== APOSTROPHE) throw new NotPlainError();
    const end = source.indexOf(quote === QUOTE ? '"' : "'", this.at + 1);
    if (end < 0 || end - this.at > MAX_RAW_TEXT) throw new NotPlainError();
    const raw = source.slice(this.at + 1, end);
    // A parser would normalize tabs and line ends in a value to blanks.
    if (/[<\t\n]/.test(raw)) throw new NotPlainError();
    const value = unescape(raw);
    if (value.length > this.limits.textLength) throw new NotPlainError();
    this.at = end + 1;
    return value;
  }
}

function unescape(text: string): string {
  return text.includes('&')
    ? text.replace(ENTITY, (_, name?: string) => {
        const character = ENTITIES.get(name ?? '');
        if (character === undefined) throw new NotPlainError();
        return character;
      })
    : text;
}
