import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../client/client-error.js';
import type { Server } from '../client/http.js';
import type { Terminal } from './terminal/terminal.js';

/** Options of every command that talks to a server. */
export interface ServerOptions {
  readonly url?: string;
  /** In seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

const seconds = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number of seconds above 0.');
  return value;
};

/** The variables with the credentials of a command. */
export const CREDENTIAL_NAMES = ['BROKER_USER', 'BROKER_PASSWORD', 'BROKER_TOKEN'];

/** Credentials are no options: every other process on the machine can read command-line arguments. */
const CREDENTIALS =
  '\nCredentials for a server with AUTH=users come from the environment or .env:\nBROKER_USER and BROKER_PASSWORD for messages, BROKER_TOKEN for /admin.';

/** Adds --url, --timeout and --json. */
export function withServer(command: Command): Command {
  return command
    .option('--url <address>', 'address of the broker (default: http://127.0.0.1:$PORT, or port 8080)')
    .addOption(new Option('--timeout <seconds>', 'time limit for a response').argParser(seconds).default(30))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', CREDENTIALS);
}

/**
 * The server that the options and the environment name.
 * @throws {ClientError} when --url is not an HTTP address
 */
export function serverOf(options: ServerOptions, terminal: Terminal): Server {
  const url = options.url ?? `http://127.0.0.1:${terminal.env.PORT || '8080'}`;
  if (!URL.canParse(url) || !/^https?:/.test(url))
    throw new ClientError(`--url: found ${JSON.stringify(url)}, expected an address, e.g. http://127.0.0.1:8080`);
  if (new URL(url).username !== '' || new URL(url).password !== '')
    throw new ClientError(
      '--url: found an address with a user and a password, expected one without',
      'set BROKER_USER and BROKER_PASSWORD, which other processes cannot read',
    );
  const { BROKER_USER: user = '', BROKER_PASSWORD: password = '', BROKER_TOKEN: token = '' } = terminal.env;
  return {
    url: url.replace(/\/+$/, ''),
    timeoutMs: options.timeout * 1000,
    ...(user === '' ? {} : { basic: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }),
    ...(token === '' ? {} : { bearer: `Bearer ${token}` }),
  };
}
