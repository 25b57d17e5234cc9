import { isFinal, STATUSES } from '../domain/status.js';
import type { Status } from '../domain/status.js';
import { brokeringBacklog, countOrders } from '../store/figures.js';
import type { BrokerContext } from './context.js';

/** What the broker has to do, for the metrics. */
export interface Figures {
  /** Orders that are not final, by status; a figure of 10,000 means that or more. */
  readonly openOrders: ReadonlyMap<Status, number>;
  /** Acknowledged orders that are still to be brokered. */
  readonly brokeringJobs: number;
  /** How long the oldest of them has been waiting, in seconds; 0 when none is. */
  readonly oldestBrokeringJobSeconds: number;
}

/**
 * Counts what is to be done. Final orders are left out: there are ever more of them, and nothing is to be done.
 * One transaction of a few milliseconds, however many orders there are.
 */
export async function readFigures(context: Pick<BrokerContext, 'database' | 'clock'>): Promise<Figures> {
  return context.database.transaction(async (session) => {
    const openOrders = new Map<Status, number>();
    for (const status of STATUSES.filter((one) => !isFinal(one))) openOrders.set(status, await countOrders(session, status));
    const { jobs, oldestOrderAt } = await brokeringBacklog(session);
    const waited = oldestOrderAt === undefined ? 0 : context.clock().getTime() - Date.parse(oldestOrderAt);
    return { openOrders, brokeringJobs: jobs, oldestBrokeringJobSeconds: Math.max(0, waited / 1000) };
  });
}
