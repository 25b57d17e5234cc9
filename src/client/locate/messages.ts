import { ClientError } from '../client-error.js';

/** A request's content: attributes under `attributes`, elements in the order of the schema. */
export interface MessagePart {
  readonly [name: string]: string | number | MessagePart | readonly MessagePart[];
}

/** The account of the demo's organization, for callers who name none. */
export const DEFAULT_ACCOUNT = 'LOCATE';

/** Options of every message. */
export interface AccountOptions {
  /** The organization's account: the message's destination. */
  readonly account: string;
  /** What the header says of the sender; absent: this client. */
  readonly header?: SenderHeader;
}

/** The fields of a message header that differ by sender. */
export interface SenderHeader {
  readonly version: string;
  readonly source: string;
  /** A day, or a day and time. */
  readonly datetime: string;
  /** The operation, or nothing. */
  readonly messageType: string;
}

/** Options of messages that name their sender. */
export interface SenderOptions extends AccountOptions {
  /** The location in whose name the message is sent. */
  readonly as: LocationRef;
}

/** A location by its codes, written as `system/location`, e.g. `STC/317`. */
export interface LocationRef {
  readonly system: string;
  readonly location: string;
}

/** @throws {ClientError} when the text is not `system/location` */
export function parseLocation(text: string): LocationRef {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1)
    throw new ClientError(`found ${JSON.stringify(text)}, expected system/location, e.g. STC/317`);
  return { system: text.slice(0, slash), location: text.slice(slash + 1) };
}

/** An item with quantity and unit price, written as `PENCIL`, `PENCIL:2` or `PENCIL:2:1.50`. */
export interface RequestedItem {
  readonly item: string;
  readonly quantity: string;
  readonly price: string;
}

/**
 * @param quantity used when the text has none
 * @throws {ClientError} when the text is not an item
 */
export function parseItem(text: string, quantity = '1'): RequestedItem {
  const parts = /^(.+?)(?::(\d+))?(?::(\d+(?:\.\d+)?))?$/s.exec(text);
  if (parts === null)
    throw new ClientError(`found ${JSON.stringify(text)}, expected an item, e.g. PENCIL, PENCIL:2 or PENCIL:2:1.50`);
  return { item: parts[1] ?? '', quantity: parts[2] ?? quantity, price: parts[3] ?? '1.00' };
}

/** A date-time as messages carry it: no zone, no fraction. */
export const dateTime = (now: Date): string => now.toISOString().slice(0, 19);

/** A message header. Uses message version 18.0, which has every field that this client sends, unless the sender is another. */
export function messageHeader(operation: string, { account, header }: AccountOptions, now = new Date()): MessagePart {
  return {
    attributes: {
      xaction_type: 'INSERT',
      xaction_response: '1',
      message_type: header?.messageType ?? operation,
    },
    datetime: header?.datetime ?? dateTime(now),
    version: header?.version ?? '18.0',
    source: header?.source ?? 'order-broker',
    destination: account,
  };
}

/** A location as attributes of an element. */
export const locationPart = ({ system, location }: LocationRef): MessagePart => ({
  attributes: { location_cd: location, system_cd: system },
});
