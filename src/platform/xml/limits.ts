/** Upper bounds for a document. Each is checked while parsing, before the part that exceeds it is stored. */
export interface XmlLimits {
  /** Nesting of elements; the root is at 1. Keep it low: saxes resolves prefixes in time quadratic in depth. */
  readonly depth: number;
  readonly elements: number;
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number;
  /** Characters of an element's, attribute's or processing instruction's name. */
  readonly nameLength: number;
  /** Characters of one element's text or of one attribute's value. */
  readonly textLength: number;
}
