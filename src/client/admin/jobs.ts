import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** A scheduled job and its last run. */
export interface ScheduledJob {
  readonly name: string;
  readonly does: string;
  readonly schedule: string;
  /** The instance that is running it, as `host/pid`; null when none is. */
  readonly running_on: string | null;
  /** Null when the job is never due on its own. */
  readonly next_due: string | null;
  readonly last_run: JobRun | null;
}

/** One run of a job. Times are ISO 8601 in UTC. */
export interface JobRun {
  readonly id: number;
  readonly on: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly outcome: string;
  /** The run's counters. */
  readonly figures: Readonly<Record<string, number>>;
  /** The first items that the run processed. */
  readonly items: readonly Readonly<Record<string, string | number>>[];
  readonly error: string;
}

/** Options of a manual run. */
export interface JobRunOptions {
  readonly requestId?: string;
  /** Run as if today were this date at every location, YYYY-MM-DD. */
  readonly asOf?: string;
  readonly dryRun?: boolean;
}

/** All jobs. */
export async function listJobs(server: Server): Promise<readonly ScheduledJob[]> {
  return (await callAdmin<{ readonly items: readonly ScheduledJob[] }>(server, '/jobs')).items;
}

/** The last runs of a job, newest first. */
export async function listRuns(server: Server, name: string): Promise<readonly JobRun[]> {
  return (await callAdmin<{ readonly runs: readonly JobRun[] }>(server, `/jobs/${encodeURIComponent(name)}`)).runs;
}

/** Starts a job. @returns the run, which may still be in progress (`outcome` is then `running`) */
export function startJob(server: Server, name: string, options: JobRunOptions): Promise<JobRun> {
  const query = new URLSearchParams({
    ...(options.requestId === undefined ? {} : { request_id: options.requestId }),
    ...(options.asOf === undefined ? {} : { as_of: options.asOf }),
    ...(options.dryRun === true ? { dry_run: 'true' } : {}),
  });
  return callAdmin(server, `/jobs/${encodeURIComponent(name)}/run?${query.toString()}`, { method: 'POST' });
}
