import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { nextDue } from '../../domain/values/job-schedule.js';
import { finishJob, readJobs, registerJobs, renewJob, takeJob } from '../../store/jobs.js';
import type { RunOutcome } from '../../store/jobs.js';
import type { BrokerContext } from '../context.js';
import { Tally } from './job.js';
import type { Job, JobOptions } from './job.js';

/** A run that has begun. */
export interface StartedRun {
  readonly id: number;
  /** Settles when it has ended, however it did; it never fails. */
  readonly ended: Promise<void>;
}

export interface RunnerTimes {
  /** How long a job stays an instance's that says nothing more, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * Runs jobs, each by one instance at a time.
 *
 * 1. A run takes its job with a lease (`takeJob`), and renews it three times as often as it ends. An instance that dies
 *    says nothing more, so another one gets the job when the lease ends; one that was only held up finds its lease gone
 *    and stops. What a job does is safe to be done twice, for each of its steps looks again under the order's lock. The
 *    instances' clocks must agree to a few seconds.
 * 2. A run that fails is logged and kept; the job is tried again at its next time.
 * 3. A stop raises the runs' signal and waits for the transaction at hand; the job stays due, for another instance.
 */
export class JobRunner {
  readonly #running = new Map<string, { readonly abort: AbortController; readonly ended: Promise<void> }>();
  readonly #instance = `${hostname().slice(0, 40)}/${String(process.pid)}`;

  constructor(
    private readonly context: BrokerContext,
    readonly jobs: readonly Job[],
    private readonly times: RunnerTimes = { leaseMs: 60_000 },
  ) {}

  /** Makes the jobs known to the database, each due at its first time. */
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

  /** Starts every job that is due and nobody runs. */
  async startDue(): Promise<void> {
    const now = this.context.clock().toISOString();
    const stored = await this.context.database.transaction(readJobs);
    for (const job of this.jobs) {
      const row = stored.find(({ name }) => name === job.name);
      const due = row !== undefined && row.dueAt <= now && (row.owner === '' || row.leaseUntil < now);
      if (due && job.schedule.kind !== 'off') await this.#start(job, {}, true);
    }
  }

  /** Starts a job now, whether or not it is due. @returns undefined while another run has it */
  async startByHand(job: Job, options: JobOptions): Promise<StartedRun | undefined> {
    return this.#start(job, options, false);
  }

  /** Lets runs end after the transaction they are in. */
  async stop(): Promise<void> {
    const runs = [...this.#running.values()];
    for (const { abort } of runs) abort.abort();
    await Promise.all(runs.map(({ ended }) => ended));
  }

  async #start(job: Job, options: JobOptions, due: boolean): Promise<StartedRun | undefined> {
    const owner = `${this.#instance}/${randomUUID()}`;
    const now = this.context.clock();
    const id = await this.context.database.transaction((session) =>
      takeJob(session, job.name, {
        owner,
        now: now.toISOString(),
        leaseUntil: this.#leaseFrom(now),
        due,
        options: JSON.stringify(due ? {} : { by_hand: true, ...told(options) }),
      }),
    );
    if (id === undefined) return undefined;
    const abort = new AbortController();
    const ended = this.#run(job, { id, owner, options, byHand: !due }, abort).finally(() => {
      this.#running.delete(owner);
    });
    this.#running.set(owner, { abort, ended });
    return { id, ended };
  }

  async #run(
    job: Job,
    run: { readonly id: number; readonly owner: string; readonly options: JobOptions; readonly byHand: boolean },
    abort: AbortController,
  ): Promise<void> {
    const { database, clock, log } = this.context;
    const begun = performance.now();
    const tally = new Tally();
    const heartbeat = setInterval(() => {
      database
        .transaction((session) => renewJob(session, job.name, run.owner, this.#leaseFrom(clock())))
        .then(
          (kept) => {
            if (!kept) abort.abort();
          },
          (error: unknown) => {
            log.warn({ err: error, job: job.name }, 'the lease of a job could not be renewed; it is tried again');
          },
        );
    }, this.times.leaseMs / 3);
    let outcome: RunOutcome = 'done';
    let reason = '';
    try {
      await job.run(this.context, { options: run.options, stopping: () => abort.signal.aborted, tally });
      if (abort.signal.aborted) outcome = 'stopped';
    } catch (error) {
      outcome = 'failed';
      reason = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      log.error(
        { err: error, job: job.name, figures: tally.figures },
        run.byHand ? 'a job failed' : 'a job failed; it is tried again at its next time',
      );
    } finally {
      clearInterval(heartbeat);
    }
    // What a run by hand leaves out must not be taken for done; what was stopped is left to another instance.
    const dueAt = run.byHand || outcome === 'stopped' ? undefined : nextDue(job.schedule, clock())?.toISOString();
    const { figures, items } = tally;
    try {
      const kept = await database.transaction((session) =>
        finishJob(
          session,
          {
            id: run.id,
            name: job.name,
            owner: run.owner,
            endedAt: clock().toISOString(),
            outcome,
            figures: JSON.stringify(figures),
            items: JSON.stringify(items),
            error: reason,
          },
          dueAt,
        ),
      );
      const entry = {
        job: job.name,
        outcome: kept ? outcome : 'lost',
        figures,
        ms: Math.round(performance.now() - begun),
        ...told(run.options),
      };
      const quiet = kept && outcome === 'done' && !run.byHand && Object.values(figures).every((figure) => figure === 0);
      log[quiet ? 'debug' : 'info'](entry, 'job ended');
    } catch (error) {
      log.error(
        { err: error, job: job.name, outcome, figures },
        'the end of a job could not be stored; it is taken up again when its lease ends',
      );
    }
  }

  #leaseFrom(now: Date): string {
    return new Date(now.getTime() + this.times.leaseMs).toISOString();
  }
}

/** When a job is due that nobody schedules. */
const NEVER = '9999-12-31T23:59:59.999Z';

function told({ asOf, requestId, dryRun }: JobOptions): Readonly<Record<string, unknown>> {
  return {
    ...(asOf === undefined ? {} : { as_of: asOf }),
    ...(requestId === undefined ? {} : { request_id: requestId }),
    ...(dryRun === true ? { dry_run: true } : {}),
  };
}
