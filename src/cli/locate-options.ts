import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../client/client-error.js';
import { DEFAULT_ACCOUNT, parseLocation } from '../client/locate/messages.js';
import type { LocationRef } from '../client/locate/messages.js';
import type { Outcome } from '../client/locate/orders.js';
import { ownCall } from '../platform/program-call.js';
import type { Terminal } from './terminal/terminal.js';

/** The parser of options that name a location. */
export function locationOption(text: string): LocationRef {
  try {
    return parseLocation(text);
  } catch {
    throw new InvalidArgumentError('Expected system/location, e.g. STC/317.');
  }
}

/** The variables that replace the defaults of --account and --as. */
export const SENDER_NAMES = ['BROKER_ACCOUNT', 'BROKER_AS'];

/** Adds --account. */
export function withAccount({ env }: Terminal, command: Command): Command {
  return command
    .option('--account <name>', "account of the organization: the message's destination", DEFAULT_ACCOUNT)
    .addHelpText('after', '\nBROKER_ACCOUNT and BROKER_AS, in the environment or .env, replace the defaults.')
    .hook('preAction', () => {
      if (env.BROKER_ACCOUNT && command.getOptionValueSource('account') === 'default')
        command.setOptionValueWithSource('account', env.BROKER_ACCOUNT, 'env');
    });
}

/** Adds --account and --as. */
export function withSender(terminal: Terminal, command: Command): Command {
  const { env } = terminal;
  return withAccount(terminal, command)
    .addOption(
      new Option('--as <system/location>', 'location that sends the message')
        .argParser(locationOption)
        .default({ system: '6', location: '1' }, '6/1'),
    )
    .hook('preAction', () => {
      if (env.BROKER_AS && command.getOptionValueSource('as') === 'default')
        command.setOptionValueWithSource('as', parseLocation(env.BROKER_AS), 'env');
    });
}

/**
 * A call of this program that does what it says with the same broker: the options of this call that are not defaults come
 * along. Variables of the environment need not: they are still there.
 * @param names of the options that the other command has too
 */
export function nextCall(words: string, command: Command, names: readonly string[]): string {
  const options = names
    .filter((name) => command.getOptionValueSource(name) === 'cli')
    .map((name) => ` --${name} ${quoted(textOf(command.getOptionValue(name)))}`);
  return `${ownCall()} ${words}${options.join('')}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Object.values(value as LocationRef).join('/');

/** A word as a shell reads it. */
const quoted = (word: string): string =>
  /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Adds the address to search around. */
export function withSearchAddress(command: Command): Command {
  return command
    .option('--postal <code>', 'postal code to search around', '')
    .option('--city <name>', 'city to search around, with --province, instead of a postal code', '')
    .option('--province <code>', 'state or province', '')
    .option('--country <code>', 'US or CA', 'US');
}

/** @throws {ClientError} when the broker rejected the message */
export function requireSuccess({ response_code: code, response_description: description }: Outcome): void {
  if (code !== 0) throw new ClientError(`rejected with code ${code}: ${description}`);
}
