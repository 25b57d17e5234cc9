import { isFinal, STATUSES } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { brokeringBacklog, countOrders } from '../../store/statistics.js';
import { listConsumers } from '../feed/consumers.js';
import { countDeliveries, oldestWaiting } from '../../store/webhooks/deliveries.js';
import { readEndpoints } from '../../store/webhooks/endpoints.js';
import { readRequestStatistics } from '../partners/inquiry/request-statistics.js';
import type { WaitingState, WaitingStatistics } from '../partners/inquiry/request-statistics.js';
import { countLatePollers } from '../polling/list-polling.js';
import type { BrokerContext } from '../context.js';
import { listJobs } from './list-jobs.js';
import type { Job } from './job.js';

/** The broker's pending work, for the metrics. */
export interface Statistics {
  /** Orders that are not final, by status. Counting stops at 10,000, so that value means "or more". */
  readonly openOrders: ReadonlyMap<Status, number>;
  /** Acknowledged orders that are not brokered yet. */
  readonly brokeringJobs: number;
  /** Age of the oldest of them, in seconds; 0 when there is none. */
  readonly oldestBrokeringJobSeconds: number;
  /** Locations whose poll is overdue. */
  readonly latePollers: number;
  /** Webhook endpoints, by id; there are at most 50. */
  readonly endpoints: ReadonlyMap<number, EndpointStatistics>;
  /** Scheduled jobs, by name. */
  readonly jobs: ReadonlyMap<string, JobStatistics>;
  /** Consumers of the change feed, by name. */
  readonly feeds: ReadonlyMap<string, FeedStatistics>;
  /** Fulfillment requests that wait; empty without a partner location. */
  readonly requests: ReadonlyMap<WaitingState, WaitingStatistics>;
}

export interface FeedStatistics {
  /** Orders that are marked for the next snapshot. Counting stops at 10,000. */
  readonly marks: number;
  /** How long its last snapshot has waited to be acknowledged, in seconds; 0 when none waits. */
  readonly unreadSeconds: number;
}

export interface EndpointStatistics {
  /** Whether it gets events now: neither paused nor disabled. */
  readonly enabled: boolean;
  /** Deliveries that wait; counted up to 10,000. */
  readonly waiting: number;
  /** How long ago the oldest of their events happened, in seconds; 0 when there is none. */
  readonly oldestSeconds: number;
  /** Deliveries that were given up, until they are sent again or deleted; counted up to 10,000. */
  readonly dead: number;
}

export interface JobStatistics {
  /** How long it has been due and not running, in seconds; 0 when it is not due or is running. */
  readonly overdueSeconds: number;
  /** Whether its last finished run succeeded; true when there is none. */
  readonly healthy: boolean;
}

/**
 * Counts pending work. Final orders are excluded: their number grows forever, and nothing remains to be done for them.
 * Uses transactions of a few milliseconds, however many orders there are.
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
    const age = backlog.oldestOrderAt === undefined ? 0 : context.clock().getTime() - Date.parse(backlog.oldestOrderAt);
    return { openOrders, brokeringJobs: backlog.jobs, oldestBrokeringJobSeconds: Math.max(0, age / 1000) };
  });
  return {
    ...orders,
    latePollers: await countLatePollers(context),
    jobs: await readJobStatistics(context, jobs),
    feeds: await readFeedStatistics(context),
    endpoints: await readEndpointStatistics(context),
    requests: await readRequestStatistics(context),
  };
}

async function readFeedStatistics(
  context: Pick<BrokerContext, 'database' | 'clock'>,
): Promise<Map<string, FeedStatistics>> {
  const now = context.clock().getTime();
  return new Map(
    (await listConsumers(context)).map(({ consumer: { name, takenAt, snapshotNo, acknowledgedNo }, marks }) => [
      name,
      {
        marks,
        unreadSeconds:
          takenAt === null || acknowledgedNo >= snapshotNo ? 0 : Math.max(0, (now - Date.parse(takenAt)) / 1000),
      },
    ]),
  );
}

async function readEndpointStatistics({
  database,
  clock,
}: Pick<BrokerContext, 'database' | 'clock'>): Promise<Map<number, EndpointStatistics>> {
  const now = clock().getTime();
  return database.transaction(async (session) => {
    const known = new Map<number, EndpointStatistics>();
    for (const { id, state } of await readEndpoints(session)) {
      const oldest = await oldestWaiting(session, id);
      known.set(id, {
        enabled: state === 'enabled',
        waiting: await countDeliveries(session, id, 'waiting'),
        oldestSeconds: oldest === undefined ? 0 : Math.max(0, (now - Date.parse(oldest)) / 1000),
        dead: await countDeliveries(session, id, 'dead'),
      });
    }
    return known;
  });
}

async function readJobStatistics(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  jobs: readonly Job[],
): Promise<Map<string, JobStatistics>> {
  const now = context.clock().getTime();
  const scheduled = (await listJobs(context, jobs)).filter((job) => job.next_due !== null);
  return new Map(
    scheduled.map(({ name, next_due: due, running_on: instance, last_run: last }) => [
      name,
      {
        overdueSeconds: instance === null ? Math.max(0, (now - Date.parse(due ?? '')) / 1000) : 0,
        healthy: last === null || !['failed', 'lost'].includes(last.outcome),
      },
    ]),
  );
}
