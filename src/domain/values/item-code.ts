import { codeOf } from './code.js';
import { isLonger, TEXT_LIMITS } from './limits.js';

/** The item code for comparisons. Inner blanks separate item and SKU ("PEN         BLUE") and are significant. */
export function itemKey(itemId: string): string {
  return codeOf(itemId);
}

/**
 * The item code as responses give it: with the blanks at its end, because an OMS pads codes to a fixed width ("PENCIL   ") and
 * finds its product by the padded code. Indentation and line ends around the code are not part of it, nor is padding beyond
 * the longest code that is stored.
 */
export function itemSpelling(itemId: string): string {
  const key = itemKey(itemId);
  const [padding = ''] = /^ *$/.exec(itemId.trimStart().slice(key.length)) ?? [];
  return isLonger(key + padding, TEXT_LIMITS.item_id) ? key : key + padding;
}

/** The spelling of an item code that has blanks at its end; undefined if it has none. */
export function itemPadded(itemId: string): string | undefined {
  const spelling = itemSpelling(itemId);
  return spelling === itemKey(itemId) ? undefined : spelling;
}
