import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { NetworkCache } from './network-cache.js';

/** What every operation works with; made once, by the composition root. */
export interface BrokerContext {
  readonly database: Database;
  readonly networks: NetworkCache;
  /** The broker's clock; handed in so that tests can set it. */
  readonly clock: () => Date;
  readonly log: Logger;
}
