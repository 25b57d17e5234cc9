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

/** What the operations work with. */
export interface LocateContext {
  readonly broker: BrokerContext;
  /** The number a status answer gives as `order_type`. */
  readonly orderTypeNumbers: ReadonlyMap<string, number>;
  /** The highest message version that is taken. */
  readonly maxVersion: MessageVersion;
  /** How far an OrderSearch goes. */
  readonly search: SearchBounds;
  /** Whether what an operation threw will pass by itself, like a database that does not answer. */
  readonly isTemporary: (error: unknown) => boolean;
}

/** The same for one call. */
export interface CallContext extends LocateContext {
  /** The system that the message's user was found to speak for; `''` where nobody is asked who they are. */
  readonly speaksFor: string;
}

/** An answer of an operation, and what the access log should know of it. */
export interface Answer<Name extends RequestName> {
  readonly payload: LocatePayloads[`${Name}Response`];
  readonly responseCode?: number;
  readonly requestId?: number;
  readonly orderId?: string;
  /** To be told whether the answer was sent whole, where something hangs on it. */
  readonly delivered?: (whole: boolean) => Promise<void>;
}

/** One operation of the service: decoded request in, answer out. */
export interface LocateOperation<Name extends RequestName> {
  readonly name: Name;
  /** The service group a user must have to call it. */
  readonly group: ServiceGroup;
  /** The request's header; undefined where the message has none, or left its inner element out. */
  header(request: LocatePayloads[Name]): RequestHeader | undefined;
  /**
   * The system a message is sent for, as it says: what the broker goes by when it asks who has which part in an order.
   * Undefined for an operation that asks nothing of a system's.
   */
  readonly speaksFor: ((request: LocatePayloads[Name]) => string | null | undefined) | undefined;
  answer(request: LocatePayloads[Name], context: CallContext): Promise<Answer<Name>>;
}
