import { ClientError } from '../../client/client-error.js';
import { readText, request } from '../../client/http.js';
import type { Server } from '../../client/http.js';

/** A call of a service that speaks JSON. */
export interface JsonCall {
  /** Default: GET. */
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly body?: object;
}

/**
 * Calls a service that speaks JSON. The caller vouches for the shape `T`.
 * @throws {ClientError} when the exchange fails, or the service refuses
 */
export async function callJson<T>(server: Server, path: string, { method = 'GET', body }: JsonCall = {}): Promise<T> {
  const response = await request(server, path, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await readText(server, response);
  if (!response.ok)
    throw new ClientError(`${method} ${path}: HTTP ${String(response.status)}: ${text.slice(0, 300).trim()}`);
  try {
    return (text === '' ? undefined : JSON.parse(text)) as T;
  } catch (error) {
    throw new ClientError(`${method} ${path}: the response is not JSON`, undefined, { cause: error });
  }
}

/** Whether a call is answered. */
export async function isAnswered(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ClientError) return false;
    throw error;
  }
}
