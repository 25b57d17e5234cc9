import type { XmlElement } from '../element.js';
import { contentOf, typeNamed } from './schema.js';
import type { ComplexType, Schema } from './schema.js';

/** Items from which on a list is worked through with pauses: what has no longer one is done in some milliseconds. */
const LONG = 50;

/** Whether a list in a tree is long. */
export function hasLongList({ children }: XmlElement): boolean {
  return children.length > LONG || children.some(hasLongList);
}

/**
 * The items of the long lists of a tree, each with its type: the lines of an order, the orders of an answer. What is in an item is
 * not looked through. Whoever works on a large tree works on these first, with pauses, and then on the tree with the work on
 * them done.
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
    if (element.children.length > LONG) yield { item, type: itemType };
    else yield* longListItems(schema, itemType, item);
  }
}
