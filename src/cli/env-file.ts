import { parseEnv } from 'node:util';

/** The settings of an `.env` file, and what looks like a mistake in it. */
export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/** An `.env` file that cannot be used. Ignoring it would start the broker with other settings than were meant. */
export class EnvFileError extends Error {
  override readonly name = 'EnvFileError';
  readonly code = 'env-file-invalid';
}

/** Names that programs other than this one read from an `.env` file. */
const OF_OTHERS = /^(TZ|LANG|LC_\w+|NODE_\w+|NO_COLOR|FORCE_COLOR|TEST_MYSQL_URL)$/;

/** A letter missing, added or replaced, or two; more is another word. */
const MAX_TYPOS = 2;

/**
 * Reads the text of an `.env` file: lines `NAME=value`, comments after `#`, values in quotes over several lines.
 * @param bytes of the file
 * @param known the names of all settings
 * @throws {EnvFileError} for another encoding than UTF-8, and for a line that is none; it never repeats a value
 */
export function readEnvFile(bytes: Buffer, known: readonly string[]): EnvFile {
  const text = decode(bytes);
  const lines = text.split(/\r?\n/);
  for (let index = 0; index < lines.length;) index += checkedLines(lines, index);
  const values = Object.fromEntries(Object.entries(parseEnv(text)).map(([name, value]) => [name, value ?? '']));
  const unknown = Object.keys(values).filter((name) => !known.includes(name) && !OF_OTHERS.test(name));
  return { values, warnings: unknown.map((name) => describeUnknown(name, known)) };
}

function decode(bytes: Buffer): string {
  if (bytes.includes(0)) throw new EnvFileError('.env is not UTF-8 (UTF-16?): save it as UTF-8');
  try {
    // Without the byte order mark, which would become part of the first name.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EnvFileError('.env is not UTF-8: save it as UTF-8');
  }
}

/** @returns how many lines belong to the one at `index` @throws {EnvFileError} */
function checkedLines(lines: readonly string[], index: number): number {
  const line = lines[index] ?? '';
  if (/^\s*(#.*)?$/.test(line)) return 1;
  const value = /^\s*(?:export\s+)?[A-Za-z_]\w*\s*=\s*(.*)$/.exec(line)?.[1];
  if (value === undefined)
    throw new EnvFileError(`.env, line ${index + 1}: expected NAME=value or # comment; correct or remove the line`);
  const [quote = ''] = /^["'`]/.exec(value) ?? [];
  if (quote === '' || value.includes(quote, 1)) return 1;
  const end = lines.slice(index + 1).findIndex((next) => next.includes(quote));
  if (end < 0)
    throw new EnvFileError(
      `.env, line ${index + 1}: the quotation mark ${quote} is never closed; add one, or remove it`,
    );
  return end + 2;
}

function describeUnknown(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((other) => ({ other, typos: typosBetween(name.toUpperCase(), other) }))
    .filter(({ typos }) => typos <= MAX_TYPOS)
    .sort((a, b) => a.typos - b.typos);
  const next = nearest === undefined ? 'see `order-broker config` for all settings' : `is it ${nearest.other}?`;
  return `.env: ${name} is no setting and has no effect; ${next}`;
}

/** Levenshtein's distance: letters to insert, delete or replace. */
function typosBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, otherLetter] of Array.from(other).entries())
      next.push(Math.min((row[j] ?? 0) + (letter === otherLetter ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row.at(-1) ?? 0;
}
