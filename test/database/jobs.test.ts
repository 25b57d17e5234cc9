import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerContext } from '../../src/broker/context.js';
import { listOrders } from '../../src/broker/inquiry/list-orders.js';
import { listJobs, getJob } from '../../src/broker/jobs/list-jobs.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import type { Job } from '../../src/broker/jobs/job.js';
import { Scheduler } from '../../src/broker/jobs/scheduler.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';

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
