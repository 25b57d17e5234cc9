/**
 * An element of a received XML document: a light, immutable tree with positions.
 *
 * It is what limits, SOAP and decoding work on. libxml2 sees the same text, but only to validate it: walking its
 * tree across the WebAssembly boundary cost 280-390 µs for a 5 KB message, building this one about 110 µs.
 */
export interface XmlElement {
  /** Namespace URI, `''` when the element is in none. */
  readonly uri: string;
  readonly local: string;
  /** Attributes without namespace declarations, in document order. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The element's own character data (text and CDATA, comments left out), in one piece and not trimmed. */
  readonly text: string;
  /** Prefixes declared on this very element: prefix (`''` for the default) and URI. */
  readonly declarations: readonly XmlNamespaceDeclaration[];
  /** Where the start tag's `<` stands, both counted from 1. */
  readonly line: number;
  readonly column: number;
}

export interface XmlAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

export interface XmlNamespaceDeclaration {
  readonly prefix: string;
  readonly uri: string;
}
