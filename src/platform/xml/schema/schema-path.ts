import type { XmlElement } from '../element.js';

/**
 * Follows the XPath that libxml2 gives a node through our own tree.
 *
 * A step is `name`, `prefix:name` or `*` (an element in a default namespace), with `[n]` where there are several such.
 * `*` counts all elements; `name` counts those in no namespace; `prefix:name` those of that very prefix, which our tree
 * does not keep: all namespaced ones of that name are taken, which differs only if siblings of one name use two prefixes.
 * A step that is not found ends the walk, so a fault is then placed at the nearest element that contains it.
 *
 * @param steps what stands between the slashes, from below the given element on
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

/** Local names from the top down, numbered from 1 where siblings share one, with the attribute the message is about. */
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
