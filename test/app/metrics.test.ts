import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { readStatistics } from '../../src/broker/jobs/statistics.js';
import type { Statistics } from '../../src/broker/jobs/statistics.js';
import type { Job } from '../../src/broker/jobs/job.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import { registerMetrics } from '../../src/app/metrics.js';
import type { Database } from '../../src/store/database.js';
import { brokerOn, orderOf, outcome, place, submitted, update } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { within } from '../support/within.js';

const STATISTICS: Statistics = {
  openOrders: new Map([
    ['new_order', 3],
    ['polled', 0],
  ]),
  brokeringJobs: 2,
  oldestBrokeringJobSeconds: 61.5,
  latePollers: 4,
  jobs: new Map([['purge', { overdueSeconds: 9, healthy: false }]]),
};
const quiet = {
  database: { connections: { size: 10, inUse: 4, waiting: 2 } },
  messages: { counts: { waiting: 5, written: 6, dropped: 7 } },
};

/** The lines of a metrics page that are the broker's own. */
async function page(registry: Registry): Promise<string[]> {
  return (await registry.metrics()).split('\n').filter((line) => line.startsWith('order_broker_'));
}

test('the page shows what there is to do, and how the parts of the broker are', async () => {
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
    'order_broker_message_log_waiting 5',
    'order_broker_message_log_written_total 6',
    'order_broker_message_log_dropped_total 7',
  ]);
  expect(await registry.metrics()).toContain('nodejs_eventloop_lag_p99_seconds');
});

test('the database is asked once for several looks', async () => {
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
  ['does not answer', () => new Promise<never>(() => undefined)],
  ['fails', () => Promise.reject(new Error('gone'))],
])('while the database %s, its figures are missing and the others are there', async (_, statistics) => {
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

  test('orders are counted by status, final ones left out', async () => {
    const broker = await brokerOn(database);
    for (const id of ['A', 'B', 'C']) await submitted(broker, orderOf(id, [{ item: 'PENCIL' }]));
    const { requestId } = await submitted(broker, orderOf('D', [{ item: 'PENCIL' }]));
    await update(broker, requestId, 'canceled', '6/1');
    const { openOrders, brokeringJobs, oldestBrokeringJobSeconds } = await readStatistics(broker, []);
    expect(openOrders.get('new_order')).toBe(3);
    expect([...openOrders.keys()]).not.toContain('canceled');
    expect({ brokeringJobs, oldestBrokeringJobSeconds }).toEqual({ brokeringJobs: 0, oldestBrokeringJobSeconds: 0 });
  });

  test("acknowledged orders are counted, and the oldest one's wait is told", async () => {
    const broker = await brokerOn(database, {
      preferences: { acknowledge_before_brokering: true, search_radius: 5000 },
    });
    await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
    broker.now = new Date(broker.now.getTime() + 90_000);
    await submitted(broker, orderOf('B', [{ item: 'PENCIL' }]));
    expect(await readStatistics(broker, [])).toMatchObject({ brokeringJobs: 2, oldestBrokeringJobSeconds: 90 });
  });

  test('locations that should have polled are counted, each once', async () => {
    const broker = await brokerOn(database);
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
    // What is on its way to it waits still.
    expect(await late()).toBe(1);
    await pollLocation(broker, 'intransit', place('STC/10'));
    expect(await late()).toBe(0);
  });

  test('a job is overdue while it is due and nobody runs it, and unhealthy once it failed', async () => {
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

  test('units of work are counted while they work and while they wait for a connection', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { size } = database.connections;
    const units = Array.from({ length: size + 2 }, () => database.transaction(() => held));
    while (database.connections.inUse < size || database.connections.waiting < 2) await sleep(5);
    expect(database.connections).toEqual({ size, inUse: size, waiting: 2 });
    release();
    await Promise.all(units);
    expect(database.connections).toEqual({ size, inUse: 0, waiting: 0 });
  });
});
