import { isFinal, STATUSES } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { brokeringBacklog, countOrders } from '../../store/statistics.js';
import { countLate } from '../polling/browse-polling.js';
import type { BrokerContext } from '../context.js';
import { listJobs } from './browse-jobs.js';
import type { Job } from './job.js';

/** What the broker has to do, for the metrics. */
export interface Statistics {
  /** Orders that are not final, by status; a figure of 10,000 means that or more. */
  readonly openOrders: ReadonlyMap<Status, number>;
  /** Acknowledged orders that are still to be brokered. */
  readonly brokeringJobs: number;
  /** How long the oldest of them has been waiting, in seconds; 0 when none is. */
  readonly oldestBrokeringJobSeconds: number;
  /** Locations that should have polled and have not. */
  readonly latePollers: number;
  /** The jobs that run by themselves, by name. */
  readonly jobs: ReadonlyMap<string, JobStatistics>;
}

export interface JobStatistics {
  /** For how long it has been due without anybody running it, in seconds; 0 when it is not due or runs. */
  readonly overdueSeconds: number;
  /** Whether its last run that ended got through; true where none has. */
  readonly healthy: boolean;
}

/**
 * Counts what is to be done. Final orders are left out: there are ever more of them, and nothing is to be done.
 * Short transactions of a few milliseconds, however many orders there are.
 */
export async function readStatistics(
  context: Pick<BrokerContext, 'database' | 'clock' | 'networks'>,
  jobs: readonly Job[],
): Promise<Statistics> {
  const orders = await context.database.transaction(async (session) => {
    const openOrders = new Map<Status, number>();
    for (const status of STATUSES.filter((one) => !isFinal(one)))
      openOrders.set(status, await countOrders(session, status));
    const backlog = await brokeringBacklog(session);
    const waited =
      backlog.oldestOrderAt === undefined ? 0 : context.clock().getTime() - Date.parse(backlog.oldestOrderAt);
    return { openOrders, brokeringJobs: backlog.jobs, oldestBrokeringJobSeconds: Math.max(0, waited / 1000) };
  });
  return { ...orders, latePollers: await countLate(context), jobs: await readJobFigures(context, jobs) };
}

async function readJobFigures(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  jobs: readonly Job[],
): Promise<Map<string, JobStatistics>> {
  const now = context.clock().getTime();
  const scheduled = (await listJobs(context, jobs)).filter((job) => job.next_due !== null);
  return new Map(
    scheduled.map(({ name, next_due: due, running_on: runner, last_run: last }) => [
      name,
      {
        overdueSeconds: runner === null ? Math.max(0, (now - Date.parse(due ?? '')) / 1000) : 0,
        healthy: last === null || !['failed', 'lost'].includes(last.outcome),
      },
    ]),
  );
}
