import type { XmlElement } from '../../platform/xml/element.js';
import type { XmlLimits } from '../../platform/xml/limits.js';
import { parseXml, XmlError } from '../../platform/xml/parse.js';
import { excerpt } from './parameters.js';

/** A document of a parameter: flat, and no longer than the text of an element may be. */
const LIMITS: XmlLimits = { depth: 8, elements: 20_000, attributes: 16, nameLength: 64, textLength: 8_000 };

/**
 * A document in a parameter: escaped text, CDATA (both are text by now), or elements.
 * @returns its root, or why it is none, as the end of a sentence
 */
export function readEmbedded(parameter: XmlElement): XmlElement | string {
  const [first, second] = parameter.children;
  if (first !== undefined) return second === undefined ? first : `there is a second element <${second.local}>`;
  try {
    return parseXml(parameter.text.trim(), LIMITS);
  } catch (error) {
    if (error instanceof XmlError)
      return `${error.message} (line ${String(error.line)}, column ${String(error.column)})`;
    throw error;
  }
}

/** The children of an element with a name, in any case. */
export function childrenNamed(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter(({ local }) => isNamed(local, name));
}

/** The text of the first child with a name, in any case, without the blanks around it; `''` without one. */
export function textOf(parent: XmlElement, ...names: readonly string[]): string {
  for (const name of names) {
    const text = childrenNamed(parent, name)[0]?.text.trim() ?? '';
    if (text !== '') return text;
  }
  return '';
}

/**
 * Reads an element that has nothing but fields. As with parameters, what has an unknown name is refused, and so is what was sent
 * twice: a misspelt QTY would ship a whole line.
 * @param names of each field, in any case; the first is the one that sentences name
 * @returns the texts without the blanks around them, `''` for what is absent, and a sentence for each fault
 */
export function readFields<Field extends string>(
  element: XmlElement,
  names: Readonly<Record<Field, readonly string[]>>,
): { readonly texts: Readonly<Record<Field, string>>; readonly faults: readonly string[] } {
  const fields = Object.keys(names) as Field[];
  const texts = Object.fromEntries(fields.map((field) => [field, ''])) as Record<Field, string>;
  const faults: string[] = [];
  for (const { local, text } of element.children) {
    const field = fields.find((one) => names[one].some((name) => isNamed(local, name)));
    if (field === undefined)
      faults.push(
        `${excerpt(local)} is unknown: ${element.local.slice(0, 50)} takes ${fields.map((one) => names[one][0]).join(', ')}.`,
      );
    else if (texts[field] !== '' && text.trim() !== '') faults.push(`${local} was sent twice: send it once.`);
    else texts[field] ||= text.trim();
  }
  return { texts, faults };
}

/** Whether two names are the same without case. */
export const isNamed = (local: string, name: string): boolean => local.toLowerCase() === name.toLowerCase();
