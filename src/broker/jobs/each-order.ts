import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import type { JobRun } from './job.js';

/** The orders of a job. */
export interface OrderBatches<Position> {
  /** The position before the first order. */
  readonly start: Position;
  /** Orders read at a time. */
  readonly size: number;
  /** The next orders after a position, at most `size`. */
  readonly find: (session: Session, after: Position) => Promise<readonly Position[]>;
  readonly requestIdOf: (position: Position) => number;
  /** The log message when an order fails. */
  readonly failure: string;
}

/**
 * Processes the order that a manual run names, or every order that the job finds. In the latter case an order that
 * fails is logged and counted as `failed`, and the others are processed; the next run retries it.
 * @param processOrder runs its own transaction
 */
export async function forEachOrder<Position>(
  context: Pick<BrokerContext, 'database' | 'log'>,
  { options, stopping, tally }: JobRun,
  batches: OrderBatches<Position>,
  processOrder: (requestId: number) => Promise<void>,
): Promise<void> {
  if (options.requestId !== undefined) {
    await processOrder(options.requestId);
    return;
  }
  for (let after = batches.start; !stopping();) {
    const from = after;
    const found = await context.database.transaction((session) => batches.find(session, from));
    for (const position of found) {
      if (stopping()) return;
      const requestId = batches.requestIdOf(position);
      await processOrder(requestId).catch((error: unknown) => {
        tally.count('failed');
        context.log.error({ err: error, requestId }, batches.failure);
      });
      after = position;
    }
    if (found.length < batches.size) return;
  }
}
