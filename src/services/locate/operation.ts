import type { ServiceGroup } from '../../platform/auth/user.js';
import type { BrokerContext } from '../../broker/context.js';
import type { SearchBounds } from '../../broker/inquiry/search-orders.js';
import type { MessageVersion } from '../../domain/values/message-version.js';
import type { LocatePayload } from './contract.js';
import type { RequestHeader } from './header.js';
import type { LocatePayloads } from './messages.js';

export type RequestName = {
  [Name in LocatePayload]: `${Name}Response` extends LocatePayload ? Name : never;
}[LocatePayload];

/** What all operations use. */
export interface LocateContext {
  readonly broker: BrokerContext;
  /** The number that status responses give as `order_type`. */
  readonly orderTypeNumbers: ReadonlyMap<string, number>;
  /** The highest message version accepted. */
  readonly maxVersion: MessageVersion;
  /** Limits of an OrderSearch. */
  readonly search: SearchBounds;
  /** Whether an error is temporary, e.g. a database that does not respond. */
  readonly isTemporary: (error: unknown) => boolean;
}

/** The same for one call. */
export interface CallContext extends LocateContext {
  /** Whether to leave out what cannot be answered, after the operation has failed without it. */
  readonly salvages: boolean;
  /**
   * The system on whose behalf the message's user may act, also when the message names none; `''` without authentication.
   * An operation that took the empty name for a system would give an answer that looks right and is empty.
   */
  readonly speaksFor: string;
  /** The identity that the caller gave the message (WS-Addressing); undefined if it gave none. */
  readonly messageId: string | undefined;
}

/** An operation's response, and what the access log records of it. */
export interface Answer<Name extends RequestName> {
  readonly payload: LocatePayloads[`${Name}Response`];
  readonly responseCode?: number;
  readonly requestId?: number;
  readonly orderId?: string;
  /** Called once when the response has been fully sent (`true`) or was lost (`false`). */
  readonly delivered?: (whole: boolean) => Promise<void>;
}

/** A response code of somebody's choice, and the description that goes with it. */
export interface ChosenCode {
  readonly code: number;
  readonly description: string;
}

/** One operation of the service: decoded request in, response out. */
export interface LocateOperation<Name extends RequestName> {
  readonly name: Name;
  /** The service group that a user needs to call it. */
  readonly group: ServiceGroup;
  /** The request's header; undefined when the message has none, or omits its inner element. */
  header(request: LocatePayloads[Name]): RequestHeader | undefined;
  /**
   * The system that the message names as its sender, which determines the caller's role in an order. Undefined for an
   * operation that concerns no system.
   */
  readonly speaksFor: ((request: LocatePayloads[Name]) => string | null | undefined) | undefined;
  answer(request: LocatePayloads[Name], context: CallContext): Promise<Answer<Name>>;
  /** The answer with a response code, where the operation has them; nothing is done. */
  refuse?(request: LocatePayloads[Name], chosen: ChosenCode, now: Date): LocatePayloads[`${Name}Response`];
  /** Whether a failed answer is tried again without what made it fail (`CallContext.salvages`). */
  readonly canSalvage?: true;
}
