import type { XmlElement } from '../platform/xml/element.js';

/** Where two documents first differ, in the order of the expected one. */
export interface Difference {
  /** From the root down: `/Envelope/Body/X/item[2]/@qty`. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

export interface CompareOptions {
  /** Local names of elements and attributes whose date-times need not be equal, only of one form. */
  readonly anyDateTime?: ReadonlySet<string>;
  /** Local names of elements and attributes that must be there, whatever their value. */
  readonly anyValue?: ReadonlySet<string>;
}

const NOTHING = 'nothing';
const quoted = (value: string): string => JSON.stringify(value);

/**
 * Compares two documents as canonical XML and says where they first differ.
 *
 * 1. names are compared by namespace and local name, so prefixes and where they are declared do not matter;
 * 2. attributes are compared as a set, elements in order;
 * 3. an element's text counts to the last blank, unless it has child elements: then blanks between them do not count;
 * 4. comments and processing instructions are not in the tree at all.
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
  const ofFound = new Map(found.attributes.map((attribute) => [key(attribute), attribute.value]));
  for (const attribute of expected.attributes) {
    const name = key(attribute);
    const value = ofFound.get(name);
    ofFound.delete(name);
    if (value === undefined) return { path: `${path}/@${name}`, expected: quoted(attribute.value), found: NOTHING };
    if (!sameValue(attribute.local, attribute.value, value, options)) {
      return { path: `${path}/@${name}`, expected: quoted(attribute.value), found: quoted(value) };
    }
  }
  const [extra] = ofFound;
  return extra === undefined ? undefined : { path: `${path}/@${extra[0]}`, expected: NOTHING, found: quoted(extra[1]) };
}

function textDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  const leaf = expected.children.length === 0 && found.children.length === 0;
  const [wanted, given] = leaf ? [expected.text, found.text] : [expected.text.trim(), found.text.trim()];
  return sameValue(expected.local, wanted, given, options)
    ? undefined
    : { path, expected: quoted(wanted), found: quoted(given) };
}

function childDifference(
  path: string,
  expected: XmlElement,
  found: XmlElement,
  options: CompareOptions,
): Difference | undefined {
  for (let index = 0; index < Math.max(expected.children.length, found.children.length); index += 1) {
    const wanted = expected.children[index];
    const given = found.children[index];
    const below = `${path}/${step(wanted === undefined ? found : expected, index)}`;
    if (wanted === undefined || given === undefined) {
      return { path: below, expected: described(wanted), found: described(given) };
    }
    const difference = nameDifference(below, wanted, given) ?? contentDifference(below, wanted, given, options);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function nameDifference(path: string, expected: XmlElement, found: XmlElement): Difference | undefined {
  if (expected.local === found.local && expected.uri === found.uri) return undefined;
  const sameLocal = expected.local === found.local;
  const name = (element: XmlElement): string =>
    sameLocal ? `<${element.local}> in ${quoted(element.uri)}` : described(element);
  return { path, expected: name(expected), found: name(found) };
}

const described = (element: XmlElement | undefined): string => (element === undefined ? NOTHING : `<${element.local}>`);

/** A child's name, with its number among children of that name when there are several. */
function step(parent: XmlElement, index: number): string {
  const local = parent.children[index]?.local ?? '';
  const alike = parent.children.filter((child) => child.local === local).length;
  if (alike < 2) return local;
  return `${local}[${parent.children.slice(0, index + 1).filter((child) => child.local === local).length}]`;
}

const DATE_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/;

function sameValue(name: string, expected: string, found: string, options: CompareOptions): boolean {
  if (expected === found || options.anyValue?.has(name) === true) return true;
  if (options.anyDateTime?.has(name) !== true || !DATE_TIME.test(expected) || !DATE_TIME.test(found)) return false;
  return expected.replace(/\d/g, '0') === found.replace(/\d/g, '0');
}
