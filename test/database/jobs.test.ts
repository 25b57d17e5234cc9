import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import type { BrokerContext } from '../../src/broker/context.js';
import { listOrders } from '../../src/broker/inquiry/list-orders.js';
import { ClockGuard } from '../../src/broker/jobs/clock-guard.js';
import { listJobs, getJob } from '../../src/broker/jobs/list-jobs.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import type { Job } from '../../src/broker/jobs/job.js';
import { Scheduler } from '../../src/broker/jobs/scheduler.js';
import { brokerNext } from '../../src/broker/orders/broker-later.js';
import { pollLocation } from '../../src/broker/polling/poll.js';
import { releaseLeases } from '../../src/broker/polling/poll-leases.js';
import { brokerOn, orderOf, place, SMALL_RETAILER, submitted } from '../support/server/broker.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach, stateOf } from '../support/server/fresh-broker.js';

/** A job that counts its runs, and takes as long as the given work. */
function counting(work: () => Promise<void> = () => Promise.resolve(), name = 'count'): Job & { runs: number } {
  const job = {
    name,
    does: 'counts',
    schedule: { kind: 'every', seconds: 60 } as const,
    takesOptions: false,
    runs: 0,
    run: async (_context: BrokerContext, { tally }: Parameters<Job['run']>[1]): Promise<void> => {
      job.runs += 1;
      tally.count('things', 2);
      await work();
    },
  };
  return job;
}

onEveryEngine((engine) => {
  let broker: TestBroker;

  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
  });

  const runner = async (job: Job, leaseMs = 60_000): Promise<JobRunner> => {
    const made = new JobRunner(broker, [job], { leaseMs });
    await made.register();
    return made;
  };
  const later = (seconds: number): void => {
    broker.now = new Date(broker.now.getTime() + seconds * 1000);
  };
  const runsOf = async (job: Job) => (await getJob(broker, job, 100)).runs;
  const settled = async (job: Job): Promise<void> => {
    for (let i = 0; i < 400 && (await runsOf(job)).some(({ outcome }) => outcome === 'running'); i += 1) await sleep(5);
  };

  test('runs a due job once, however many instances check for it', async () => {
    const job = counting(() => sleep(50));
    const instances = await Promise.all(Array.from({ length: 5 }, () => runner(job)));
    await Promise.all(instances.flatMap((one) => [one.startDue(), one.startDue()]));
    await settled(job);
    expect(job.runs).toBe(1);
    expect(await runsOf(job)).toMatchObject([{ outcome: 'done', figures: { things: 2 } }]);
  });

  test('runs a job again after its interval, and not before', async () => {
    const job = counting();
    const one = await runner(job);
    const runsAfterCheck = async (): Promise<number> => {
      await one.startDue();
      await settled(job);
      return job.runs;
    };
    expect(await runsAfterCheck()).toBe(1);
    expect(await runsAfterCheck()).toBe(1);
    later(59);
    expect(await runsAfterCheck()).toBe(1);
    later(1);
    expect(await runsAfterCheck()).toBe(2);
    expect(await listJobs(broker, [job])).toMatchObject([
      {
        name: 'count',
        schedule: 'every 1m',
        running_on: null,
        next_due: '2030-01-02T03:06:05.678Z',
        last_run: { outcome: 'done', figures: { things: 2 }, error: '' },
      },
    ]);
  });

  test('records a failed run with its error and counts, and runs the job again when it is due', async () => {
    const job = counting(() => Promise.reject(new Error('no luck')));
    const one = await runner(job);
    const [first] = [await one.startByHand(job, {})];
    await first?.ended;
    expect(await runsOf(job)).toMatchObject([
      { outcome: 'failed', error: 'no luck', figures: { things: 2 }, options: { by_hand: true } },
    ]);
    later(60);
    await one.startDue();
    await one.stop();
    expect(job.runs).toBe(2);
  });

  test('marks the run of a dead instance as lost when its lease expires, and another instance takes the job', async () => {
    let revive = (): void => undefined;
    const hanging = counting(
      () =>
        new Promise((resolve) => {
          revive = resolve;
        }),
    );
    const dead = await runner(hanging);
    await dead.startDue();
    // Its heartbeat comes only every 20 s, so for the others it is dead.
    const job = counting();
    const other = await runner(job);
    later(60);
    await other.startDue();
    expect(job.runs).toBe(0);
    later(1);
    await other.startDue();
    await settled(job);
    expect(job.runs).toBe(1);
    revive();
    await dead.stop();
    // The revived instance neither ends the other's run nor reports its own as done.
    expect((await runsOf(job)).map(({ outcome }) => outcome).sort()).toEqual(['done', 'lost']);
  });

  test('renews the lease of a job while it runs', async () => {
    let end = (): void => undefined;
    const job = counting(
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    const one = await runner(job, 150);
    await one.startDue();
    const other = await runner(counting(), 150);
    for (let i = 0; i < 6; i += 1) {
      await sleep(100);
      later(0.1);
      await other.startDue();
    }
    end();
    await one.stop();
    expect(await runsOf(job)).toHaveLength(1);
  });

  test('runs a job by hand before it is due, but not while it is running, and keeps its due time', async () => {
    let end = (): void => undefined;
    const job = counting(
      () =>
        new Promise((resolve) => {
          end = resolve;
        }),
    );
    const one = await runner(job);
    const run = await one.startByHand(job, { dryRun: true });
    expect(await (await runner(job)).startByHand(job, {})).toBeUndefined();
    expect((await listJobs(broker, [job]))[0]?.running_on).toMatch(/\/\d+$/);
    end();
    await run?.ended;
    expect(await runsOf(job)).toMatchObject([{ outcome: 'done', options: { by_hand: true, dry_run: true } }]);
    expect((await listJobs(broker, [job]))[0]?.next_due).toBe(broker.now.toISOString());
  });

  test('runs a job without a schedule only by hand', async () => {
    const job: Job & { runs: number } = Object.assign(counting(), { schedule: { kind: 'off' } as const });
    const one = await runner(job);
    later(1_000_000);
    await one.startDue();
    expect(await listJobs(broker, [job])).toMatchObject([{ schedule: 'by hand only', next_due: null, last_run: null }]);
    await (
      await one.startByHand(job, {})
    )?.ended;
    expect((await runsOf(job))[0]?.outcome).toBe('done');
  });

  test('applies a shorter interval at the next start', async () => {
    const daily = Object.assign(counting(), { schedule: { kind: 'daily', time: '02:30' } as const });
    await runner(daily);
    expect((await listJobs(broker, [daily]))[0]?.next_due).toBe('2030-01-03T02:30:00.000Z');
    const often = counting();
    await runner(often);
    expect((await listJobs(broker, [often]))[0]?.next_due).toBe(broker.now.toISOString());
  });

  describe('after the clock was ahead', () => {
    const YEAR = 365 * 86_400;

    test('a job is due although its due time lies beyond its interval, and that is logged', async () => {
      const job = counting();
      const warnings: object[] = [];
      const log = pino({ level: 'warn' }, { write: (text) => void warnings.push(JSON.parse(text) as object) });
      const one = new JobRunner({ ...broker, log, clock: () => broker.now }, [job]);
      await one.register();
      later(YEAR);
      await one.startDue();
      await settled(job);
      later(-YEAR);
      await one.startDue();
      await settled(job);
      expect(job.runs).toBe(2);
      expect(warnings).toMatchObject([{ job: 'count', dueAt: '2031-01-02T03:05:05.678Z' }]);
      await one.startDue();
      expect(job.runs).toBe(2);
    });

    test('the job of an instance that died is taken, and can be run by hand', async () => {
      const job = counting();
      await runner(job);
      const dead = "UPDATE job SET owner = 'dead/1/x', lease_until = '2031-01-02T03:05:05.678Z'";
      await broker.database.transaction((session) => session.run(dead));
      const other = await runner(job);
      await other.startDue();
      await settled(job);
      await broker.database.transaction((session) => session.run(dead));
      expect(await other.startByHand(job, {})).toBeDefined();
      await settled(job);
      expect(job.runs).toBe(2);
    });

    test('acknowledged orders are brokered, and polled lines are offered again', async () => {
      await brokerOn(broker.database, {
        preferences: { ...SMALL_RETAILER.preferences, acknowledge_before_brokering: true },
      });
      later(YEAR);
      const acknowledged = await submitted(broker, orderOf('A', [{ item: 'PENCIL' }]));
      await submitted(broker, orderOf('B', [{ item: 'PENCIL', at: 'STC/20' }]));
      expect((await pollLocation(broker, 'fulfillments', place('STC/20')))?.orders).toHaveLength(1);
      later(-YEAR);
      expect(await brokerNext(broker)).toBe(true);
      expect(await stateOf(broker, acknowledged.requestId)).toBe('new_order: 10 new_order');
      expect(await releaseLeases(broker)).toBe(1);
    });
  });

  describe('a guard of the clock', () => {
    const HOUR = 3600;
    let monotonic: number;
    const guard = (): ClockGuard => new ClockGuard(broker, () => monotonic);
    const pass = (seconds: number): void => {
      later(seconds);
      monotonic += seconds * 1000;
    };
    const ran = async (job: Job): Promise<void> => {
      await (await runner(job)).startByHand(job, {});
      await settled(job);
    };
    beforeEach(() => {
      monotonic = 0;
    });

    test('lets jobs run as time passes', async () => {
      const clock = guard();
      expect(await clock.look()).toBe('run');
      pass(5);
      expect(await clock.look()).toBe('run');
      pass(3 * HOUR);
      expect(await clock.look()).toBe('run');
    });

    test('makes jobs wait for a second look when the clock jumps ahead, and believes it then', async () => {
      const clock = guard();
      await clock.look();
      later(400 * 24 * HOUR);
      expect(await clock.look()).toBe('jumped');
      pass(599);
      expect(await clock.look()).toBe('wait');
      pass(1);
      expect(await clock.look()).toBe('run');
    });

    test('lets jobs run as soon as the clock is set back', async () => {
      const clock = guard();
      await clock.look();
      later(24 * HOUR);
      expect(await clock.look()).toBe('jumped');
      later(-24 * HOUR);
      expect(await clock.look()).toBe('run');
    });

    test('makes jobs wait at the start if the last run is long ago', async () => {
      await ran(counting());
      later(0.9 * HOUR);
      expect(await guard().look()).toBe('run');
      later(0.2 * HOUR);
      const clock = guard();
      expect(await clock.look()).toBe('jumped');
      pass(600);
      expect(await clock.look()).toBe('run');
    });

    test('makes jobs wait as long as another instance runs them by a clock that is far behind', async () => {
      await ran(counting());
      later(400 * 24 * HOUR);
      const clock = guard();
      expect(await clock.look()).toBe('jumped');
      pass(600);
      later(-400 * 24 * HOUR);
      await ran(counting());
      later(400 * 24 * HOUR);
      expect(await clock.look()).toBe('wait');
      pass(600);
      expect(await clock.look()).toBe('run');
    });
  });

  test('waits for the current work on a stop, and leaves the job due for another instance', async () => {
    let finished = false;
    const job = counting(async () => {
      await sleep(100);
      finished = true;
    });
    const one = await runner(job);
    const scheduler = new Scheduler(broker, one, 10);
    for (let i = 0; i < 200 && job.runs === 0; i += 1) await sleep(5);
    await scheduler.stop();
    await one.stop();
    expect(finished).toBe(true);
    expect(await listJobs(broker, [job])).toMatchObject([
      { last_run: { outcome: 'stopped' }, next_due: broker.now.toISOString() },
    ]);
  });

  test('keeps the last hundred runs', async () => {
    const job = counting();
    const one = await runner(job);
    const other = counting(undefined, 'other');
    await (
      await (await runner(other)).startByHand(other, {})
    )?.ended;
    for (let i = 0; i < 103; i += 1) await (await one.startByHand(job, {}))?.ended;
    expect(await runsOf(job)).toHaveLength(100);
    expect(await runsOf(other)).toHaveLength(1);
  });

  test('lists no orders for an empty broker', async () => {
    expect(await listOrders(broker, { limit: 10 })).toEqual({ oms_system: '6', items: [] });
  });
});
