import type { XmlElement } from '../element.js';

/**
 * Resolves the XPath that libxml2 reports for a node in our own tree.
 *
 * A step is `name`, `prefix:name` or `*` (an element in a default namespace), followed by `[n]` if there are several
 * such elements. `*` counts all elements; `name` counts those without a namespace; `prefix:name` counts those with that
 * very prefix. Our tree does not keep prefixes, so all namespaced elements of that name are counted, which differs only
 * if siblings of one name use two prefixes. Resolution stops at a step that is not found, so an error is reported at
 * its nearest resolved ancestor.
 *
 * @param steps the path's components below the given element
 * @returns the elements from the given one down
 */
export function stepsTo(element: XmlElement, steps: readonly string[]): readonly XmlElement[] {
  const found = [element];
  let parent = element;
  for (const step of steps) {
    const [, prefix, name, index] = /^(?:([^:[\]]+):)?([^:[\]]+)(?:\[(\d+)\])?$/.exec(step) ?? [];
    const same =
      name === '*'
        ? parent.children
        : parent.children.filter((child) => child.local === name && (child.uri !== '') === (prefix !== undefined));
    const child = same[Number(index ?? 1) - 1];
    if (child === undefined) break;
    found.push(child);
    parent = child;
  }
  return found;
}

/**
 * Local names from the top down, numbered from 1 where siblings share a name, and the attribute named in libxml2's
 * message.
 */
export function pathOf(elements: readonly XmlElement[], message: string): string {
  const path = elements
    .map((element, depth) => {
      const siblings = elements[depth - 1]?.children.filter(({ local }) => local === element.local) ?? [];
      return `/${element.local}${siblings.length > 1 ? `[${siblings.indexOf(element) + 1}]` : ''}`;
    })
    .join('');
  const attribute =
    /^Element '[^']*', attribute '(?:\{[^}]*\})?([^']*)': /.exec(message)?.[1] ??
    /: The attribute '([^']*)' is required but missing\.\s*$/.exec(message)?.[1];
  return attribute === undefined ? path : `${path}/@${attribute}`;
}
