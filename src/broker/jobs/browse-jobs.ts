import { describeSchedule } from '../../domain/values/job-schedule.js';
import { readJobs, readRuns } from '../../store/jobs.js';
import type { JobRun, RunOutcome, StoredJob } from '../../store/jobs.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import type { Job } from './job.js';

/** A job as it is shown. */
export interface JobView {
  readonly name: string;
  readonly does: string;
  readonly schedule: string;
  /** Who runs it now, `host/pid`; null for nobody. */
  readonly running_on: string | null;
  /** Null when it is never due by itself. */
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
  /** The first of what was dealt with. */
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

/** A job with its last runs, newest first. */
export async function showJob(
  context: Context,
  job: Job,
  most: number,
): Promise<JobView & { readonly runs: readonly RunView[] }> {
  return context.database.transaction(async (session) => ({
    ...(await viewJob(session, context, job, await readJobs(session))),
    runs: (await readRuns(session, job.name, most)).map(viewRun),
  }));
}

async function viewJob(session: Session, context: Context, job: Job, stored: readonly StoredJob[]): Promise<JobView> {
  const row = stored.find(({ name }) => name === job.name);
  const [last] = await readRuns(session, job.name, 1);
  const taken = row !== undefined && row.owner !== '' && row.leaseUntil >= context.clock().toISOString();
  return {
    name: job.name,
    does: job.does,
    schedule: describeSchedule(job.schedule),
    running_on: taken ? instanceOf(row.owner) : null,
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

/** An owner without the part that tells its runs apart. */
function instanceOf(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('/'));
}
