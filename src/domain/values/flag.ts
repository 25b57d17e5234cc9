const YES: ReadonlySet<string> = new Set(['Y', 'YES', 'TRUE', 'T', '1']);
const NO: ReadonlySet<string> = new Set(['N', 'NO', 'FALSE', 'F', '0']);

/** Reads `Y` or `N` as callers write them: also as words, as .NET and Java write a Boolean, or as a bit. @returns undefined for anything else */
export function readFlag(text: string): boolean | undefined {
  const word = text.trim().toUpperCase();
  if (YES.has(word)) return true;
  return NO.has(word) ? false : undefined;
}
