import { numeric, nullable, text } from '../platform/db/column.js';
import type { Session } from '../platform/db/session.js';
import { tableOf } from '../platform/db/table.js';

/** A scheduled job, shared by all instances. */
export interface StoredJob {
  readonly name: string;
  readonly dueAt: string;
  /** The run that owns the job, `''` for none. The owner may have died; its job can be taken when the lease has expired. */
  readonly owner: string;
  readonly leaseUntil: string;
}

const JOB = tableOf<StoredJob>('job', {
  name: text('name'),
  dueAt: text('due_at'),
  owner: text('owner'),
  leaseUntil: text('lease_until'),
});

/**
 * How a run ended: `done`; `failed` with an error; `stopped` because its instance stopped first; `lost` when its instance
 * no longer renewed the lease.
 */
export type RunOutcome = 'running' | 'done' | 'failed' | 'stopped' | 'lost';

export interface JobRun {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  /** JSON: the options of a manual run. */
  readonly options: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: RunOutcome;
  /** JSON: the run's counters. */
  readonly figures: string;
  /** JSON: the first items that the run processed. */
  readonly items: string;
  readonly error: string;
}

const JOB_RUN = tableOf<JobRun>('job_run', {
  id: numeric('id'),
  name: text('name'),
  owner: text('owner'),
  options: text('options'),
  startedAt: text('started_at'),
  endedAt: nullable(text('ended_at')),
  outcome: text<RunOutcome>('outcome'),
  figures: text('figures'),
  items: text('items'),
  error: text('error'),
});
const STARTED_RUN = JOB_RUN.without('id', 'endedAt');
const RUN_RESULT = JOB_RUN.without('id', 'name', 'owner', 'options', 'startedAt');

/** Number of runs of each job that are kept. */
const MAX_RUNS = 100;

/** Registers jobs, each due at its time. A job that exists becomes due then at the latest, so that a shorter interval takes effect. */
export async function registerJobs(
  session: Session,
  jobs: readonly { readonly name: string; readonly dueAt: string }[],
): Promise<void> {
  for (const { name, dueAt } of jobs) {
    await JOB.insertMissing(session, { name, dueAt, owner: '', leaseUntil: '' });
    await session.run('UPDATE job SET due_at = ? WHERE name = ? AND due_at > ?', [dueAt, name, dueAt]);
  }
}

/** Reads all jobs. */
export async function readJobs(session: Session): Promise<StoredJob[]> {
  return (await session.all(`SELECT ${JOB.list} FROM job`)).map((row) => JOB.read(row));
}

/**
 * Takes a job for a new run, until the lease expires or is renewed.
 *
 * The race: several instances find the same job due, or the lease of a dead instance expired, and all try to start it. The
 * UPDATE checks the condition again, under the row lock: the second one finds the job owned or no longer due, matches 0
 * rows and gives up. On SQLite writers wait for each other, with the same result.
 *
 * @param take `due`: whether the job must be due; a manual run need not wait for its time. Times beyond `latestDue` and
 *   `latestLease` were written while a clock was ahead, and have passed
 * @returns the id of the run; undefined when another run owns the job
 */
export async function takeJob(
  session: Session,
  name: string,
  take: {
    readonly owner: string;
    readonly now: string;
    readonly leaseUntil: string;
    readonly due: boolean;
    readonly latestDue: string;
    readonly latestLease: string;
    readonly options: string;
  },
): Promise<number | undefined> {
  const { owner, now, leaseUntil, due, latestDue, latestLease, options } = take;
  const { affected } = await session.run(
    `UPDATE job SET owner = ?, lease_until = ? WHERE name = ? AND (owner = '' OR lease_until < ? OR lease_until > ?)
      ${due ? 'AND (due_at <= ? OR due_at > ?)' : ''}`,
    [owner, leaseUntil, name, now, latestLease, ...(due ? [now, latestDue] : [])],
  );
  if (affected === 0) return undefined;
  // A previous owner died before it could record its outcome.
  await session.run("UPDATE job_run SET outcome = 'lost', ended_at = ? WHERE name = ? AND outcome = 'running'", [
    now,
    name,
  ]);
  const run = {
    name,
    owner,
    options,
    startedAt: now,
    outcome: 'running',
    figures: '{}',
    items: '[]',
    error: '',
  } as const;
  const { insertId } = await session.run(STARTED_RUN.insertStatement, STARTED_RUN.values(run));
  return insertId;
}

/** Renews the lease of a running job. @returns whether the run still owned the job */
export async function renewJob(session: Session, name: string, owner: string, leaseUntil: string): Promise<boolean> {
  return (
    (await session.run('UPDATE job SET lease_until = ? WHERE name = ? AND owner = ?', [leaseUntil, name, owner]))
      .affected > 0
  );
}

/**
 * Releases a job and records the outcome of its run. A run that has lost its job records nothing: the run that took it has
 * recorded `lost`, and now owns the job.
 * @param dueAt when the job is due next; undefined leaves that unchanged
 * @returns whether the run still owned the job
 */
export async function finishJob(
  session: Session,
  run: Omit<JobRun, 'options' | 'startedAt'> & { readonly endedAt: string },
  dueAt: string | undefined,
): Promise<boolean> {
  const { affected } = await session.run(
    `UPDATE job SET owner = '', lease_until = ''${dueAt === undefined ? '' : ', due_at = ?'} WHERE name = ? AND owner = ?`,
    [...(dueAt === undefined ? [] : [dueAt]), run.name, run.owner],
  );
  if (affected === 0) return false;
  await session.run(`UPDATE job_run SET ${RUN_RESULT.assignments} WHERE id = ?`, [...RUN_RESULT.values(run), run.id]);
  const oldest = await session.first<{ id: number }>(
    'SELECT id FROM job_run WHERE name = ? ORDER BY id DESC LIMIT 1 OFFSET ?',
    [run.name, MAX_RUNS],
  );
  if (oldest !== undefined) await session.run('DELETE FROM job_run WHERE name = ? AND id <= ?', [run.name, oldest.id]);
  return true;
}

/** The run of any job that was stored last. */
export async function readLastRun(
  session: Session,
): Promise<{ readonly id: number; readonly startedAt: string } | undefined> {
  const row = await session.first<{ id: number; started_at: string }>(
    'SELECT id, started_at FROM job_run ORDER BY id DESC LIMIT 1',
  );
  return row && { id: row.id, startedAt: row.started_at };
}

/** Reads the last runs of a job, newest first. */
export async function readRuns(session: Session, name: string, most: number): Promise<JobRun[]> {
  const rows = await session.all(`SELECT ${JOB_RUN.list} FROM job_run WHERE name = ? ORDER BY id DESC LIMIT ?`, [
    name,
    most,
  ]);
  return rows.map((row) => JOB_RUN.read(row));
}

/**
 * Records a repair among the runs, under the name `repair`, which is no scheduled job: those records are all kept.
 * @param what was repaired, and how: parts of JSON
 */
export async function recordRepair(session: Session, now: Date, what: object, figures: object): Promise<void> {
  const at = now.toISOString();
  await JOB_RUN.without('id').insert(session, [
    {
      name: 'repair',
      owner: 'verify',
      options: JSON.stringify(what),
      startedAt: at,
      endedAt: at,
      outcome: 'done',
      figures: JSON.stringify(figures),
      items: '[]',
      error: '',
    },
  ]);
}
