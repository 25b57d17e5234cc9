import type { IncomingMessage } from 'node:http';
import { HttpRefusalError } from '../../platform/http/refusal.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import { SOAP_11 } from '../../platform/soap/versions.js';
import { writeFault } from '../../platform/soap/write.js';

/** Requests that are refused before any service sees them: invalid HTTP, and HTTP that other servers could read differently. */

/** Number of header lines accepted. Clients send some ten, and each proxy a few. */
export const MAX_HEADERS = 200;

const HEADERS_TOO_LARGE = 'Request headers are too large\n';

export interface InvalidRequest {
  readonly status: 400 | 431;
  readonly text: string;
}

/** Headers of which Node takes the first and others the last, in lower case. */
const SINGLE_HEADERS = ['Host', 'Authorization'].map((name) => ({ name, key: name.toLowerCase() }));

/**
 * Checks what Node accepts although other servers read it differently: several Host headers (RFC 9112, 3.2) or
 * Authorization headers; transfer codings beside `chunked`, which Node ignores; and very many headers, of which Node would
 * drop some.
 * @returns undefined when the headers are unambiguous
 */
export function invalidHeaders({ rawHeaders, headers }: IncomingMessage): InvalidRequest | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return { status: 431, text: HEADERS_TOO_LARGE };
  for (const { name, key } of SINGLE_HEADERS) {
    let count = 0;
    for (let index = 0; index < rawHeaders.length; index += 2)
      if (rawHeaders[index]?.length === key.length && rawHeaders[index]?.toLowerCase() === key) count += 1;
    if (count > 1) return { status: 400, text: `Request has more than one ${name} header\n` };
  }
  const coding = headers['transfer-encoding'];
  return coding === undefined || coding.trim().toLowerCase() === 'chunked'
    ? undefined
    : { status: 400, text: 'The only transfer coding supported is chunked\n' };
}

/**
 * The raw response to bytes that are not, or not yet, an HTTP request. No application sees them, so the response is written
 * to the socket. A request that is late or cut off may be a message to any service; it is answered as SOAP 1.1 clients expect.
 * @param code of Node's parser error
 * @param request the request whose body they should be, if there is one
 */
export function rawResponse(code: string | undefined, request: IncomingMessage | undefined): string {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT' || request !== undefined) {
    const refusal = code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'incomplete-body';
    const problems = request === undefined ? [] : [{ reason: lengthReason(request) }];
    const text = writeFault(SOAP_11, new SoapFaultError(refusal, { problems }), 'none');
    return raw(refusal === 'request-timeout' ? '408 Request Timeout' : '400 Bad Request', SOAP_11.contentType, text);
  }
  if (code === 'HPE_HEADER_OVERFLOW')
    return raw('431 Request Header Fields Too Large', 'text/plain', HEADERS_TOO_LARGE);
  return raw('400 Bad Request', 'text/plain', 'This is not an HTTP request\n');
}

/** Why the exchange of an incomplete request is refused. @param error of Node's parser */
export function brokenBody(error: NodeJS.ErrnoException, request: IncomingMessage): HttpRefusalError {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new HttpRefusalError('request-timeout', { reason: lengthReason(request) });
  return new HttpRefusalError('incomplete-body', { reason: error.message });
}

function lengthReason({ headers }: IncomingMessage): string {
  const length = headers['content-length'];
  return length === undefined
    ? 'the body has no last chunk'
    : `fewer bytes came than Content-Length says, ${length}: it counts bytes, not characters`;
}

function raw(status: string, contentType: string, text: string): string {
  return (
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: ${contentType}\r\n` +
    `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`
  );
}
