import { atOnce } from '../event-loop.js';
import type { Interruptible } from '../event-loop.js';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration } from './element.js';
import type { XmlLimits } from './limits.js';
import { Lines } from './lines.js';
import { GREATER, isOutsideSubset, LESS, NotPlainError, PlainTokenizer, SLASH } from './plain-tokenizer.js';
import type { PlainAttribute } from './plain-tokenizer.js';

/**
 * The fast path of parse.ts: reads documents in a common subset of XML ("plain" documents) in one pass. The subset is
 * elements, attributes, text, the five predefined entities and an XML declaration, which covers nearly every message. A
 * document that contains anything else (comments, CDATA, character references, a DOCTYPE, uncommon names or characters,
 * line ends other than LF), is malformed or exceeds a limit is left to saxes, which handles all of it and reports
 * positions. So this parser never rejects a document, and what it accepts it reads as saxes does: a test compares the
 * two.
 *
 * A message of 5 KB took saxes 350 µs, because it handles each character in a function of its own; this parser takes
 * about 40 µs. Walking the tree of libxml2, which validates the same text, took 280 µs.
 */

/**
 * Prefixes in scope at once. An element that declares one copies them all, so a hostile message must not accumulate
 * them.
 */
const MAX_PREFIXES = 32;
/** Namespaces that the XML standards reserve; no prefix may be bound to them. */
const RESERVED = /^http:\/\/www\.w3\.org\/(?:2000\/xmlns\/|XML\/1998\/namespace)$/;
const NONE: readonly never[] = [];

/** Characters tested, and tags read, between two interruption points. */
const PIECE = { characters: 256 * 1024, tags: 200 };

/**
 * Reads a plain document.
 * @param piece overrides both sizes of PIECE
 * @returns undefined for any other document
 */
export function* parsePlain(text: string, limits: XmlLimits, piece?: number): Interruptible<XmlElement | undefined> {
  const characters = piece ?? PIECE.characters;
  for (let from = 0; from < text.length; from += characters) {
    if (isOutsideSubset(text, from, characters)) return undefined;
    yield;
  }
  try {
    const parser = new PlainParser(text, limits);
    while (!parser.read(piece ?? PIECE.tags)) yield;
    return parser.end();
  } catch (error) {
    if (error instanceof NotPlainError) return undefined;
    throw error;
  }
}

/** `parsePlain` without interruption. */
export const parsePlainXml = atOnce(parsePlain);

class PlainElement implements XmlElement {
  // Most elements have no attributes, declarations or children; they share the empty list.
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

  append(child: XmlElement): void {
    if (this.children === NONE) this.children = [child];
    else (this.children as XmlElement[]).push(child);
  }

  get line(): number {
    return this.lines.positionOf(this.offset).line;
  }

  get column(): number {
    return this.lines.positionOf(this.offset).column;
  }
}

/** The namespaces in scope, by prefix. */
type Namespaces = ReadonlyMap<string, string>;

class PlainParser {
  #elements = 0;
  #root: PlainElement | undefined;
  /** The open elements, their names as written, and the namespaces in scope inside each. */
  readonly #open: PlainElement[] = [];
  readonly #names: string[] = [];
  readonly #namespaces: Namespaces[] = [];
  readonly #tokens: PlainTokenizer;
  readonly #lines: Lines;

  constructor(
    private readonly source: string,
    private readonly limits: XmlLimits,
  ) {
    this.#tokens = new PlainTokenizer(source, limits);
    this.#lines = new Lines(source);
  }

  /** Continues with at most the given number of tags. @returns whether the root's end tag was read */
  read(tags: number): boolean {
    const { source } = this;
    const tokens = this.#tokens;
    const open = this.#open;
    if (this.#root === undefined) {
      tokens.skipDeclaration();
      tokens.skipBlanks();
      this.#root = this.#startTag();
    }
    for (let left = tags; open.length > 0; left -= 1) {
      if (left === 0) return false;
      const next = source.indexOf('<', tokens.at);
      const parent = open.at(-1);
      if (next < 0 || parent === undefined) throw new NotPlainError();
      if (next > tokens.at) this.#text(parent, next);
      if (source.charCodeAt(next + 1) === SLASH) this.#endTag();
      else parent.append(this.#startTag());
    }
    return true;
  }

  /** The root, once its end tag was read and only white space follows. */
  end(): XmlElement {
    this.#tokens.skipBlanks();
    if (this.#root === undefined || this.#tokens.at !== this.source.length) throw new NotPlainError();
    return this.#root;
  }

  #text(element: PlainElement, end: number): void {
    const piece = this.#tokens.text(end);
    element.text = element.text === '' ? piece : element.text + piece;
    if (element.text.length > this.limits.textLength) throw new NotPlainError();
  }

  #endTag(): void {
    const tokens = this.#tokens;
    const name = this.#names.pop() ?? '';
    if (!this.source.startsWith(name, tokens.at + 2)) throw new NotPlainError();
    tokens.at += 2 + name.length;
    tokens.skipBlanks();
    tokens.expect(GREATER);
    this.#open.pop();
    this.#namespaces.pop();
  }

  /** Reads a start tag; leaves the element open unless it is empty. */
  #startTag(): PlainElement {
    const tokens = this.#tokens;
    const start = tokens.at;
    tokens.expect(LESS);
    const name = tokens.name();
    this.#elements += 1;
    if (this.#elements > this.limits.elements || this.#open.length >= this.limits.depth) throw new NotPlainError();
    const colon = name.indexOf(':');
    const element = new PlainElement(colon < 0 ? name : name.slice(colon + 1), start, this.#lines);
    const outer = this.#namespaces.at(-1) ?? NO_NAMESPACES;
    const namespaces = tokens.atTagEnd() ? outer : setAttributes(element, tokens.attributes(), outer);
    element.uri = uriOf(colon < 0 ? '' : name.slice(0, colon), namespaces);
    if (this.source.charCodeAt(tokens.at) === SLASH) {
      tokens.at += 1;
      tokens.expect(GREATER);
    } else {
      tokens.expect(GREATER);
      this.#open.push(element);
      this.#names.push(name);
      this.#namespaces.push(namespaces);
    }
    return element;
  }
}

const NO_NAMESPACES: Namespaces = new Map();

/**
 * Splits what a start tag contains into declarations and attributes.
 * @returns the namespaces in scope inside the element
 */
function setAttributes(element: PlainElement, written: readonly PlainAttribute[], outer: Namespaces): Namespaces {
  if (hasDuplicate(written, (one, other) => one.name === other.name)) throw new NotPlainError();
  const declarations: XmlNamespaceDeclaration[] = [];
  let namespaces: Map<string, string> | undefined;
  for (const { name, value } of written) {
    if (!isDeclaration(name)) continue;
    const prefix = name.slice('xmlns:'.length);
    if (RESERVED.test(value) || prefix.startsWith('xml') || (prefix !== '' && value === '')) throw new NotPlainError();
    declarations.push({ prefix, uri: value });
    (namespaces ??= new Map(outer)).set(prefix, value);
  }
  if (namespaces !== undefined && namespaces.size > MAX_PREFIXES) throw new NotPlainError();
  if (declarations.length > 0) element.declarations = declarations;
  if (declarations.length < written.length) {
    const attributes: XmlAttribute[] = [];
    for (const { name, value } of written) {
      if (isDeclaration(name)) continue;
      const colon = name.indexOf(':');
      const uri = colon < 0 ? '' : uriOf(name.slice(0, colon), namespaces ?? outer);
      attributes.push({ uri, local: name.slice(colon + 1), value });
    }
    // Two prefixes may be bound to one namespace.
    if (hasDuplicate(attributes, (one, other) => one.local === other.local && one.uri === other.uri))
      throw new NotPlainError();
    element.attributes = attributes;
  }
  return namespaces ?? outer;
}

function isDeclaration(name: string): boolean {
  return name.startsWith('xmlns') && (name.length === 5 || name.startsWith(':', 5));
}

/** Quadratic, but the limit of attributes bounds the list, and two or three are usual. */
function hasDuplicate<Item>(items: readonly Item[], same: (one: Item, other: Item) => boolean): boolean {
  for (const [index, item] of items.entries())
    for (let before = 0; before < index; before += 1) if (same(item, items[before] as Item)) return true;
  return false;
}

function uriOf(prefix: string, namespaces: Namespaces): string {
  const uri = namespaces.get(prefix) ?? (prefix === '' ? '' : undefined);
  // Includes the prefix `xml`, which needs no declaration: its attributes are rare enough to leave them to saxes.
  if (uri === undefined) throw new NotPlainError();
  return uri;
}
