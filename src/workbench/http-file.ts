import { ClientError } from '../client/client-error.js';

/** A request in the form that editors send: `METHOD address`, headers, an empty line, the body (`*.http`). */
export interface HttpRequestFile {
  readonly method: string;
  /** Path and query. Scheme, host and port of the file are those of whatever broker the file was written at. */
  readonly path: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An expected answer: the status line, the headers that matter, an empty line, the body. */
export interface HttpResponseFile {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const ORIGIN = /^(?:https?:\/\/[^/]*|\{\{\w+\}\})(?=\/)/;

/** @throws {ClientError} naming the file, the line, what was found and what is expected */
export function parseHttpRequest(text: string, file: string): HttpRequestFile {
  const { first, number, headers, body } = divide(text, file, true);
  const [, method = '', address = ''] = /^([A-Z]+) +(\S+)(?: +HTTP\/[\d.]+)?$/.exec(first) ?? [];
  const path = address.replace(ORIGIN, '');
  if (!METHODS.includes(method) || !path.startsWith('/'))
    throw fault(file, number, first, `a request line such as GET http://127.0.0.1:8080/orders (${METHODS.join(', ')})`);
  // The host is that of the broker that the file is sent to.
  return { method, path, headers: Object.fromEntries(headers.filter(([name]) => name !== 'host')), body };
}

/** @throws {ClientError} naming the file, the line, what was found and what is expected */
export function parseHttpResponse(text: string, file: string): HttpResponseFile {
  const { first, number, headers, body } = divide(text, file, false);
  const status = /^HTTP\/[\d.]+ +(\d{3})(?: .*)?$/.exec(first)?.[1];
  if (status === undefined) throw fault(file, number, first, 'a status line such as HTTP/1.1 200 OK');
  return { status: Number(status), headers: Object.fromEntries(headers), body };
}

/** An answer as a file of expected answers. JSON is indented. */
export function writeHttpResponse(status: number, reason: string, body: string): string {
  return `HTTP/1.1 ${String(status)}${reason === '' ? '' : ` ${reason}`}\n${body === '' ? '' : `\n${body.trimEnd()}\n`}`;
}

interface Parts {
  readonly first: string;
  /** The number of the first line. */
  readonly number: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Comments come before the first line. */
function divide(text: string, file: string, isRequest: boolean): Parts {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const separator = lines.findIndex((line, index) => isRequest && index > 0 && line.startsWith('###'));
  if (separator > 0) throw fault(file, separator + 1, lines[separator] ?? '', 'one request in each file');
  const start = lines.findIndex((line) => line.trim() !== '' && !/^(?:#|\/\/)/.test(line));
  if (start < 0) throw fault(file, 1, lines[0] ?? '', isRequest ? 'a request line' : 'a status line');
  const blank = lines.findIndex((line, index) => index > start && line.trim() === '');
  const end = blank < 0 ? lines.length : blank;
  const headers = lines.slice(start + 1, end).map((line, index) => {
    const [, name, value = ''] = /^([\w-]+): *(.*)$/.exec(line) ?? [];
    if (name === undefined)
      throw fault(file, start + index + 2, line, 'a header such as Content-Type: application/json');
    return [name.toLowerCase(), value.trim()] as const;
  });
  return {
    first: (lines[start] ?? '').trim(),
    number: start + 1,
    headers,
    body: lines
      .slice(end + 1)
      .join('\n')
      .trimEnd(),
  };
}

function fault(file: string, line: number, found: string, expected: string): ClientError {
  return new ClientError(
    `${file}:${String(line)}: found ${JSON.stringify(found.slice(0, 80))}, expected ${expected}`,
    'see docs/replay.md for the format',
  );
}
