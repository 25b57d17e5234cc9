import { Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../client-error.js';
import type { MessagePart } from './locate-client.js';

/** Whom every message is meant for. */
export interface AccountOptions {
  readonly account: string;
}

/** Who asks, too. */
export interface SenderOptions extends AccountOptions {
  readonly as: Place;
}

/** A location as `system/location`, e.g. `STC/317`. */
export interface Place {
  readonly system: string;
  readonly location: string;
}

export function readPlace(written: string): Place {
  const slash = written.indexOf('/');
  if (slash < 1 || slash === written.length - 1)
    throw new ClientError(`${written}: expected system/location, like STC/317`);
  return { system: written.slice(0, slash), location: written.slice(slash + 1) };
}

/** An item with a quantity, and a price where one is given: `PENCIL`, `PENCIL:2`, `PENCIL:2:1.50`. */
export interface WantedItem {
  readonly item: string;
  readonly quantity: string;
  readonly price: string;
}

export function readItem(written: string, quantity = '1'): WantedItem {
  const parts = /^(.+?)(?::(\d+))?(?::(\d+(?:\.\d+)?))?$/s.exec(written);
  if (parts === null) throw new ClientError(`${JSON.stringify(written)}: expected an item, like PENCIL or PENCIL:2`);
  return { item: parts[1] ?? '', quantity: parts[2] ?? quantity, price: parts[3] ?? '1.00' };
}

/** Adds --account. */
export function withAccount(command: Command): Command {
  return command.option('--account <name>', "the message's destination: the organization's account", 'LOCATE');
}

/** Adds --account and --as. */
export function withSender(command: Command): Command {
  return withAccount(command).addOption(
    new Option('--as <system/location>', 'the location that asks')
      .argParser(readPlace)
      .default({ system: '6', location: '1' }, '6/1'),
  );
}

/** The form of date-times in the messages: no zone, no fraction. */
export const dateTime = (now: Date): string => now.toISOString().slice(0, 19);

/** A message's header. Version 18.0 knows every field these commands send. */
export function messageHeader(operation: string, options: AccountOptions, now = new Date()): MessagePart {
  return {
    attributes: { xaction_type: 'INSERT', xaction_response: '1', message_type: operation },
    datetime: dateTime(now),
    version: '18.0',
    source: 'order-broker',
    destination: options.account,
  };
}

export const place = ({ system, location }: Place): MessagePart => ({
  attributes: { location_cd: location, system_cd: system },
});
