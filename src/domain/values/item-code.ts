/**
 * An item's code as it is matched: without its trailing blanks. An OMS pads codes to a fixed width ("PENCIL   ");
 * inner blanks separate item and SKU ("PEN         BLUE") and count. What is echoed is the code as it was sent.
 */
export function itemKey(itemId: string): string {
  return itemId.trimEnd();
}
