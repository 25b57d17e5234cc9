/**
 * A code without the blanks, tabs, line ends and no-break spaces around it: callers pad codes to the width of a field, and put
 * them on a line of their own. A code of blanks only is empty. Inner blanks are significant.
 */
export function codeOf(text: string): string {
  return text.trim();
}
