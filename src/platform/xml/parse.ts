import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS } from 'saxes';
import { atOnce, yielding } from '../event-loop.js';
import type { Interruptible } from '../event-loop.js';
import type { XmlAttribute, XmlElement, XmlNamespaceDeclaration } from './element.js';
import type { XmlLimits } from './limits.js';
import { Lines } from './lines.js';
import { parsePlain } from './parse-plain.js';
import { describeRawAmpersand, findRawAmpersand } from './raw-ampersand.js';
import { boundUnfinished } from './unfinished-part.js';

/** The text is not an acceptable XML document. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  readonly code = 'invalid-xml';

  constructor(
    readonly reason: 'malformed' | 'doctype' | 'limit',
    message: string,
    /** Line and column count from 1. */
    readonly line: number,
    readonly column: number,
    /** The limit that was exceeded, if that is the reason. */
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
 * An unpaired surrogate. saxes takes whatever follows a high surrogate for the low one, so it would swallow a `<` as
 * text and read a different document than libxml2. Decoded bytes never contain one; other text may.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Characters passed to saxes between two interruption points: 1 to 2 ms. */
const PIECE_LENGTH = 16 * 1024;

function* parse(text: string, limits: XmlLimits, pieceLength?: number): Interruptible<XmlElement> {
  return (yield* parsePlain(text, limits, pieceLength)) ?? (yield* parseAny(text, limits, pieceLength));
}

function* parseAny(text: string, limits: XmlLimits, pieceLength: number = PIECE_LENGTH): Interruptible<XmlElement> {
  const reader = saxesReader(text, limits);
  try {
    for (let from = 0; from < text.length; from += pieceLength) {
      yield;
      reader.read(text.slice(from, from + pieceLength));
    }
    return reader.end();
  } catch (error) {
    if (!(error instanceof XmlError) || error.reason !== 'malformed') throw error;
    const raw = yield* findRawAmpersand(text, reader.position());
    if (raw === undefined) throw error;
    const { line, column } = new Lines(text).positionOf(raw.index);
    throw new XmlError('malformed', describeRawAmpersand(text, raw, reader.openElement()), line, column);
  }
}

/**
 * Parses a document and returns its root element. parse-plain.ts reads the common subset of XML; saxes reads everything
 * else and reports all errors:
 *
 * 1. unpaired surrogates are rejected;
 * 2. each limit is checked as its part is parsed, also before the part ends (unfinished-part.ts), so a hostile document
 *    costs no more than the limit allows;
 * 3. a DOCTYPE is always rejected: only the five predefined entities exist;
 * 4. the rules of XML 1.0 apply whatever version the XML declaration names: 1.1 would admit control characters that no
 *    response could contain, and libxml2 applies 1.0 as well;
 * 5. names are resolved to namespaces and positions are kept; comments and processing instructions are dropped.
 *
 * @param text the document as characters; the encoding in an XML declaration is ignored
 * @param pieceLength characters, or tags of the common subset, between two interruption points
 * @throws {XmlError} with line and column
 */
export const parseXml = atOnce(parse);

/** `parseXml` for a large document: yields to the event loop. */
export const parseXmlYielding = yielding(parse);

/** `parseXml` without the fast path: saxes reads every document. */
export const parseAnyXml = atOnce(parseAny);

interface SaxesReader {
  read(piece: string): void;
  end(): XmlElement;
  /** How many characters have been read. */
  position(): number;
  /** The local name of the innermost open element. */
  openElement(): string | undefined;
}

/** @param text the whole document, for positions; it is read piece by piece */
function saxesReader(text: string, limits: XmlLimits): SaxesReader {
  if (!text.isWellFormed()) {
    const { line, column } = new Lines(text).positionOf(LONE_SURROGATE.exec(text)?.index ?? 0);
    throw new XmlError('malformed', 'half of a surrogate pair is not a character', line, column);
  }
  const parser = new SaxesParser({ xmlns: true, position: true, forceXMLVersion: true, defaultXMLVersion: '1.0' });
  const open: OpenElement[] = [];
  // What follows within a piece may be wrong in a way that helps more than its length.
  const mostUnfinished = Math.max(limits.textLength, PIECE_LENGTH);
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

  /**
   * The parser has just consumed the character that ended the name; if that was a line end, it already counts the next
   * line.
   */
  const startOf = (name: string): { line: number; column: number } => {
    if (parser.columnIndex > 0) return { line: parser.line, column: parser.columnIndex - name.length - 1 };
    const ended = text.startsWith('\r\n', parser.position - 2) ? parser.position - 2 : parser.position - 1;
    const at = ended - name.length - 1;
    const lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
    return { line: parser.line - 1, column: at - lineStart + 1 };
  };

  parser.on('error', (error) => {
    // saxes prefixes the reason with "line:column: "; XmlError has fields for the position.
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
      const unfinished = boundUnfinished(parser, open.length === 0);
      if (unfinished.text > mostUnfinished)
        reject(
          'limit',
          `a text that has not ended is longer than ${String(limits.textLength)} characters`,
          'textLength',
        );
      // Malformed, so that the "&" is looked for: a raw one is read as a reference up to the next ";".
      if (unfinished.reference > mostUnfinished) reject('malformed', 'a reference does not end');
    },
    end: () => {
      parser.close();
      return root ?? reject('malformed', 'the document has no element');
    },
    position: () => parser.position,
    openElement: () => open.at(-1)?.local,
  };
}
