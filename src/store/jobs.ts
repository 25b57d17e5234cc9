import type { Session } from '../platform/db/session.js';

/** A job as the instances share it. */
export interface StoredJob {
  readonly name: string;
  readonly dueAt: string;
  /** Who runs it, `''` for nobody; of a dead instance until somebody else takes the job. */
  readonly owner: string;
  readonly leaseUntil: string;
}

/**
 * How a run ended: `done`; `failed` with an error; `stopped` with its instance before it was through; `lost` when its
 * instance stopped telling that it is alive.
 */
export type RunOutcome = 'running' | 'done' | 'failed' | 'stopped' | 'lost';

export interface JobRun {
  readonly id: number;
  readonly name: string;
  readonly owner: string;
  /** JSON: what was asked for when it was not a plain run of the schedule. */
  readonly options: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly outcome: RunOutcome;
  /** JSON: what was counted. */
  readonly figures: string;
  /** JSON: the first of what was dealt with. */
  readonly items: string;
  readonly error: string;
}

/** How many runs of each job are kept. */
const RUNS_KEPT = 100;

/** Makes jobs known, each due at its time; one that is known is due then at the latest, so that a shorter interval takes effect. */
export async function registerJobs(
  session: Session,
  jobs: readonly { readonly name: string; readonly dueAt: string }[],
): Promise<void> {
  for (const { name, dueAt } of jobs) {
    await session.run(
      `INSERT ${session.dialect === 'mysql' ? 'IGNORE' : 'OR IGNORE'} INTO job (name, due_at, owner, lease_until) VALUES (?, ?, '', '')`,
      [name, dueAt],
    );
    await session.run('UPDATE job SET due_at = ? WHERE name = ? AND due_at > ?', [dueAt, name, dueAt]);
  }
}

export async function readJobs(session: Session): Promise<StoredJob[]> {
  const rows = await session.all<{ name: string; due_at: string; owner: string; lease_until: string }>(
    'SELECT name, due_at, owner, lease_until FROM job',
  );
  return rows.map((row) => ({ name: row.name, dueAt: row.due_at, owner: row.owner, leaseUntil: row.lease_until }));
}

/**
 * Takes a job for a run of its own, until the lease ends or is renewed.
 *
 * The race: several instances find the same job due, or a dead instance's lease ended, and all start it. The condition
 * is checked again by the UPDATE itself, under the row's lock: the second one finds the job owned, or no longer due, and
 * goes away with 0 rows. On SQLite the writers queue, with the same end.
 *
 * @param due whether it must be due; a run by hand need not wait for its time
 * @returns the id of the run; undefined when another run has the job
 */
export async function takeJob(
  session: Session,
  name: string,
  take: {
    readonly owner: string;
    readonly now: string;
    readonly leaseUntil: string;
    readonly due: boolean;
    readonly options: string;
  },
): Promise<number | undefined> {
  const { affected } = await session.run(
    `UPDATE job SET owner = ?, lease_until = ? WHERE name = ? AND (owner = '' OR lease_until < ?)${take.due ? ' AND due_at <= ?' : ''}`,
    [take.owner, take.leaseUntil, name, take.now, ...(take.due ? [take.now] : [])],
  );
  if (affected === 0) return undefined;
  // Whoever had it before did not live to say how it ended.
  await session.run("UPDATE job_run SET outcome = 'lost', ended_at = ? WHERE name = ? AND outcome = 'running'", [
    take.now,
    name,
  ]);
  const { insertId } = await session.run(
    `INSERT INTO job_run (name, owner, options, started_at, outcome, figures, items, error) VALUES (?, ?, ?, ?, 'running', '{}', '[]', '')`,
    [name, take.owner, take.options, take.now],
  );
  return insertId;
}

/** Keeps a job for a run that is alive. @returns whether it was still the run's */
export async function renewJob(session: Session, name: string, owner: string, leaseUntil: string): Promise<boolean> {
  return (
    (await session.run('UPDATE job SET lease_until = ? WHERE name = ? AND owner = ?', [leaseUntil, name, owner]))
      .affected > 0
  );
}

/**
 * Lets go of a job and says how its run ended. A run that lost its job meanwhile says nothing: the one that took it has
 * called it `lost`, and the job is not its to give away.
 * @param dueAt when the job is due next; undefined leaves that as it was
 */
export async function finishJob(
  session: Session,
  run: Omit<JobRun, 'owner' | 'options' | 'startedAt'> & { readonly owner: string; readonly endedAt: string },
  dueAt: string | undefined,
): Promise<boolean> {
  const { affected } = await session.run(
    `UPDATE job SET owner = '', lease_until = ''${dueAt === undefined ? '' : ', due_at = ?'} WHERE name = ? AND owner = ?`,
    [...(dueAt === undefined ? [] : [dueAt]), run.name, run.owner],
  );
  if (affected === 0) return false;
  await session.run('UPDATE job_run SET ended_at = ?, outcome = ?, figures = ?, items = ?, error = ? WHERE id = ?', [
    run.endedAt,
    run.outcome,
    run.figures,
    run.items,
    run.error,
    run.id,
  ]);
  const oldest = await session.first<{ id: number }>(
    'SELECT id FROM job_run WHERE name = ? ORDER BY id DESC LIMIT 1 OFFSET ?',
    [run.name, RUNS_KEPT],
  );
  if (oldest !== undefined) await session.run('DELETE FROM job_run WHERE name = ? AND id <= ?', [run.name, oldest.id]);
  return true;
}

/** The last runs of a job, newest first. */
export async function readRuns(session: Session, name: string, most: number): Promise<JobRun[]> {
  const rows = await session.all('SELECT * FROM job_run WHERE name = ? ORDER BY id DESC LIMIT ?', [name, most]);
  return rows.map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    owner: String(row.owner),
    options: String(row.options),
    startedAt: String(row.started_at),
    endedAt: row.ended_at === null ? null : String(row.ended_at),
    outcome: String(row.outcome) as RunOutcome,
    figures: String(row.figures),
    items: String(row.items),
    error: String(row.error),
  }));
}
