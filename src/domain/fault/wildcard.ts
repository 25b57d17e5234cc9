/**
 * Whether a text matches a pattern, in which `*` stands for any characters; case does not matter. Each part between two
 * asterisks is looked for once, from the left: no pattern takes long.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.toLowerCase().split('*');
  const value = text.toLowerCase();
  const tail = rest.pop();
  if (tail === undefined) return value === head;
  if (!value.startsWith(head) || value.length < head.length + tail.length || !value.endsWith(tail)) return false;
  const end = value.length - tail.length;
  let from = head.length;
  for (const part of rest) {
    const found = value.indexOf(part, from);
    if (found === -1 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}
