/**
 * The item code for comparisons: without trailing blanks, because an OMS pads codes to a fixed width ("PENCIL   ").
 * Inner blanks separate item and SKU ("PEN         BLUE") and are significant. Responses echo the code as it was sent.
 */
export function itemKey(itemId: string): string {
  return itemId.trimEnd();
}
