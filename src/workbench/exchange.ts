import { ServerUnreachableError } from '../client/connection-error.js';
import { request } from '../client/http.js';
import type { Server } from '../client/http.js';

/** An HTTP response as it was received. */
export interface RawResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** The HTTP request that posts a SOAP message. @param path of its service */
export const soapPost = (
  path: string,
  bytes: Uint8Array,
  contentType: string,
): { path: string; init: RequestInit } => ({
  path,
  init: {
    method: 'POST',
    headers: { 'content-type': contentType, soapaction: '""' },
    body: Buffer.from(bytes),
  },
});

/**
 * Sends a request and reads the whole response.
 * @returns an error instead of a response when the exchange fails: a run continues with the next message
 * @throws {ServerUnreachableError} when nothing is listening, because every further message would fail the same way
 */
export async function exchange(server: Server, path: string, init: RequestInit): Promise<RawResponse | Error> {
  try {
    const response = await request(server, path, init);
    return { status: response.status, headers: response.headers, body: await response.text() };
  } catch (error) {
    if (error instanceof ServerUnreachableError) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}
