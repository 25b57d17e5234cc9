import { shouldYield, yieldToEventLoop } from '../event-loop.js';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration } from './element.js';
import { Lines } from './lines.js';
import type { XmlLimits } from './parse.js';

/**
 * Reads plain documents in one pass, and no others: elements, attributes, text, the five entities, an XML declaration. That is
 * nearly every message; whatever else a document holds (comments, CDATA, character references, a DOCTYPE, names or characters
 * beyond the common, a line end of another system), whatever is wrong with it, and whatever goes beyond a limit, is left to
 * saxes, which knows all of it and says where. So nothing is refused here, and what is accepted is what saxes would have read:
 * a test holds one against the other.
 *
 * A message of 5 KB took saxes 350 µs, for it looks at each character in a function of its own; this takes about 40. Walking
 * libxml2's tree instead, which validates the same text, took 280.
 */

/** What XML calls characters, but for carriage returns, which it would change, and pairs of surrogates. */
const UNCOMMON = /[^\t\n\u0020-\u007E\u00A0-\uD7FF\uE000-\uFFFD]|\]\]>|<!/;
const DECLARATION = /^<\?xml version="1\.0"(?: encoding="[A-Za-z][\w.-]*")?(?: standalone="(?:yes|no)")?\s*\?>/;
const ENTITY = /&(?:(lt|gt|amp|apos|quot);)?/g;
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['apos', "'"],
  ['quot', '"'],
]);

const [TAB, LINE_END, BLANK, QUOTE, APOSTROPHE, SLASH, COLON, LESS, EQUALS, GREATER] = [
  9, 10, 32, 34, 39, 47, 58, 60, 61, 62,
] as const;
const [NAME_START, NAME] = [1, 2] as const;

/** By code of a character: what it may be in a name. */
const NAMES = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return NAME_START;
  return /[0-9.-]/.test(character) ? NAME : 0;
});

/** Prefixes in force at once. An element that declares one copies them, so a hostile message must not heap them up. */
const MOST_PREFIXES = 32;

const NONE: readonly never[] = [];
/** Namespaces that the standard has bound, and which nobody may bind otherwise. */
const RESERVED = /^http:\/\/www\.w3\.org\/(?:2000\/xmlns\/|XML\/1998\/namespace)$/;

/** Characters of a text or a value, as written, that are read in one go: thousands of entities take milliseconds. */
const LONGEST_TEXT = 32 * 1024;

/** A document that is not plain. */
class NotPlainError extends Error {}

/** @returns undefined when the document is not plain, or not well-formed, or beyond a limit */
export function parsePlainXml(text: string, limits: XmlLimits): XmlElement | undefined {
  if (UNCOMMON.test(text)) return undefined;
  try {
    const scanner = new Scanner(text, limits);
    scanner.read(Infinity);
    return scanner.end();
  } catch (error) {
    if (error instanceof NotPlainError) return undefined;
    throw error;
  }
}

/** Characters looked at, and tags read, between two looks at the clock. */
const PIECE = { characters: 256 * 1024, tags: 200 };

/** The same for a large document, with pauses. */
export async function parsePlainXmlYielding(text: string, limits: XmlLimits): Promise<XmlElement | undefined> {
  for (let from = 0; from < text.length; from += PIECE.characters) {
    // Two characters more: what it looks for may stand across the cut.
    if (UNCOMMON.test(text.slice(from, from + PIECE.characters + 2))) return undefined;
    if (shouldYield()) await yieldToEventLoop();
  }
  try {
    const scanner = new Scanner(text, limits);
    while (!scanner.read(PIECE.tags)) if (shouldYield()) await yieldToEventLoop();
    return scanner.end();
  } catch (error) {
    if (error instanceof NotPlainError) return undefined;
    throw error;
  }
}

class ScannedElement implements XmlElement {
  attributes: readonly XmlAttribute[] = NONE;
  declarations: readonly XmlNamespaceDeclaration[] = NONE;
  children: readonly XmlElement[] = NONE;
  text = '';
  uri = '';

  constructor(
    readonly local: string,
    private readonly offset: number,
    private readonly lines: Lines,
  ) {}

  /** Most elements have none, and share the list of none. */
  append(child: XmlElement): void {
    if (this.children === NONE) this.children = [child];
    else (this.children as XmlElement[]).push(child);
  }

  get line(): number {
    return this.lines.placeOf(this.offset).line;
  }

  get column(): number {
    return this.lines.placeOf(this.offset).column;
  }
}

class Scanner {
  #at = 0;
  #elements = 0;
  #root: ScannedElement | undefined;
  /** Elements whose end has not come yet, their names as written, and what prefixes stand for in them. */
  readonly #open: ScannedElement[] = [];
  readonly #names: string[] = [];
  readonly #namespaces: ReadonlyMap<string, string>[] = [];
  readonly #lines: Lines;

  constructor(
    private readonly source: string,
    private readonly limits: XmlLimits,
  ) {
    this.#lines = new Lines(source);
  }

  /** Reads on, at most so many tags. @returns whether the root's end was reached */
  read(tags: number): boolean {
    const { source } = this;
    const open = this.#open;
    if (this.#root === undefined) {
      this.#at = DECLARATION.exec(source)?.[0].length ?? 0;
      this.#blanks();
      this.#root = this.#startTag();
    }
    for (let left = tags; open.length > 0; left -= 1) {
      if (left === 0) return false;
      const next = source.indexOf('<', this.#at);
      const inside = open.at(-1);
      if (next < 0 || inside === undefined) throw new NotPlainError();
      if (next > this.#at) this.#text(inside, next);
      if (source.charCodeAt(next + 1) === SLASH) this.#endTag();
      else inside.append(this.#startTag());
    }
    return true;
  }

  /** The root, once it was read and nothing stands behind it. */
  end(): XmlElement {
    this.#blanks();
    if (this.#root === undefined || this.#at !== this.source.length) throw new NotPlainError();
    return this.#root;
  }

  #text(element: ScannedElement, end: number): void {
    if (end - this.#at > LONGEST_TEXT) throw new NotPlainError();
    const piece = unescape(this.source.slice(this.#at, end));
    element.text = element.text === '' ? piece : element.text + piece;
    if (element.text.length > this.limits.textLength) throw new NotPlainError();
    this.#at = end;
  }

  #endTag(): void {
    const { source } = this;
    const name = this.#names.pop() ?? '';
    const end = this.#at + 2 + name.length;
    if (!source.startsWith(name, this.#at + 2)) throw new NotPlainError();
    this.#at = end;
    this.#blanks();
    this.#expect(GREATER);
    this.#open.pop();
    this.#namespaces.pop();
  }

  /** Reads a start tag; an element that has content is left open. */
  #startTag(): ScannedElement {
    const start = this.#at;
    this.#expect(LESS);
    const name = this.#name();
    this.#elements += 1;
    if (this.#elements > this.limits.elements || this.#open.length >= this.limits.depth) throw new NotPlainError();
    const colon = name.indexOf(':');
    const element = new ScannedElement(colon < 0 ? name : name.slice(colon + 1), start, this.#lines);
    const outer = this.#namespaces.at(-1) ?? NO_NAMESPACES;
    const code = this.source.charCodeAt(this.#at);
    const namespaces = code === GREATER || code === SLASH ? outer : this.#attributes(element, outer);
    element.uri = uriOf(colon < 0 ? '' : name.slice(0, colon), namespaces);
    if (this.source.charCodeAt(this.#at) === SLASH) {
      this.#at += 1;
      this.#expect(GREATER);
    } else {
      this.#expect(GREATER);
      this.#open.push(element);
      this.#names.push(name);
      this.#namespaces.push(namespaces);
    }
    return element;
  }

  /** @returns what prefixes stand for inside the element */
  #attributes(element: ScannedElement, outer: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    const written: { name: string; value: string }[] = [];
    for (let before = this.#at; ; before = this.#at) {
      this.#blanks();
      const code = this.source.charCodeAt(this.#at);
      if (code === GREATER || code === SLASH) break;
      if (before === this.#at || written.length === this.limits.attributes) throw new NotPlainError();
      const name = this.#name();
      this.#blanks();
      this.#expect(EQUALS);
      this.#blanks();
      written.push({ name, value: this.#value() });
    }
    const { length } = written;
    if (anyTwice(written, (one, other) => one.name === other.name)) throw new NotPlainError();
    let namespaces: Map<string, string> | undefined;
    const declarations: XmlNamespaceDeclaration[] = [];
    for (const { name, value } of written) {
      if (!isDeclaration(name)) continue;
      const prefix = name.slice('xmlns:'.length);
      if (RESERVED.test(value) || prefix.startsWith('xml') || (prefix !== '' && value === ''))
        throw new NotPlainError();
      declarations.push({ prefix, uri: value });
      (namespaces ??= new Map(outer)).set(prefix, value);
    }
    if (namespaces !== undefined && namespaces.size > MOST_PREFIXES) throw new NotPlainError();
    if (declarations.length > 0) element.declarations = declarations;
    if (declarations.length < length) {
      const attributes = written
        .filter(({ name }) => !isDeclaration(name))
        .map(({ name, value }): XmlAttribute => {
          const colon = name.indexOf(':');
          return colon < 0
            ? { uri: '', local: name, value }
            : { uri: uriOf(name.slice(0, colon), namespaces ?? outer), local: name.slice(colon + 1), value };
        });
      // Two prefixes may stand for one namespace.
      if (anyTwice(attributes, (one, other) => one.local === other.local && one.uri === other.uri))
        throw new NotPlainError();
      element.attributes = attributes;
    }
    return namespaces ?? outer;
  }

  #value(): string {
    const { source } = this;
    const quote = source.charCodeAt(this.#at);
    if (quote !== QUOTE && quote !== APOSTROPHE) throw new NotPlainError();
    const end = source.indexOf(quote === QUOTE ? '"' : "'", this.#at + 1);
    if (end < 0 || end - this.#at > LONGEST_TEXT) throw new NotPlainError();
    const raw = source.slice(this.#at + 1, end);
    // White space in a value becomes a blank.
    if (/[<\t\n]/.test(raw)) throw new NotPlainError();
    const value = unescape(raw);
    if (value.length > this.limits.textLength) throw new NotPlainError();
    this.#at = end + 1;
    return value;
  }

  /** A name with at most one colon, in its middle. */
  #name(): string {
    const { source } = this;
    const start = this.#at;
    let first = true;
    let colons = 0;
    for (; ; this.#at += 1) {
      const code = source.charCodeAt(this.#at);
      if (code === COLON && !first && colons === 0) {
        colons = 1;
        first = true;
        continue;
      }
      const kind = NAMES[code] ?? 0;
      if (kind === 0) break;
      if (first && kind !== NAME_START) throw new NotPlainError();
      first = false;
    }
    if (first || this.#at - start > this.limits.nameLength) throw new NotPlainError();
    return source.slice(start, this.#at);
  }

  #expect(code: number): void {
    if (this.source.charCodeAt(this.#at) !== code) throw new NotPlainError();
    this.#at += 1;
  }

  #blanks(): void {
    for (; ; this.#at += 1) {
      const code = this.source.charCodeAt(this.#at);
      if (code !== BLANK && code !== LINE_END && code !== TAB) return;
    }
  }
}

const NO_NAMESPACES: ReadonlyMap<string, string> = new Map();

function isDeclaration(name: string): boolean {
  return name.startsWith('xmlns') && (name.length === 5 || name.startsWith(':', 5));
}

/** There are never many: as many as the limit of attributes allows, and mostly two or three. */
function anyTwice<Item>(items: readonly Item[], same: (one: Item, other: Item) => boolean): boolean {
  return items.length > 1 && items.some((item, index) => items.findIndex((other) => same(item, other)) < index);
}

function uriOf(prefix: string, namespaces: ReadonlyMap<string, string>): string {
  const uri = namespaces.get(prefix) ?? (prefix === '' ? '' : undefined);
  // Also `xml`, which nobody declares: there its attributes are rare enough.
  if (uri === undefined) throw new NotPlainError();
  return uri;
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
