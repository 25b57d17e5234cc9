import type { Schedule } from '../../domain/values/job-schedule.js';
import type { BrokerContext } from '../context.js';
import type { Tally } from './tally.js';

/** Options of a manual run; scheduled runs have none. */
export interface JobOptions {
  /** Treat this day as today at every location, `YYYY-MM-DD`. Only together with `requestId`. */
  readonly asOf?: string;
  /** Process only this order. */
  readonly requestId?: number;
  /** Report what the run would do, and change nothing. */
  readonly dryRun?: boolean;
}

/** A background task with a schedule. */
export interface Job {
  readonly name: string;
  /** A few words for people. */
  readonly does: string;
  readonly schedule: Schedule;
  /** Whether manual runs accept `JobOptions`. */
  readonly takesOptions: boolean;
  /**
   * Does the work, in transactions as short as those of messages. It logs and counts what fails for one order and
   * continues with the others; it throws what fails for all.
   */
  readonly run: (context: BrokerContext, run: JobRun) => Promise<void>;
}

/** One run, as the job sees it. */
export interface JobRun {
  readonly options: JobOptions;
  /** Whether the run must end after the current transaction. */
  readonly stopping: () => boolean;
  readonly tally: Tally;
}
