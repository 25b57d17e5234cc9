/**
 * Validation of a part of a message against an XML schema, by libxml2. This is the only file that knows libxml2. Large messages
 * are validated in a thread, by the same class: validation-thread.ts.
 *
 * 1. the text is parsed by libxml2 and the element at the given position validated: that is all for a valid message;
 * 2. each fault comes with the XPath of its node; the steps are walked in our own tree, which has line and column,
 *    because libxml2 counts lines only, and messages are mostly one line;
 * 3. its sentence is stripped of what the path already says;
 * 4. what cannot be validated is a problem too, never an exception: the message came from outside.
 *
 * libxml2's own limits stay on (depth 256, 10 MB of text); ours, in parse.ts, are meant to be narrower.
 */
import { ParseOption, XmlDocument, XmlElement as LibxmlElement, XmlLibError, XsdValidator } from 'libxml2-wasm';
import { mapYielding } from '../../event-loop.js';
import type { XmlElement } from '../element.js';
import { pathOf, stepsTo } from '../schema/schema-path.js';
import { isTypeHint, sentence } from './schema-reason.js';

/** One fault of a document against its schema. */
export interface SchemaProblem {
  /** Both counted from 1, in the message as it was received. */
  readonly line: number;
  readonly column: number;
  /** From the validated element down, e.g. `/SubmitOrder/order_request_message/message_body/items/item[2]/@qty`. */
  readonly path: string;
  /** What is wrong and what was expected, as a sentence. */
  readonly reason: string;
}

export interface ValidatorOptions {
  /**
   * Whether an xsi:type that the schema does not allow is a fault, or a hint of no consequence: the element is then
   * validated by its declared type alone. SOAP::Lite, for one, sends xsd:int wherever a value looks like a number.
   */
  readonly wrongTypeHints: 'refused' | 'ignored';
}

/** No entity is ever declared, since a DOCTYPE is refused before; these two make sure that nothing is fetched. The text
 *  is already characters, so an encoding named in its XML declaration no longer means anything. */
const OPTIONS = {
  option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_IGNORE_ENC,
};

const MOST_PROBLEMS = 100;

/** libxml2's level of what is no fault, such as a schemaLocation that leads nowhere. */
const WARNING = 1;

/**
 * libxml2-wasm computes the XPath of every fault, in time that grows with the number of siblings: 60,000 faults among
 * 20,000 siblings took 3.3 s (6e8 steps). A message that could come to more steps than this, about 1.1 s, is refused.
 */
export const MAX_STEPS = 2e8;

/**
 * What libxml2 finds, as plain data that a thread can send. `unreadable`: why it cannot read the text, and where if it
 * says so; `broken`: it gave up; else the first faults, and how many there are.
 */
export type Findings =
  | { readonly unreadable: string; readonly at?: { readonly line: number; readonly column: number } }
  | { readonly broken: true }
  | { readonly faults: readonly { readonly message: string; readonly xpath: string }[]; readonly count: number };

/** What a validator is made of. */
export interface ValidatorParts {
  readonly xsd: string;
  readonly options: ValidatorOptions;
}

/** A compiled schema. It holds memory outside of JavaScript's: dispose() it unless it lives as long as the process. */
export class Validator implements ValidatorParts {
  /** libxml2 does not promise that a compiled schema outlives the document it came from: both are kept. */
  private readonly source: XmlDocument;
  private readonly schema: XsdValidator;

  /** @throws {Error} when the text is not an XSD */
  constructor(
    readonly xsd: string,
    readonly options: ValidatorOptions = { wrongTypeHints: 'refused' },
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
   * Every fault of one element and what it contains, at most 100 and a last one that counts the others.
   * @param text the document
   * @param root the same document, parsed
   * @param position child indexes that lead from the root to the element to validate
   */
  validate(text: string, root: XmlElement, position: readonly number[]): SchemaProblem[] {
    const element = descend(root, position);
    if (maxSteps(element) > MAX_STEPS) return [tooWide(element)];
    return problemsOf(this.examine(text, position), element, position);
  }

  /** What libxml2 itself does of it: in one piece, however large the document. */
  examine(text: string, position: readonly number[]): Findings {
    let document: XmlDocument;
    try {
      document = XmlDocument.fromString(text, OPTIONS);
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
      return NO_FAULTS;
    } catch (error) {
      if (!(error instanceof XmlLibError)) return { broken: true };
      const ignoreHints = this.options.wrongTypeHints === 'ignored';
      const faults = error.details.filter(
        ({ level, message }) => level > WARNING && !(ignoreHints && isTypeHint(message)),
      );
      return {
        faults: faults.slice(0, MOST_PROBLEMS).map(({ message, xpath }) => ({ message, xpath: xpath ?? '' })),
        count: faults.length,
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

const NO_FAULTS: Findings = { faults: [], count: 0 };

/** For a message whose faults nobody could name in time. */
export function tooWide(element: XmlElement): SchemaProblem {
  return problemAt(element, element, 'Too many elements stand side by side.');
}

/** What libxml2 found, in our words and with our places. @param element the validated one */
export function problemsOf(findings: Findings, element: XmlElement, position: readonly number[]): SchemaProblem[] {
  return 'faults' in findings
    ? [...findings.faults.map((fault) => problemOf(fault, element, position)), ...moreThan(findings, element)]
    : [noFindings(findings, element)];
}

/** The same with pauses: each fault is looked for among all the siblings of its element. */
export async function problemsYielding(
  findings: Findings,
  element: XmlElement,
  position: readonly number[],
): Promise<SchemaProblem[]> {
  return 'faults' in findings
    ? [
        ...(await mapYielding(findings.faults, (fault) => problemOf(fault, element, position))),
        ...moreThan(findings, element),
      ]
    : [noFindings(findings, element)];
}

function problemOf(
  { message, xpath }: { readonly message: string; readonly xpath: string },
  element: XmlElement,
  position: readonly number[],
): SchemaProblem {
  const steps = stepsTo(element, xpath.split('/').slice(2 + position.length));
  const { line, column } = steps.at(-1) ?? element;
  return { line, column, path: pathOf(steps, message), reason: sentence(message) };
}

function moreThan({ faults, count }: Extract<Findings, { faults: unknown }>, element: XmlElement): SchemaProblem[] {
  const more = count - faults.length;
  return more > 0 ? [problemAt(element, element, `There are ${more} problems more.`)] : [];
}

function noFindings(findings: Exclude<Findings, { faults: unknown }>, element: XmlElement): SchemaProblem {
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

/** The element that a position leads to. */
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

/** An upper bound of what naming all possible faults costs: each attribute, and two for the element itself. */
export function maxSteps(element: XmlElement): number {
  let faults = 0;
  let steps = 0;
  for (const child of element.children) {
    faults += child.attributes.length + 2;
    if (child.children.length > 0) steps += maxSteps(child);
  }
  return steps + (faults * element.children.length) / 2;
}
