import type { Network } from '../../domain/network/network.js';
import type { Session } from '../../platform/db/session.js';
import type { OrderEvent } from './order-event.js';

/** What a publisher knows of the unit of work. */
export interface PublishingUnit {
  readonly session: Session;
  readonly network: Network;
  readonly now: Date;
  /** `now` as ISO 8601, UTC. */
  readonly timestamp: string;
}

/** Records events for those who want to hear of them, in the transaction that causes them. */
export type Publisher = (unit: PublishingUnit, events: readonly OrderEvent[]) => Promise<void>;
