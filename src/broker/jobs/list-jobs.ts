import { describeSchedule } from '../../domain/values/job-schedule.js';
import { readJobs, readRuns } from '../../store/jobs.js';
import type { JobRun, RunOutcome, StoredJob } from '../../store/jobs.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import type { Job } from './job.js';

/** A job as the admin interface shows it. Times are ISO 8601, UTC. */
export interface JobView {
  readonly name: string;
  readonly does: string;
  readonly schedule: string;
  /** The instance that runs it now, `host/pid`; null while none does. */
  readonly running_on: string | null;
  /** Null for a job without a schedule. */
  readonly next_due: string | null;
  readonly last_run: RunView | null;
}

export interface RunView {
  readonly id: number;
  readonly on: string;
  readonly options: object;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly outcome: RunOutcome;
  readonly figures: Readonly<Record<string, number>>;
  /** The first items that the run processed. */
  readonly items: readonly Readonly<Record<string, string | number>>[];
  readonly error: string;
}

type Context = Pick<BrokerContext, 'database' | 'clock'>;

/** Every job with its last run. */
export async function listJobs(context: Context, jobs: readonly Job[]): Promise<JobView[]> {
  return context.database.transaction(async (session) => {
    const stored = await readJobs(session);
    const views: JobView[] = [];
    for (const job of jobs) views.push(await viewJob(session, context, job, stored));
    return views;
  });
}

/** A job with its last runs, newest first. @param limit the number of runs */
export async function getJob(
  context: Context,
  job: Job,
  limit: number,
): Promise<JobView & { readonly runs: readonly RunView[] }> {
  return context.database.transaction(async (session) => ({
    ...(await viewJob(session, context, job, await readJobs(session))),
    runs: (await readRuns(session, job.name, limit)).map(viewRun),
  }));
}

async function viewJob(session: Session, context: Context, job: Job, stored: readonly StoredJob[]): Promise<JobView> {
  const row = stored.find(({ name }) => name === job.name);
  const [last] = await readRuns(session, job.name, 1);
  const isRunning = row !== undefined && row.owner !== '' && row.leaseUntil >= context.clock().toISOString();
  return {
    name: job.name,
    does: job.does,
    schedule: describeSchedule(job.schedule),
    running_on: isRunning ? instanceOf(row.owner) : null,
    next_due: row === undefined || job.schedule.kind === 'off' ? null : row.dueAt,
    last_run: last === undefined ? null : viewRun(last),
  };
}

function viewRun(run: JobRun): RunView {
  return {
    id: run.id,
    on: instanceOf(run.owner),
    options: JSON.parse(run.options) as object,
    started_at: run.startedAt,
    ended_at: run.endedAt,
    outcome: run.outcome,
    figures: JSON.parse(run.figures) as RunView['figures'],
    items: JSON.parse(run.items) as RunView['items'],
    error: run.error,
  };
}

/** An owner is `host/pid/run`; this is the part that names the instance. */
function instanceOf(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('/'));
}
