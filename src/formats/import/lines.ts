import { isUtf8 } from 'node:buffer';

export type Encoding = 'utf8' | 'latin1';

/** A line of a file, counted from 1; `text` is undefined when its bytes are not in the file's encoding. */
export interface Line {
  readonly number: number;
  readonly text: string | undefined;
  /** For showing, whatever its bytes. */
  readonly shown: string;
}

/** A line longer than this is not a row of a table: reading on would only fill the memory. */
export const LONGEST_LINE = 64 * 1024;

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLong';

  constructor(line: number) {
    super(`line ${String(line)} is longer than ${String(LONGEST_LINE)} bytes, so this is not a file of rows`);
  }
}

/**
 * The lines of a stream, as many at a time as a chunk holds. Lines are cut apart as bytes, so that a character that
 * two chunks share stays whole, and one line in a wrong encoding spoils no other.
 * @throws {LineTooLongError}
 */
export async function* readLines(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const toLine = (bytes: Buffer): Line => {
    number += 1;
    if (bytes.length > LONGEST_LINE) throw new LineTooLongError(number);
    const shown = clean(bytes.toString(encoding), number);
    return { number, shown, text: encoding === 'utf8' && !isUtf8(bytes) ? undefined : shown };
  };
  for await (const chunk of source) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10, from); end !== -1; end = bytes.indexOf(10, from)) {
      lines.push(toLine(bytes.subarray(from, end)));
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (rest.length > LONGEST_LINE) throw new LineTooLongError(number + 1);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [toLine(rest)];
}

/** Without the carriage return of a file from Windows, and the mark some editors put at the beginning. */
function clean(text: string, number: number): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  return number === 1 ? line.replace(/^(?:\uFEFF|\u00EF\u00BB\u00BF)/, '') : line;
}
