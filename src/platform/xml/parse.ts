import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS } from 'saxes';
import { shouldYield, yieldToEventLoop } from '../event-loop.js';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration } from './element.js';
import { Lines } from './lines.js';
import { parsePlainXml, parsePlainXmlYielding } from './parse-plain.js';

/** How much of everything a document may hold. Each is counted while reading, before anything is kept of it. */
export interface XmlLimits {
  /** Nesting of elements; the root is at 1. saxes resolves prefixes in time quadratic in depth, so this comes first. */
  readonly depth: number;
  readonly elements: number;
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number;
  /** Characters of an element's, attribute's or processing instruction's name. */
  readonly nameLength: number;
  /** Characters of one element's text or of one attribute's value. */
  readonly textLength: number;
}

/** Why a text was not accepted as an XML document. */
export class XmlError extends Error {
  override readonly name = 'XmlRejected';

  constructor(
    readonly reason: 'malformed' | 'doctype' | 'limit',
    message: string,
    readonly line: number,
    readonly column: number,
    /** Which limit, when the reason is one. */
    readonly limit?: keyof XmlLimits,
  ) {
    super(message);
  }
}

interface OpenElement {
  readonly uri: string;
  readonly local: string;
  readonly attributes: XmlAttribute[];
  readonly declarations: XmlNamespaceDeclaration[];
  readonly children: XmlElement[];
  text: string;
  readonly line: number;
  readonly column: number;
}

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/**
 * Half of a surrogate pair. saxes takes whatever follows a first half for its second one, so `<` after it would be
 * swallowed as text and the document be another one than libxml2 sees. Decoded bytes never hold one; text may.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Reads a whole document and returns its root element. A plain one is read by scan.ts; any other, and whatever is wrong, by saxes:
 *
 * 1. characters that are none (half surrogate pairs) are refused;
 * 2. every limit is checked as its part is met, so a hostile document costs no more than the limit allows;
 * 3. a DOCTYPE is refused outright: no entity but the five predefined ones is ever known;
 * 4. whatever version the XML declaration names, the rules of XML 1.0 hold: 1.1 would let control characters in
 *    that no answer could repeat, and libxml2 keeps to 1.0 as well;
 * 5. names are resolved to namespaces, positions are kept, comments and processing instructions are dropped.
 *
 * @param text the document as characters; an XML declaration may stand in it, its encoding is not looked at
 * @throws {XmlError} with line and column, both from 1
 */
export function parseXml(text: string, limits: XmlLimits): XmlElement {
  return parsePlainXml(text, limits) ?? parseAnyXml(text, limits);
}

/** The same for every document, plain or not. */
export function parseAnyXml(text: string, limits: XmlLimits): XmlElement {
  const reader = anyXmlReader(text, limits);
  reader.read(text);
  return reader.end();
}

/** Characters that saxes is given between two looks at the clock: 1 to 2 ms. */
const PIECE = 16 * 1024;

/** `parseXml` for a large document, with pauses in which the event loop turns. */
export async function parseXmlYielding(text: string, limits: XmlLimits): Promise<XmlElement> {
  const plain = await parsePlainXmlYielding(text, limits);
  if (plain !== undefined) return plain;
  const reader = anyXmlReader(text, limits);
  for (let from = 0; from < text.length; from += PIECE) {
    if (shouldYield()) await yieldToEventLoop();
    reader.read(text.slice(from, from + PIECE));
  }
  return reader.end();
}

/** @param text the whole, which places are worked out from; it is read piece by piece */
function anyXmlReader(text: string, limits: XmlLimits): { read(piece: string): void; end(): XmlElement } {
  if (!text.isWellFormed()) {
    const { line, column } = new Lines(text).placeOf(LONE_SURROGATE.exec(text)?.index ?? 0);
    throw new XmlError('malformed', 'half of a surrogate pair is not a character', line, column);
  }
  const parser = new SaxesParser({ xmlns: true, position: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  let attributes = 0;
  let start = { line: 1, column: 1 };

  const reject = (reason: XmlError['reason'], message: string, limit?: keyof XmlLimits): never => {
    throw new XmlError(reason, message, parser.line, parser.columnIndex + 1, limit);
  };
  const checkName = (name: string): void => {
    if (name.length > limits.nameLength) {
      reject('limit', `a name is longer than ${String(limits.nameLength)} characters`, 'nameLength');
    }
  };
  const addText = (piece: string): void => {
    const element = open.at(-1);
    if (element === undefined) return;
    element.text = element.text === '' ? piece : element.text + piece;
    if (element.text.length > limits.textLength) {
      reject(
        'limit',
        `the text of <${element.local}> is longer than ${String(limits.textLength)} characters`,
        'textLength',
      );
    }
  };

  /** The parser stands behind the character that ended the name; when that was a line's end, it is a line too far. */
  const startOf = (name: string): { line: number; column: number } => {
    if (parser.columnIndex > 0) return { line: parser.line, column: parser.columnIndex - name.length - 1 };
    const ended = text.startsWith('\r\n', parser.position - 2) ? parser.position - 2 : parser.position - 1;
    const at = ended - name.length - 1;
    const lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
    return { line: parser.line - 1, column: at - lineStart + 1 };
  };

  parser.on('error', (error) => {
    // saxes puts "line:column: " before the reason; the position travels in fields of its own here.
    throw new XmlError('malformed', error.message.replace(/^\d+:\d+: /, ''), parser.line, parser.columnIndex + 1);
  });
  parser.on('doctype', () => reject('doctype', 'a document type declaration is not allowed'));
  parser.on('processinginstruction', ({ target }) => {
    checkName(target);
  });
  parser.on('opentagstart', (tag) => {
    elements += 1;
    attributes = 0;
    if (elements > limits.elements) reject('limit', `more than ${String(limits.elements)} elements`, 'elements');
    if (open.length >= limits.depth)
      reject('limit', `elements are nested deeper than ${String(limits.depth)}`, 'depth');
    checkName(tag.name);
    start = startOf(tag.name);
  });
  parser.on('attribute', ({ name, value }) => {
    attributes += 1;
    if (attributes > limits.attributes) {
      reject('limit', `an element has more than ${String(limits.attributes)} attributes`, 'attributes');
    }
    checkName(name);
    if (value.length > limits.textLength) {
      reject('limit', `the value of an attribute is longer than ${String(limits.textLength)} characters`, 'textLength');
    }
  });
  parser.on('opentag', (tag) => {
    const element: OpenElement = {
      uri: tag.uri,
      local: tag.local,
      attributes: [],
      declarations: [],
      children: [],
      text: '',
      ...start,
    };
    for (const attribute of Object.values<SaxesAttributeNS>(tag.attributes)) {
      if (attribute.uri === XMLNS) {
        const prefix = attribute.prefix === '' ? '' : attribute.local;
        element.declarations.push({ prefix, uri: attribute.value });
      } else {
        element.attributes.push({ uri: attribute.uri, local: attribute.local, value: attribute.value });
      }
    }
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.on('text', addText);
  parser.on('cdata', addText);

  return {
    read: (piece) => {
      parser.write(piece);
    },
    end: () => {
      parser.close();
      return root ?? reject('malformed', 'the document has no element');
    },
  };
}
