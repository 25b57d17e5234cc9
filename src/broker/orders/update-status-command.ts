import type { Rejection } from '../../domain/response-code.js';

import { tooLong } from '../../domain/values/limits.js';
import type { LocationCode } from '../../domain/network/location-code.js';

/** A StatusUpdate message. Its JSON text is part of the deduplication key (applied-items.ts), so property names and order stay. */
export interface UpdateStatusCommand {
  readonly requestId: string;
  /** When the caller wrote the message, from its header. */
  readonly sentAt: string;
  /** The calling system and location; undefined if the message has none: any role is then assumed. */
  readonly caller: LocationCode | undefined;
  readonly employeeId: string;
  readonly status: string;
  readonly reason: Reason;
  readonly items: readonly ItemUpdate[];
  /** The identity that the caller gave the message; absent if it gave none. */
  readonly messageId?: string;
}

export interface Reason {
  readonly code: string;
  readonly note: string;
}

export interface ItemUpdate {
  /** The broker's line number; 0 for none. */
  readonly lineNo: number;
  /** In units; 0 for the whole line. */
  readonly quantity: number;
  readonly status: string;
  readonly reason: Reason;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  readonly statusDate: string;
  /** How an item without a line number names its line; absent if it does not. */
  readonly named?: NamedLine;
}

/** What an update says of a line instead of its number. */
export interface NamedLine {
  /** The caller's code, or the originating system's; `''` for none. */
  readonly itemId: string;
  /** The number that the originating system gave the line; 0 for none. */
  readonly requestingLineNo: number;
}

/** The fields of a message that are too long. */
export function lengthRejections(command: UpdateStatusCommand): Rejection[] {
  return [
    ...tooLong('location_cd', command.caller?.locationCd ?? ''),
    ...tooLong('employee_id', command.employeeId),
    ...tooLong('reason_code', command.reason.code),
    ...tooLong('reason_note', command.reason.note),
    ...command.items.flatMap((item) => [
      ...tooLong('shipping_agent', item.shippingAgent),
      ...tooLong('tracking_number', item.trackingNumber),
      ...tooLong('reason_code', item.reason.code),
      ...tooLong('reason_note', item.reason.note),
    ]),
  ];
}
