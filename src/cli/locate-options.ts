import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../client/client-error.js';
import { parseLocation } from '../client/locate/messages.js';
import type { LocationRef } from '../client/locate/messages.js';
import type { Outcome } from '../client/locate/orders.js';

/** The parser of options that name a location. */
export function locationOption(text: string): LocationRef {
  try {
    return parseLocation(text);
  } catch {
    throw new InvalidArgumentError('Expected system/location, e.g. STC/317.');
  }
}

/** Adds --account. */
export function withAccount(command: Command): Command {
  return command.option('--account <name>', "account of the organization: the message's destination", 'LOCATE');
}

/** Adds --account and --as. */
export function withSender(command: Command): Command {
  return withAccount(command).addOption(
    new Option('--as <system/location>', 'location that sends the message')
      .argParser(locationOption)
      .default({ system: '6', location: '1' }, '6/1'),
  );
}

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
