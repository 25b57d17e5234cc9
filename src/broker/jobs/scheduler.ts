import { SHORTEST_INTERVAL } from '../../domain/values/job-schedule.js';
import type { BrokerContext } from '../context.js';
import type { JobRunner } from './job-runner.js';

/** Looks for jobs that are due, again and again, until it is stopped. Runs go on beside one another: a long one holds up no other. */
export class Scheduler {
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: BrokerContext,
    private readonly runner: JobRunner,
    tickMs = SHORTEST_INTERVAL * 1000,
  ) {
    this.#look();
    this.#timer = setInterval(() => {
      this.#look();
    }, tickMs);
  }

  /** Starts nothing more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #look(): void {
    this.#looking = this.#looking
      .then(() => this.runner.startDue())
      .catch((error: unknown) => {
        this.context.log.error({ err: error }, 'looking for jobs that are due failed');
      });
  }
}
