import { isUtf8 } from 'node:buffer';

export type Encoding = 'utf8' | 'latin1';

/** A line of a file. */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Undefined when the bytes are invalid in the file's encoding. */
  readonly text: string | undefined;
  /** For display; invalid bytes are replaced. */
  readonly shown: string;
}

/** Maximum length of a line in bytes. A file with longer lines is not a table, and reading on would exhaust memory. */
export const MAX_LINE_BYTES = 64 * 1024;

export class LineTooLongError extends Error {
  override readonly name = 'LineTooLongError';
  readonly code = 'line-too-long';

  constructor(line: number) {
    super(`line ${String(line)} is longer than ${String(MAX_LINE_BYTES)} bytes, so this is not a file of rows`);
  }
}

/**
 * Splits a stream into lines and yields those of each chunk together. It splits bytes, not characters, so that a
 * character on a chunk boundary stays whole and an invalid line does not affect the others.
 * @throws {LineTooLongError}
 */
export async function* readLines(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  const toLine = (bytes: Buffer): Line => {
    number += 1;
    if (bytes.length > MAX_LINE_BYTES) throw new LineTooLongError(number);
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
    if (rest.length > MAX_LINE_BYTES) throw new LineTooLongError(number + 1);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [toLine(rest)];
}

/** Removes the carriage return of Windows files, and a byte order mark at the start of the file. */
function clean(text: string, number: number): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text;
  return number === 1 ? line.replace(/^(?:\uFEFF|\u00EF\u00BB\u00BF)/, '') : line;
}
