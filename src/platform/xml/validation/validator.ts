/**
 * Validates a part of a message against an XML schema with libxml2. This is the only file that imports libxml2. Large
 * messages are validated in a thread, by the same class: validation-thread.ts.
 *
 * 1. libxml2 parses the text and validates the element at the given position; a valid message needs no more.
 * 2. Each error comes with the XPath of its node. The path is resolved in our own tree, which has line and column,
 *    because libxml2 counts lines only, and most messages are a single line.
 * 3. The message is stripped of what the path already says.
 * 4. An element that cannot be validated is reported as a problem, never as an exception: the message came from
 *    outside.
 *
 * libxml2's own limits stay enabled (depth 256, 10 MB of text); those of limits.ts are meant to be narrower.
 */
import { ParseOption, XmlDocument, XmlElement as LibxmlElement, XmlLibError, XsdValidator } from 'libxml2-wasm';
import { atOnce, yielding } from '../../event-loop.js';
import type { Interruptible } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { nameInvisible } from '../../invisible.js';
import { pathOf, stepsTo } from '../schema/schema-path.js';
import { isForeignAttribute, isTypeHint, sentence } from './schema-reason.js';

/** One schema violation of a document. */
export interface SchemaProblem {
  /** Line and column count from 1, in the message as received. */
  readonly line: number;
  readonly column: number;
  /** From the validated element down, e.g. `/Basket/request/item[2]/@qty`. */
  readonly path: string;
  /** A sentence that says what is wrong and what was expected. */
  readonly reason: string;
}

export interface ValidatorOptions {
  /**
   * Whether an xsi:type that the schema does not allow is an error, or is ignored: the element is then validated by its
   * declared type alone. SOAP::Lite, for example, sends xsd:int wherever a value looks like a number.
   */
  readonly wrongTypeHints: 'rejected' | 'ignored';
  /**
   * Attributes that the schema does not define are ignored where they say nothing of the content: those of namespaces other than the
   * given one (SOAP's encodingStyle, xml:lang, arrayType), and `id`. Absent: none are.
   */
  readonly ignoredAttributes?: { readonly exceptOf: string };
  /**
   * Whether blanks that XML does not know, such as a no-break space, may stand between elements: a message that was copied from a page
   * has them there. Absent: they may not.
   */
  readonly foreignBlanks?: 'ignored';
}

/**
 * No entity is ever declared, since parse.ts rejects a DOCTYPE; the first two options make sure that nothing is
 * fetched. The text is already decoded, so the encoding named in its XML declaration is ignored.
 */
const OPTIONS = {
  option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_IGNORE_ENC,
};

const MAX_PROBLEMS = 100;

/** libxml2's level of messages that are no errors, such as an unresolvable schemaLocation. */
const WARNING = 1;

/**
 * libxml2-wasm computes the XPath of every error in time that grows with the number of siblings: 60,000 errors among
 * 20,000 siblings took 3.3 s (6e8 steps). A message that could need more steps than this, about 1.1 s, is rejected.
 */
export const MAX_STEPS = 2e8;

/**
 * The findings of libxml2 as plain data that a thread can post. `unreadable`: why libxml2 cannot parse the text, and
 * where if known; `broken`: validation failed internally; otherwise the first errors and their total number.
 */
export type Findings =
  | { readonly unreadable: string; readonly at?: { readonly line: number; readonly column: number } }
  | { readonly broken: true }
  | { readonly errors: readonly { readonly message: string; readonly xpath: string }[]; readonly count: number };

/** The input of a validator. */
export interface ValidatorParts {
  readonly xsd: string;
  readonly options: ValidatorOptions;
}

/** A compiled schema. It holds WebAssembly memory: call dispose() unless it lives as long as the process. */
export class Validator implements ValidatorParts {
  /** Kept because libxml2 does not guarantee that a compiled schema outlives its source document. */
  private readonly source: XmlDocument;
  private readonly schema: XsdValidator;

  /** @throws {Error} if the text is not an XSD */
  constructor(
    readonly xsd: string,
    readonly options: ValidatorOptions = { wrongTypeHints: 'rejected' },
  ) {
    this.source = XmlDocument.fromString(xsd, OPTIONS);
    try {
      this.schema = XsdValidator.fromDoc(this.source);
    } catch (error) {
      this.source.dispose();
      throw error;
    }
  }

  /**
   * Returns every problem of one element and its content: at most 100, and a last one that counts the others.
   * @param text the document
   * @param root the same document, parsed
   * @param position child indexes that lead from the root to the element to validate
   * @throws {RangeError} if the position leads out of the document
   */
  validate(text: string, root: XmlElement, position: readonly number[]): SchemaProblem[] {
    const element = descend(root, position);
    if (maxSteps(element) > MAX_STEPS) return [tooWide(element)];
    return problemsOf(this.examine(text, position), element, position);
  }

  /** The part done by libxml2, which cannot be interrupted, however large the document. */
  examine(text: string, position: readonly number[]): Findings {
    const { wrongTypeHints, ignoredAttributes, foreignBlanks } = this.options;
    let document: XmlDocument;
    try {
      document = XmlDocument.fromString(foreignBlanks === 'ignored' ? withXmlBlanks(text) : text, OPTIONS);
    } catch (error) {
      if (!(error instanceof XmlLibError)) throw error;
      const [first] = error.details;
      return {
        unreadable: first?.message ?? error.message,
        ...(first === undefined ? {} : { at: { line: first.line, column: Math.max(1, first.col) } }),
      };
    }
    try {
      this.schema.validate(libxmlElement(document, position));
      return NO_ERRORS;
    } catch (error) {
      if (!(error instanceof XmlLibError)) return { broken: true };
      const errors = error.details.filter(
        ({ level, message }) =>
          level > WARNING &&
          !(wrongTypeHints === 'ignored' && isTypeHint(message)) &&
          !(ignoredAttributes !== undefined && isForeignAttribute(message, ignoredAttributes.exceptOf)),
      );
      if (errors.length === 0) return NO_ERRORS;
      return {
        errors: errors.slice(0, MAX_PROBLEMS).map(({ message, xpath }) => ({ message, xpath: xpath ?? '' })),
        count: errors.length,
      };
    } finally {
      document.dispose();
    }
  }

  dispose(): void {
    this.schema.dispose();
    this.source.dispose();
  }
}

/** The text with spaces for all blanks between tags. Every character stays where it is. */
function withXmlBlanks(text: string): string {
  return /[^\S \t\r\n]/.test(text)
    ? text.replace(/>\s+(?=<)/g, (between) => between.replace(/[^\S \t\r\n]/g, ' '))
    : text;
}

const NO_ERRORS: Findings = { errors: [], count: 0 };

/** The problem of an element whose errors might take too long to locate. */
export function tooWide(element: XmlElement): SchemaProblem {
  return problemAt(element, element, 'Too many elements stand side by side.');
}

function* locateProblems(
  findings: Findings,
  element: XmlElement,
  position: readonly number[],
): Interruptible<SchemaProblem[]> {
  if (!('errors' in findings)) return [unvalidated(findings, element)];
  const problems: SchemaProblem[] = [];
  for (const error of findings.errors) {
    yield;
    problems.push(problemOf(error, element, position));
  }
  const more = findings.count - findings.errors.length;
  if (more > 0) problems.push(problemAt(element, element, `There are ${more} problems more.`));
  return problems;
}

/** Converts the findings of libxml2 into problems with positions in our tree. @param element the validated one */
export const problemsOf = atOnce(locateProblems);

/** `problemsOf` that yields to the event loop: each error is searched among all siblings of its element. */
export const problemsYielding = yielding(locateProblems);

function problemOf(
  { message, xpath }: { readonly message: string; readonly xpath: string },
  element: XmlElement,
  position: readonly number[],
): SchemaProblem {
  const steps = stepsTo(element, xpath.split('/').slice(2 + position.length));
  const found = steps.at(-1) ?? element;
  const { line, column } = found;
  const invisible = / content type is 'element-only'\.\s*$/.test(message) ? nameInvisible(found.text) : '';
  const reason = sentence(message).replace(/\.$/, `${invisible}.`);
  return { line, column, path: pathOf(steps, message), reason };
}

function unvalidated(findings: Exclude<Findings, { errors: unknown }>, element: XmlElement): SchemaProblem {
  return 'broken' in findings
    ? problemAt(element, element, 'The element cannot be validated.')
    : problemAt(findings.at ?? element, element, `The document cannot be read: ${sentence(findings.unreadable)}`);
}

function problemAt(
  { line, column }: Pick<SchemaProblem, 'line' | 'column'>,
  { local }: XmlElement,
  reason: string,
): SchemaProblem {
  return { line, column, path: `/${local}`, reason };
}

/** The element at a position. @throws {RangeError} if there is none */
export function descend(root: XmlElement, position: readonly number[]): XmlElement {
  return position.reduce((parent, index) => {
    const child = parent.children[index];
    if (child === undefined) throw new RangeError('the position leads out of the document');
    return child;
  }, root);
}

function libxmlElement(document: XmlDocument, position: readonly number[]): LibxmlElement {
  let element = document.root;
  for (const index of position) {
    let node = element.firstChild;
    for (let before = index; node !== null; node = node.next) {
      if (node instanceof LibxmlElement && before-- === 0) break;
    }
    if (!(node instanceof LibxmlElement)) throw new RangeError('the position leads out of the document');
    element = node;
  }
  return element;
}

/**
 * An upper bound for the steps to locate all possible errors: one error for each attribute, and two for the element
 * itself.
 */
export function maxSteps(element: XmlElement): number {
  let errors = 0;
  let steps = 0;
  for (const child of element.children) {
    errors += child.attributes.length + 2;
    if (child.children.length > 0) steps += maxSteps(child);
  }
  return steps + (errors * element.children.length) / 2;
}
