import type { XmlElement } from '../element.js';
import { contentOf, typeNamed } from './schema.js';
import type { ComplexType, Schema } from './schema.js';

/**
 * A list with more items is long. A tree without a long list is processed in a few milliseconds, without interruption.
 */
export const LONG_LIST = 50;

/** Whether a tree contains a long list. Loops, because it walks every small message too. */
export function hasLongList({ children }: XmlElement): boolean {
  if (children.length > LONG_LIST) return true;
  for (const child of children) if (child.children.length > 0 && hasLongList(child)) return true;
  return false;
}

/**
 * Iterates over the items of a tree's long lists, each with its type: the lines of an order, the orders of a response.
 * Lists inside an item are not searched. Interruptible work processes these items first, yielding between them, and
 * then the whole tree with the results for the items.
 */
export function* longListItems(
  schema: Schema,
  type: ComplexType,
  element: XmlElement,
): Generator<{ item: XmlElement; type: ComplexType }> {
  const { elements } = contentOf(schema, type);
  for (const item of element.children) {
    const declared = elements.find(({ name }) => name === item.local)?.type;
    if (declared === undefined || 'simple' in declared) continue;
    const itemType = typeNamed(schema, declared.complex);
    if (element.children.length > LONG_LIST) yield { item, type: itemType };
    else yield* longListItems(schema, itemType, item);
  }
}
