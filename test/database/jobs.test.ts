import { setTimeout as sleep } from 'node:timers/promises';
import type { BrokerContext } from '../../src/broker/context.js';
import { browseOrders } from '../../src/broker/inquiry/browse-orders.js';
import { listJobs, getJob } from '../../src/broker/jobs/list-jobs.js';
import { JobRunner } from '../../src/broker/jobs/job-runner.js';
import type { Job } from '../../src/broker/jobs/job.js';
import { Scheduler } from '../../src/broker/jobs/scheduler.js';
import type { TestBroker } from '../support/server/broker.js';
import { onEveryEngine } from '../support/databases.js';
import { freshForEach } from '../support/server/fresh-broker.js';

/** A job that counts its runs, and works as long as it is told to. */
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

  test('a job that is due is run once, however many instances look for it', async () => {
    const job = counting(() => sleep(50));
    const instances = await Promise.all(Array.from({ length: 5 }, () => runner(job)));
    await Promise.all(instances.flatMap((one) => [one.startDue(), one.startDue()]));
    await settled(job);
    expect(job.runs).toBe(1);
    expect(await runsOf(job)).toMatchObject([{ outcome: 'done', figures: { things: 2 } }]);
  });

  test('it is due again after its interval, and not before', async () => {
    const job = counting();
    const one = await runner(job);
    const look = async (): Promise<number> => {
      await one.startDue();
      await settled(job);
      return job.runs;
    };
    expect(await look()).toBe(1);
    expect(await look()).toBe(1);
    later(59);
    expect(await look()).toBe(1);
    later(1);
    expect(await look()).toBe(2);
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

  test('one that fails is kept with its reason and figures, and tried again at its next time', async () => {
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

  test('the run of an instance that died is lost when its lease ends, and another instance takes the job', async () => {
    let die = (): void => undefined;
    const hanging = counting(
      () =>
        new Promise((resolve) => {
          die = resolve;
        }),
    );
    const dead = await runner(hanging);
    await dead.startDue();
    // Its heartbeat comes only every 20 s: for the others it says nothing more.
    const job = counting();
    const other = await runner(job);
    later(60);
    await other.startDue();
    expect(job.runs).toBe(0);
    later(1);
    await other.startDue();
    await settled(job);
    expect(job.runs).toBe(1);
    die();
    await dead.stop();
    // What wakes up too late neither ends the other's run nor calls its own done.
    expect((await runsOf(job)).map(({ outcome }) => outcome).sort()).toEqual(['done', 'lost']);
  });

  test('an instance that is alive keeps its job longer than one lease', async () => {
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

  test('by hand it runs before its time, not while it is running, and its next time stays', async () => {
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

  test('one that is switched off is never due, and runs by hand', async () => {
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

  test('a shorter interval takes effect at the next start', async () => {
    const daily = Object.assign(counting(), { schedule: { kind: 'daily', time: '02:30' } as const });
    await runner(daily);
    expect((await listJobs(broker, [daily]))[0]?.next_due).toBe('2030-01-03T02:30:00.000Z');
    const often = counting();
    await runner(often);
    expect((await listJobs(broker, [often]))[0]?.next_due).toBe(broker.now.toISOString());
  });

  test('a stop waits for what is being done, and the job stays due for another instance', async () => {
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

  test('a hundred runs are kept', async () => {
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

  test('a list of orders of an empty broker is empty', async () => {
    expect(await browseOrders(broker, { limit: 10 })).toEqual({ oms_system: '6', items: [] });
  });
});
