import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { latestDue } from '../../domain/time/clock-drift.js';
import { nextDue } from '../../domain/values/job-schedule.js';
import { finishJob, readJobs, registerJobs, renewJob, takeJob } from '../../store/jobs.js';
import type { RunOutcome } from '../../store/jobs.js';
import type { BrokerContext } from '../context.js';
import type { Job, JobOptions } from './job.js';
import { Tally } from './tally.js';

/** A run that has started. */
export interface StartedRun {
  readonly id: number;
  /** Settles when the run has ended, whatever its outcome; never rejects. */
  readonly ended: Promise<void>;
}

export interface RunnerTimes {
  /** How long an instance keeps a job without renewing its lease, in milliseconds. */
  readonly leaseMs: number;
}

interface Run {
  readonly id: number;
  readonly owner: string;
  readonly options: JobOptions;
  readonly manual: boolean;
}

interface RunResult {
  readonly outcome: RunOutcome;
  /** The error of a failed run, otherwise `''`. */
  readonly error: string;
}

/**
 * Runs jobs, each on one instance at a time.
 *
 * 1. A run takes a lease on its job (`takeJob`) and renews it every third of the lease time. When an instance dies, its
 *    lease expires and another instance takes the job; one that was merely delayed finds its lease lost and stops. Jobs
 *    are safe to run twice, because each step checks again under the order's lock. The instances' clocks must agree to
 *    within a few seconds.
 *    A due time or a lease that lies beyond what can have been stored by the right time was written while a clock was
 *    ahead: it has passed.
 * 2. A failed run is logged and recorded; the job runs again at its next due time.
 * 3. A stop signals the runs and waits for their current transactions. The jobs stay due, for another instance.
 */
export class JobRunner {
  readonly #running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  readonly #instance = `${hostname().slice(0, 40)}/${String(process.pid)}`;

  constructor(
    private readonly context: BrokerContext,
    readonly jobs: readonly Job[],
    private readonly times: RunnerTimes = { leaseMs: 60_000 },
  ) {}

  /** Adds the jobs to the database, each with its first due time. */
  async register(): Promise<void> {
    const now = this.context.clock();
    await this.context.database.transaction((session) =>
      registerJobs(
        session,
        this.jobs.map(({ name, schedule }) => ({
          name,
          dueAt: nextDue(schedule, now, true)?.toISOString() ?? NEVER,
        })),
      ),
    );
  }

  /** Starts every job that is due and not running. */
  async startDue(): Promise<void> {
    const now = this.context.clock();
    const stored = await this.context.database.transaction(readJobs);
    for (const job of this.jobs) {
      const row = stored.find(({ name }) => name === job.name);
      if (row === undefined || job.schedule.kind === 'off' || this.#running.has(row.owner)) continue;
      const [due, lease] = [
        timing(row.dueAt, now, this.#latestDue(job, now)),
        row.owner === '' ? 'passed' : timing(row.leaseUntil, now, this.#latestLease(now)),
      ];
      if (due === 'coming' || lease === 'coming') continue;
      if (due === 'impossible' || lease === 'impossible')
        this.context.log.warn(
          { job: job.name, dueAt: row.dueAt, leaseUntil: row.leaseUntil },
          'a job was to run later than it can be due: the clock was ahead; it runs now',
        );
      await this.#start(job, {}, false);
    }
  }

  /** Starts a job now, whether or not it is due. @returns undefined while the job is running */
  async startByHand(job: Job, options: JobOptions): Promise<StartedRun | undefined> {
    return this.#start(job, options, true);
  }

  /** Ends every run after its current transaction. */
  async stop(): Promise<void> {
    const runs = [...this.#running.values()];
    for (const { abort } of runs) abort.abort();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  async #start(job: Job, options: JobOptions, manual: boolean): Promise<StartedRun | undefined> {
    const owner = `${this.#instance}/${randomUUID()}`;
    const now = this.context.clock();
    const id = await this.context.database.transaction((session) =>
      takeJob(session, job.name, {
        owner,
        now: now.toISOString(),
        leaseUntil: this.#leaseFrom(now),
        due: !manual,
        latestDue: this.#latestDue(job, now),
        latestLease: this.#latestLease(now),
        options: JSON.stringify(manual ? { by_hand: true, ...describeOptions(options) } : {}),
      }),
    );
    if (id === undefined) return undefined;
    const abort = new AbortController();
    const ended = this.#run(job, { id, owner, options, manual }, abort).finally(() => {
      this.#running.delete(owner);
    });
    this.#running.set(owner, { abort, ended });
    return { id, ended };
  }

  async #run(job: Job, run: Run, abort: AbortController): Promise<void> {
    const started = performance.now();
    const tally = new Tally();
    const heartbeat = setInterval(() => {
      this.#renew(job, run, abort);
    }, this.times.leaseMs / 3);
    const result = await this.#execute(job, run, abort.signal, tally).finally(() => {
      clearInterval(heartbeat);
    });
    await this.#finish(job, run, result, tally, started);
  }

  #renew(job: Job, run: Run, abort: AbortController): void {
    const { database, clock, log } = this.context;
    database
      .transaction((session) => renewJob(session, job.name, run.owner, this.#leaseFrom(clock())))
      .then(
        (renewed) => {
          if (!renewed) abort.abort();
        },
        (error: unknown) => {
          log.warn({ err: error, job: job.name }, 'renewing the lease of a job failed; retrying');
        },
      );
  }

  async #execute(job: Job, run: Run, signal: AbortSignal, tally: Tally): Promise<RunResult> {
    try {
      await job.run(this.context, { options: run.options, stopping: () => signal.aborted, tally });
      return { outcome: signal.aborted ? 'stopped' : 'done', error: '' };
    } catch (error) {
      this.context.log.error(
        { err: error, job: job.name, counts: tally.counts },
        run.manual ? 'job failed' : 'job failed; it runs again at its next due time',
      );
      return { outcome: 'failed', error: (error instanceof Error ? error.message : String(error)).slice(0, 500) };
    }
  }

  async #finish(job: Job, run: Run, { outcome, error }: RunResult, tally: Tally, started: number): Promise<void> {
    const { database, clock, log } = this.context;
    const { counts, items } = tally;
    // A manual run, which may cover only part of the work, does not advance the due time; nor does a stopped one, so
    // that another instance takes the job.
    const dueAt = run.manual || outcome === 'stopped' ? undefined : nextDue(job.schedule, clock())?.toISOString();
    try {
      const wasOwner = await database.transaction((session) =>
        finishJob(
          session,
          {
            id: run.id,
            name: job.name,
            owner: run.owner,
            endedAt: clock().toISOString(),
            outcome,
            figures: JSON.stringify(counts),
            items: JSON.stringify(items),
            error,
          },
          dueAt,
        ),
      );
      const didNothing = Object.values(counts).every((count) => count === 0);
      const isRoutine = wasOwner && outcome === 'done' && !run.manual && didNothing;
      log[isRoutine ? 'debug' : 'info'](
        {
          job: job.name,
          outcome: wasOwner ? outcome : 'lost',
          counts,
          ms: Math.round(performance.now() - started),
          ...describeOptions(run.options),
        },
        'job ended',
      );
    } catch (failure) {
      log.error(
        { err: failure, job: job.name, outcome, counts },
        'storing the result of a job failed; the job runs again when its lease expires',
      );
    }
  }

  #latestDue({ schedule }: Job, now: Date): string {
    const next = nextDue(schedule, now);
    return next === undefined ? NEVER : latestDue(next, 0);
  }

  #latestLease(now: Date): string {
    return latestDue(now, this.times.leaseMs);
  }

  #leaseFrom(now: Date): string {
    return new Date(now.getTime() + this.times.leaseMs).toISOString();
  }
}

/** Whether a stored time has passed, or cannot have been stored by the right time. @param latest the latest that can */
function timing(at: string, now: Date, latest: string): 'passed' | 'coming' | 'impossible' {
  if (at > latest) return 'impossible';
  return at <= now.toISOString() ? 'passed' : 'coming';
}

/** The due time of a job without a schedule. */
const NEVER = '9999-12-31T23:59:59.999Z';

function describeOptions({ asOf, requestId, dryRun }: JobOptions): Readonly<Record<string, unknown>> {
  return {
    ...(asOf === undefined ? {} : { as_of: asOf }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(dryRun === true ? { dry_run: true } : {}),
  };
}
