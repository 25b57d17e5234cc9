import { connectionError } from './connection-error.js';

/** How to reach a broker: address, time limit and credentials. */
export interface Server {
  /** Scheme, host and port, without a trailing slash. */
  readonly url: string;
  /** Time limit of one exchange, in milliseconds. */
  readonly timeoutMs: number;
  /** `Authorization` header for SOAP messages; undefined without a user. */
  readonly basic?: string;
  /** `Authorization` header for the admin interface; undefined without a token. */
  readonly bearer?: string;
}

/** The path that Locate messages are posted to. */
export const LOCATE_PATH = '/Locate/LocateServices';

/** The credentials for a path of the server, as a header; empty when there are none. */
export function authorization({ basic, bearer }: Server, path: string): { authorization?: string } {
  const value = /^\/(?:admin|metrics)(?:\/|$)/.test(path) ? bearer : basic;
  return value === undefined ? {} : { authorization: value };
}

/**
 * `fetch` with the server's credentials and time limit.
 * @param path starts with a slash
 * @throws {ClientError} when the exchange fails; a ServerUnreachableError when nothing is listening
 */
export async function request(server: Server, path: string, init: RequestInit): Promise<Response> {
  try {
    const headers = { ...(init.headers as Record<string, string> | undefined), ...authorization(server, path) };
    return await fetch(`${server.url}${path}`, { ...init, headers, signal: AbortSignal.timeout(server.timeoutMs) });
  } catch (error) {
    throw connectionError(server, error);
  }
}
