import type { Schedule } from '../../domain/values/job-schedule.js';
import type { BrokerContext } from '../context.js';

/** What may be asked of a run by hand; a run of the schedule asks nothing. */
export interface JobOptions {
  /** `YYYY-MM-DD`: as if today were that day. Only together with an order. */
  readonly asOf?: string;
  /** Only this order. */
  readonly requestId?: number;
  /** Only say what would be done. */
  readonly dryRun?: boolean;
}

/** Something that is done by the clock. */
export interface Job {
  readonly name: string;
  /** In a few words, for people. */
  readonly does: string;
  readonly schedule: Schedule;
  /** Whether a run can be told an order (and a day), and to change nothing. */
  readonly takesOptions: boolean;
  /**
   * Does it, in transactions as short as those of messages. What fails for one order is logged and counted, and the
   * others go on; what fails for all is thrown.
   */
  readonly run: (context: BrokerContext, run: JobRun) => Promise<void>;
}

/** One run of a job, as the job sees it. */
export interface JobRun {
  readonly options: JobOptions;
  /** Whether the run is to end after the transaction at hand. */
  readonly stopping: () => boolean;
  readonly tally: Tally;
}

/** How much of what a run dealt with is kept in its history. */
const ITEMS_KEPT = 200;

/** What a run has done so far: also what is known of one that failed half-way. */
export class Tally {
  readonly #figures = new Map<string, number>();
  readonly #items: Readonly<Record<string, string | number>>[] = [];

  /** Counts; a figure that is named with 0 is shown all the same. */
  count(figure: string, by = 1): void {
    this.#figures.set(figure, (this.#figures.get(figure) ?? 0) + by);
  }

  /** Keeps what was dealt with, as far as there is room. */
  keep(item: Readonly<Record<string, string | number>>): void {
    if (this.#items.length < ITEMS_KEPT) this.#items.push(item);
  }

  get figures(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#figures);
  }

  get items(): readonly Readonly<Record<string, string | number>>[] {
    return this.#items;
  }
}
