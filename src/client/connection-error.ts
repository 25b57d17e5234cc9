import { ClientError } from './client-error.js';

/** Nothing is listening at the address. A class of its own because `load` and `import` can work without a server. */
export class ServerUnreachableError extends ClientError {
  override readonly name = 'ServerUnreachableError';
  override readonly code = 'server-unreachable';
}

/** The server did not respond in time. It may still have processed the request. */
class ServerTimeoutError extends ClientError {
  override readonly name = 'ServerTimeoutError';
  override readonly code = 'server-timeout';
}

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const TIMED_OUT = new Set(['ECONNABORTED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);

/**
 * Translates a failed HTTP exchange, whether `fetch` or the SOAP client reported it.
 * @param server the address and the time limit that applied, in milliseconds
 */
export function connectionError(
  server: { readonly url: string; readonly timeoutMs: number },
  error: unknown,
): ClientError {
  const code = systemErrorCode(error);
  const options = { cause: error };
  if (UNREACHABLE.has(code)) {
    return new ServerUnreachableError(
      `cannot connect to a broker at ${server.url} (${code})`,
      'start the server with `npm start`, or give its address with --url',
      options,
    );
  }
  if (TIMED_OUT.has(code) || nameOf(error) === 'TimeoutError') {
    return new ServerTimeoutError(
      `the broker at ${server.url} did not respond within ${server.timeoutMs / 1000} s`,
      'allow more time with --timeout; sending the same message again is safe, even if the broker processed it',
      options,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new ClientError(
    `the connection to ${server.url} failed: ${reason}${code === '' ? '' : ` (${code})`}`,
    'check the address and the network, then try again',
    options,
  );
}

const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;

/**
 * The system error code, which `fetch` nests one or two causes deep. Checks the shape instead of `instanceof`, because
 * the error may come from another realm.
 */
function systemErrorCode(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 3) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return systemErrorCode(Array.isArray(errors) ? errors[0] : cause, depth + 1);
}
