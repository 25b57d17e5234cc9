import { bothForms } from './event-loop.js';
import type { Interruptible } from './event-loop.js';

/** Limits of a JSON document. */
export interface JsonLimits {
  /** Nesting of lists and groups. */
  readonly depth: number;
  /** Values: every member of a group and every entry of a list counts. */
  readonly values: number;
}

/** What JSON.parse does not tell of a document. */
export interface JsonDocument {
  readonly value: unknown;
  /** Path of the first name that its group has twice, of which JSON.parse takes the last; undefined when there is none. */
  readonly repeated: string | undefined;
  /** Path of the first member named `__proto__`; undefined when there is none. */
  readonly reserved: string | undefined;
}

/** A text is not JSON, or beyond a limit. The message says which value, which limit, and what to do. */
export class JsonTextError extends Error {
  override readonly name = 'JsonTextError';
  readonly code = 'json-text';

  constructor(
    readonly kind: 'malformed' | 'too-deep' | 'too-many-values',
    message: string,
  ) {
    super(message);
  }
}

/**
 * Parses a document. Its brackets, names and values are counted first: two million brackets took a second and 100 MB to parse.
 * Only JSON.parse itself cannot be interrupted: it takes some 10 ms a megabyte.
 * @throws {JsonTextError}
 */
export const readJson = bothForms(function* (text: string, limits: JsonLimits): Interruptible<JsonDocument> {
  const { repeated, reserved } = yield* scan(text, limits);
  try {
    return { value: JSON.parse(text) as unknown, repeated, reserved };
  } catch (error) {
    throw new JsonTextError('malformed', (error as Error).message);
  }
});

/** Characters and texts that are read between two interruptions. */
const STEPS = 1024;

/** A group or a list that is open at a position of the text. */
interface Level {
  /** The names of a group so far; undefined for a list. */
  readonly names: Set<string> | undefined;
  /** The last name of a group. */
  name: string;
  /** Position of the current entry of a list. */
  index: number;
  /** Whether the next text is a name. */
  isName: boolean;
}

/** Reads brackets, texts and commas; whether the rest is JSON is for JSON.parse to say. @throws {JsonTextError} */
function* scan(
  text: string,
  { depth, values }: JsonLimits,
): Interruptible<Pick<JsonDocument, 'repeated' | 'reserved'>> {
  const open: Level[] = [];
  const found: { repeated: string | undefined; reserved: string | undefined } = {
    repeated: undefined,
    reserved: undefined,
  };
  let count = 0;
  let steps = 0;
  for (let at = 0; at < text.length; at += 1) {
    steps += 1;
    if (steps % STEPS === 0) yield;
    const level = open.at(-1);
    switch (text[at]) {
      case '"': {
        const end = endOfText(text, at);
        if (level?.isName === true) noteName(nameOf(text.slice(at, end + 1)), level);
        at = end;
        break;
      }
      case '{':
      case '[':
        if (open.length === depth) throw new JsonTextError('too-deep', tooDeep(depth));
        open.push({ names: text[at] === '{' ? new Set() : undefined, name: '', index: 0, isName: text[at] === '{' });
        count += 1;
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        count += 1;
        if (level?.names !== undefined) level.isName = true;
        else if (level !== undefined) level.index += 1;
        break;
    }
    if (count > values) throw new JsonTextError('too-many-values', tooMany(values));
  }
  return found;

  function noteName(name: string, level: Level): void {
    level.isName = false;
    level.name = name;
    if (name === '__proto__') found.reserved ??= pathOf(open);
    if (level.names?.has(name) === true) found.repeated ??= pathOf(open);
    else level.names?.add(name);
  }
}

/** Position of the closing quotation mark of a text, or the end where there is none. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text[first - 1] === '\\') first -= 1;
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
}

/** A name as JSON.parse reads it: `"\u0061"` is `a`. */
function nameOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

/** For example `items[1].sku`. */
const pathOf = (open: readonly Level[]): string =>
  open
    .map(({ names, name, index }) => (names === undefined ? `[${String(index)}]` : `.${name}`))
    .join('')
    .replace(/^\./, '');

const tooDeep = (depth: number): string =>
  `the body is nested more than ${String(depth)} deep: send fewer lists and groups within each other`;
const tooMany = (values: number): string =>
  `the body has more than ${String(values)} values: send it in several requests`;
