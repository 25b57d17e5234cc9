import type { XmlElement } from '../platform/xml/element.js';
import type { RunValues } from './run-values.js';

/** The first difference between two documents, in the order of the expected one. */
export interface Difference {
  /** From the root, e.g. `/Envelope/Body/X/item[2]/@qty`. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

export interface CompareOptions {
  /** Local names of elements and attributes whose date-times must only have the same format. */
  readonly anyDateTime?: ReadonlySet<string>;
  /** Local names of elements and attributes that must be present with any value. */
  readonly anyValue?: ReadonlySet<string>;
  /** What `{{name}}` of the expected document stands for. */
  readonly values?: RunValues;
}

const NOTHING = 'nothing';
const quote = (value: string): string => JSON.stringify(value);

/**
 * Compares two documents as canonical XML.
 *
 * 1. names are compared by namespace and local name, so prefixes and their declarations do not matter;
 * 2. attributes are compared as a set, elements in order;
 * 3. the text of a leaf element is compared including trailing blanks; the white space between child elements is not;
 * 4. comments and processing instructions are not part of the tree.
 *
 * @returns the first difference, `undefined` when there is none
 */
export function firstDifference(
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions = {},
): Difference | undefined {
  const path = `/${expected.local}`;
  return nameDifference(path, expected, found) ?? contentDifference(path, expected, found, options);
}

function contentDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  return (
    attributeDifference(path, expected, found, options) ??
    textDifference(path, expected, found, options) ??
    childDifference(path, expected, found, options)
  );
}

function attributeDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  const key = ({ uri, local }: { uri: string; local: string }): string => (uri === '' ? local : `{${uri}}${local}`);
  const remaining = new Map(found.attributes.map((attribute) => [key(attribute), attribute.value]));
  for (const attribute of expected.attributes) {
    const name = key(attribute);
    const value = remaining.get(name);
    remaining.delete(name);
    if (value === undefined) return { path: `${path}/@${name}`, expected: quote(attribute.value), found: NOTHING };
    const text = options.values?.expected(attribute.value, value) ?? attribute.value;
    if (!sameValue(attribute.local, text, value, options)) {
      return { path: `${path}/@${name}`, expected: quote(text), found: quote(value) };
    }
  }
  const [extra] = remaining;
  return extra === undefined ? undefined : { path: `${path}/@${extra[0]}`, expected: NOTHING, found: quote(extra[1]) };
}

function textDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  const leaf = expected.children.length === 0 && found.children.length === 0;
  const [fileText, foundText] = leaf ? [expected.text, found.text] : [expected.text.trim(), found.text.trim()];
  const expectedText = options.values?.expected(fileText, foundText) ?? fileText;
  return sameValue(expected.local, expectedText, foundText, options)
    ? undefined
    : { path, expected: quote(expectedText), found: quote(foundText) };
}

function childDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  for (let index = 0; index < Math.max(expected.children.length, found.children.length); index += 1) {
    const expectedChild = expected.children[index];
    const foundChild = found.children[index];
    const childPath = `${path}/${step(expectedChild === undefined ? found : expected, index)}`;
    if (expectedChild === undefined || foundChild === undefined) {
      return { path: childPath, expected: describe(expectedChild), found: describe(foundChild) };
    }
    const difference =
      nameDifference(childPath, expectedChild, foundChild) ??
      contentDifference(childPath, expectedChild, foundChild, options);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function nameDifference(path: string, expected: XmlElement, found: XmlElement): Difference | undefined {
  if (expected.local === found.local && expected.uri === found.uri) return undefined;
  const sameLocal = expected.local === found.local;
  const name = (element: XmlElement): string =>
    sameLocal ? `<${element.local}> in ${quote(element.uri)}` : describe(element);
  return { path, expected: name(expected), found: name(found) };
}

const describe = (element: XmlElement | undefined): string => (element === undefined ? NOTHING : `<${element.local}>`);

/** A child's name, with its position among the children of that name when there are several. */
function step(parent: XmlElement, index: number): string {
  const local = parent.children[index]?.local ?? '';
  const siblings = parent.children.filter((child) => child.local === local).length;
  if (siblings < 2) return local;
  return `${local}[${parent.children.slice(0, index + 1).filter((child) => child.local === local).length}]`;
}

const DATE_TIME = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Whether a value is the expected one. @param name of the element, attribute or field that has it */
export function sameValue(name: string, expected: string, found: string, options: CompareOptions): boolean {
  if (expected === found || options.anyValue?.has(name) === true) return true;
  if (options.anyDateTime?.has(name) !== true || !DATE_TIME.test(expected) || !DATE_TIME.test(found)) return false;
  return expected.replace(/\d/g, '0') === found.replace(/\d/g, '0');
}
