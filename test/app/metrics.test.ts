import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { acknowledgeRequest } from '../../src/broker/partners/answer-request.js';
import { listRequests } from '../../src/broker/partners/inquiry/list-requests.js';
import { failRequest, processRequest } from '../../src/broker/partners/process-request.js';
import { voidRequest } from '../../src/broker/partners/void-request.js';
import { readStatistics } from '../../src/broker/jobs/statistics.js';
import type { Statistics } from '../../src/broker/jobs/statistics.js';
import type { Job } from '../../src/broker/jobs/job.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import { registerMetrics } from '../../src/app/metrics.js';
import type { Database } from '../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, SMALL_RETAILER, submitted, update } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { retailerWithPartners } from '../support/server/partners.js';
import { within } from '../support/within.js';

const STATISTICS: Statistics = {
  openOrders: new Map([
    ['new_order', 3],
    ['polled', 0],
  ]),
  brokeringJobs: 2,
  oldestBrokeringJobSeconds: 61.5,
  latePollers: 4,
  endpoints: new Map([[3, { enabled: false, waiting: 8, oldestSeconds: 70.5, dead: 5 }]]),
  jobs: new Map([['purge', { overdueSeconds: 9, healthy: false }]]),
  feeds: new Map([['default', { marks: 8, unreadSeconds: 12 }]]),
  requests: new Map([['overdue', { count: 2, oldestSeconds: 60 }]]),
};
const quiet = {
  database: { connections: { size: 10, inUse: 4, waiting: 2 } },
  messages: { counts: { waiting: 5, written: 6, dropped: 7 } },
  webhookAttempts: () => new Map([['delivered', 9]]),
};

/** The broker's own lines of a metrics page. */
async function page(registry: Registry): Promise<string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('order_broker_'));
}

test('exports backlog, pollers, jobs, connections and message log', async () => {
  const registry = new Registry();
  registerMetrics(registry, { ...quiet, statistics: () => Promise.resolve(STATISTICS) });
  expect(await page(registry)).toEqual([
    'order_broker_database_connections{state="size"} 10',
    'order_broker_database_connections{state="in_use"} 4',
    'order_broker_database_connections{state="waiting"} 2',
    'order_broker_open_orders{status="new_order"} 3',
    'order_broker_open_orders{status="polled"} 0',
    'order_broker_brokering_jobs 2',
    'order_broker_brokering_oldest_job_seconds 61.5',
    'order_broker_late_pollers 4',
    'order_broker_job_overdue_seconds{job="purge"} 9',
    'order_broker_job_healthy{job="purge"} 0',
    'order_broker_feed_orders_waiting{consumer="default"} 8',
    'order_broker_feed_unread_seconds{consumer="default"} 12',
    'order_broker_requests_waiting{state="overdue"} 2',
    'order_broker_requests_oldest_seconds{state="overdue"} 60',
    'order_broker_webhook_deliveries{endpoint="3",state="waiting"} 8',
    'order_broker_webhook_deliveries{endpoint="3",state="dead"} 5',
    'order_broker_webhook_oldest_seconds{endpoint="3"} 70.5',
    'order_broker_webhook_enabled{endpoint="3"} 0',
    'order_broker_webhook_attempts_total{outcome="delivered"} 9',
    'order_broker_message_log_waiting 5',
    'order_broker_message_log_written_total 6',
    'order_broker_message_log_dropped_total 7',
  ]);
  expect(await registry.metrics()).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('queries the database once for several scrapes', async () => {
  const registry = new Registry();
  let queries = 0;
  registerMetrics(registry, {
    ...quiet,
    statistics: () => {
      queries += 1;
      return Promise.resolve(STATISTICS);
    },
  });
  await Promise.all([page(registry), page(registry)]);
  await page(registry);
  expect(queries).toBe(1);
});

test.each([
  ['does not respond', () => new Promise<never>(() => undefined)],
  ['fails', () => Promise.reject(new Error('gone'))],
])('omits database statistics, and only those, while the database %s', async (_, statistics) => {
  const registry = new Registry();
  registerMetrics(registry, { ...quiet, statistics });
  const lines = await within(3_000, page(registry));
  expect(lines.map((line) => /^\w+/.exec(line)?.[0])).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/open_orders|brokering|late|job/)]),
  );
  expect(lines).toContain('order_broker_message_log_dropped_total 7');
});

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    home = await engine.create();
    database = await home.open();
  });
  afterEach(async () => {
    await database.close();
    await home.drop();
  });

  test('counts fulfillment requests that wait, and nothing without a partner', async () => {
    const alone = await brokerOn(database);
    expect((await readStatistics(alone, [])).requests.size).toBe(0);
    const broker = await brokerOn(
      database,
      retailerWithPartners({ request_acknowledge_minutes: 30, request_on_failure: 'keep' }),
    );
    const ids: number[] = [];
    for (const id of ['A', 'B', 'C', 'D', 'E']) {
      const { requestId } = await submitted(broker, orderOf(id, [{ item: 'DESK' }]));
      const page = await listRequests(broker, { requestId, after: 0, limit: 1 });
      ids.push(...(page?.items ?? []).map(({ request }) => request.id));
    }
    const [, processing = 0, failed = 0, acknowledged = 0, voided = 0] = ids;
    for (const id of [processing, failed, acknowledged]) await processRequest(broker, id, { name: '' });
    await failRequest(broker, failed, { name: '' }, 'no answer');
    await acknowledgeRequest(broker, acknowledged, { name: '' });
    await voidRequest(broker, voided, { name: '' }, '');
    broker.now = new Date(broker.now.getTime() + 40 * 60_000);
    expect([...(await readStatistics(broker, [])).requests]).toEqual([
      ['unprocessed', { count: 1, oldestSeconds: 2400 }],
      ['processing', { count: 1, oldestSeconds: 2400 }],
      ['failed', { count: 1, oldestSeconds: 2400 }],
      ['overdue', { count: 1, oldestSeconds: 600 }],
    ]);
  });

  test('counts orders by status without final ones', async () => {
    const broker = await brokerOn(database);
    for (const id of ['A', 'B', 'C']) await submitted(broker, orderOf(id, [{ item: 'PENCIL' }]));
    const { requestId } = await submitted(broker, orderOf('D', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'canceled', '6/1');
    const { openOrders, brokeringJobs, oldestBrokeringJobSeconds } = await readStatistics(broker, []);
    expect(openOrders.get('new_order')).toBe(3);
    expect([...openOrders.keys()]).not.toContain('canceled');
    expect({ brokeringJobs, oldestBrokeringJobSeconds }).toEqual({ brokeringJobs: 0, oldestBrokeringJobSeconds: 0 });
  });

  test('counts acknowledged orders and reports the age of the oldest', async () => {
    const broker = await brokerOn(database, {
      preferences: { acknowledge_before_brokering: true, search_radius: 5000 },
    });
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    broker.now = new Date(broker.now.getTime() + 90_000);
    await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]));
    expect(await readStatistics(broker, [])).toMatchObject({ brokeringJobs: 2, oldestBrokeringJobSeconds: 90 });
  });

  test('counts each location that should have polled once', async () => {
    const preferences = { ...SMALL_RETAILER.preferences, fulfillments_tell_pickup_location: false };
    const broker = await brokerOn(database, { preferences });
    const late = async (): Promise<number> => (await readStatistics(broker, [])).latePollers;
    const minutes = (count: number): void => {
      broker.now = new Date(broker.now.getTime() + count * 60_000);
    };
    await submitted(broker, orderOf('A', [{ item: 'PENCIL', at: 'STC/10' }]));
    await submitted(broker, orderOf('B', [{ item: 'PENCIL', at: 'STC/20' }]));
    const { requestId } = await submitted(
      broker,
      orderOf('C', [{ item: 'PENCIL', at: 'STC/20' }], { type: 'SHIPFORPICKUP', pickupLocation: place('STC/10') }),
    );
    expect(outcome(await update(broker, requestId, 'intransit', 'STC/20'))).toBe('ok');
    minutes(59);
    expect(await late()).toBe(0);
    minutes(2);
    expect(await late()).toBe(2);
    await pollLocation(broker, 'fulfillments', place('STC/20'));
    expect(await late()).toBe(1);
    await pollLocation(broker, 'fulfillments', place('STC/10'));
    // The order in transit to it is still waiting.
    expect(await late()).toBe(1);
    await pollLocation(broker, 'intransit', place('STC/10'));
    expect(await late()).toBe(0);
  });

  test('reports a job overdue while it is due without being run, and unhealthy once it has failed', async () => {
    const broker = await brokerOn(database);
    let fails = false;
    const job: Job = {
      name: 'count',
      does: 'counts',
      schedule: { kind: 'every', seconds: 60 },
      takesOptions: false,
      run: () => (fails ? Promise.reject(new Error('no numbers left')) : Promise.resolve()),
    };
    const off: Job = { ...job, name: 'sleep', schedule: { kind: 'off' } };
    const runner = new JobRunner(broker, [job, off]);
    await runner.register();
    const figures = async (): Promise<unknown> => [...(await readStatistics(broker, runner.jobs)).jobs];
    const ran = async (): Promise<void> => {
      await (
        await runner.startByHand(job, {})
      )?.ended;
    };
    await ran();
    broker.now = new Date(broker.now.getTime() + 90_000);
    expect(await figures()).toEqual([['count', { overdueSeconds: expect.closeTo(90, 0) as number, healthy: true }]]);
    fails = true;
    await ran();
    expect(await figures()).toEqual([['count', { overdueSeconds: expect.closeTo(90, 0) as number, healthy: false }]]);
  });

  test('counts transactions in progress and waiting for a connection', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { size } = database.connections;
    const transactions = Array.from({ length: size + 2 }, () => database.transaction(() => held));
    while (database.connections.inUse < size || database.connections.waiting < 2) await sleep(5);
    expect(database.connections).toEqual({ size, inUse: size, waiting: 2 });
    release();
    await Promise.all(transactions);
    expect(database.connections).toEqual({ size, inUse: 0, waiting: 0 });
  });
});
