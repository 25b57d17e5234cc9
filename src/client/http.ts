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
  /** Called after every exchange. */
  readonly observe?: (exchange: ObservedExchange) => void;
}

/** One exchange, as far as it can be told from outside. */
export interface ObservedExchange {
  readonly path: string;
  readonly milliseconds: number;
  /** Whether a response began; its status does not matter. */
  readonly isAnswered: boolean;
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
  const begun = performance.now();
  let isAnswered = false;
  try {
    const headers = { ...(init.headers as Record<string, string> | undefined), ...authorization(server, path) };
    const signal = AbortSignal.timeout(server.timeoutMs);
    const response = await fetch(`${server.url}${path}`, { ...init, headers, signal });
    isAnswered = true;
    return response;
  } catch (error) {
    throw connectionError(server, error);
  } finally {
    server.observe?.({ path, milliseconds: performance.now() - begun, isAnswered });
  }
}

/** The body of a response. @throws {ClientError} when the connection breaks before its end */
export async function readText(server: Server, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw connectionError(server, error);
  }
}
