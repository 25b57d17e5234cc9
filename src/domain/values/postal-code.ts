/**
 * A postal code in the form in which codes are compared: upper case, without white space and hyphens. `M5V 2T6` and
 * `m5v2t6` are one code, as are `01602-1234` and `016021234`. The format is not checked.
 */
export function normalizePostalCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}
