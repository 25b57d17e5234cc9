/**
 * Characters that nobody sees in a value, and that make it another one: blanks other than the space, and what prints nothing. A sentence
 * that only quotes the value would contradict itself ("'5' is not a valid int").
 */
const INVISIBLE = /[^\S \t\r\n]|\p{Cf}|[\u007F-\u009F\u115F\u1160\u3164\uFFA0]/u;
const NAMES: ReadonlyMap<string, string> = new Map([
  ['\t', 'a tab'],
  ['\n', 'a line end'],
  ['\r', 'a line end'],
  ['\u00A0', 'a no-break space'],
  ['\u00AD', 'a soft hyphen'],
  ['\u200B', 'a zero width space'],
  ['\u200E', 'a left-to-right mark'],
  ['\u200F', 'a right-to-left mark'],
  ['\u202F', 'a narrow no-break space'],
  ['\u3000', 'an ideographic space'],
  ['\uFEFF', 'a byte order mark'],
]);

/** ` (character 2 is U+00A0, a no-break space)` for the first invisible character of a value; `''` when there is none. */
export function nameInvisible(value: string): string {
  const found = describe(value, INVISIBLE.exec(value));
  return found === '' ? '' : ` (${found})`;
}

/** The same for a code, in which a tab or a line end is one too: `character 4 is U+0009, a tab`; `''` when there is none. */
export function invisibleInCode(code: string): string {
  return describe(code, new RegExp(`[\\t\\r\\n]|${INVISIBLE.source}`, 'u').exec(code));
}

function describe(value: string, found: RegExpExecArray | null): string {
  if (found === null) return '';
  const [character] = found;
  const position = Array.from(value.slice(0, found.index)).length + 1;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const name = NAMES.get(character);
  return `character ${position} is U+${code}${name === undefined ? '' : `, ${name}`}`;
}
