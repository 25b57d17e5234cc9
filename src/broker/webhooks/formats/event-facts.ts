import type { Network } from '../../../domain/network/network.js';
import type { BriefOrder } from '../../../domain/order/order.js';

/** What the body of an event is made of: the event as it was stored, and the order as it is when the event is sent. */
export interface EventFacts {
  readonly type: string;
  /** ISO 8601, UTC. */
  readonly occurredAt: string;
  /** Grows with the events of an order at an endpoint; a consumer skips what is lower than what it has. */
  readonly sequence: number;
  /** What only the transaction of the change knew. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Without its personal data; undefined for an event that belongs to no order. */
  readonly order: BriefOrder | undefined;
  readonly network: Network;
}

/** Makes the body of an event, to be sent as JSON: a pure function. */
export type EventFormat = (event: EventFacts) => Readonly<Record<string, unknown>>;
