import type { Logger } from 'pino';
import type { Database } from '../store/database.js';
import type { AnswerLimit } from './inquiry/answer-size.js';
import type { NetworkCache } from './network-cache.js';

/** The dependencies of every operation; created once, by the composition root. */
export interface BrokerContext {
  readonly database: Database;
  readonly networks: NetworkCache;
  /** The current time; injected so that tests can set it. */
  readonly clock: () => Date;
  readonly log: Logger;
  /** Called after the commit of a transaction that announced events, so that they are delivered at once. */
  readonly onAnnounced?: () => void;
  /** How large an answer with orders may become; absent: as large as any. */
  readonly answers?: AnswerLimit;
  /** Whether the database is within a transaction of somebody else, who runs all of it again after a conflict. */
  readonly joined?: true;
}
