import { Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../client/client-error.js';
import type { Terminal } from './terminal.js';

/** What every command that talks to a server takes. */
export interface ServerOptions {
  readonly url?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** The broker's address and how long to wait for it. */
export interface Server {
  readonly url: string;
  readonly timeoutMs: number;
  /** `Authorization` for the SOAP address, and for the admin interface; undefined where the environment names none. */
  readonly basic?: string;
  readonly bearer?: string;
}

/** Nobody listens at the address. A failure of its own because `load` can do without a server. */
export class ServerUnreachableError extends ClientError {}

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new ClientError(`--timeout ${text}: expected a number of seconds above 0`);
  return value;
};

/** Not as options: arguments can be read by every other process on the machine. */
const SIGN_IN =
  '\nA server with AUTH=users lets in BROKER_USER with BROKER_PASSWORD (messages) and BROKER_TOKEN (everything under /admin), from the environment or .env.';

/** Adds --url, --timeout and --json. */
export function withServer(command: Command): Command {
  return command
    .option('--url <address>', 'where the broker listens (default: http://127.0.0.1:$PORT, or port 8080)')
    .addOption(new Option('--timeout <seconds>', 'how long to wait for an answer').argParser(seconds).default(30))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', SIGN_IN);
}

/** The server a command was told to talk to. */
export function serverOf(options: ServerOptions, terminal: Terminal): Server {
  const url = options.url ?? `http://127.0.0.1:${terminal.env.PORT || '8080'}`;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new ClientError(`--url ${url}: expected an address like http://127.0.0.1:8080`);
  const { BROKER_USER: user = '', BROKER_PASSWORD: password = '', BROKER_TOKEN: token = '' } = terminal.env;
  return {
    url: url.replace(/\/+$/, ''),
    timeoutMs: options.timeout * 1000,
    ...(user === '' ? {} : { basic: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    ...(token === '' ? {} : { bearer: `Bearer ${token}` }),
  };
}

/** What a request to an address of the server signs in with. */
export function authorization({ basic, bearer }: Server, path: string): { authorization?: string } {
  const value = /^\/(?:admin|metrics)(?:\/|$)/.test(path) ? bearer : basic;
  return value === undefined ? {} : { authorization: value };
}

/** The address that SOAP messages go to. */
export const soapAddress = (server: Server): string => `${server.url}/Locate/LocateServices`;

/** `fetch` within the server's time, with failures a user can act on. */
export async function request(server: Server, path: string, init: RequestInit): Promise<Response> {
  try {
    const headers = { ...(init.headers as Record<string, string> | undefined), ...authorization(server, path) };
    return await fetch(`${server.url}${path}`, { ...init, headers, signal: AbortSignal.timeout(server.timeoutMs) });
  } catch (error) {
    throw connectionFailure(server, error);
  }
}

const NOT_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const TOO_SLOW = new Set(['ECONNABORTED', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT']);

/** What a failed exchange means to the user, be it from `fetch` or from the SOAP client. */
export function connectionFailure(server: Server, error: unknown): ClientError {
  const code = codeOf(error);
  if (NOT_THERE.has(code)) {
    return new ServerUnreachableError(
      `no broker answers at ${server.url} (${code})`,
      'start the server with `npm start`, or give its address with --url',
      { cause: error },
    );
  }
  if (TOO_SLOW.has(code) || nameOf(error) === 'TimeoutError') {
    return new ClientError(
      `the broker at ${server.url} did not answer within ${server.timeoutMs / 1000} s`,
      'give it more time with --timeout; if it took the message, sending it again is safe',
      { cause: error },
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new ClientError(
    `the exchange with ${server.url} failed: ${reason}${code === '' ? '' : ` (${code})`}`,
    undefined,
    {
      cause: error,
    },
  );
}

const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : undefined;

/**
 * The system error code, which `fetch` hides one or two causes deep. Looked at by shape: an error may come from a
 * realm of its own.
 */
function codeOf(error: unknown, depth = 0): string {
  if (typeof error !== 'object' || error === null || depth > 3) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string') return code;
  return codeOf(Array.isArray(errors) ? errors[0] : cause, depth + 1);
}
