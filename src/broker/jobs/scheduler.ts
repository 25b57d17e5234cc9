import { SHORTEST_INTERVAL } from '../../domain/values/job-schedule.js';
import type { BrokerContext } from '../context.js';
import { ClockGuard } from './clock-guard.js';
import type { JobRunner } from './job-runner.js';

/** Starts due jobs at a fixed interval until it is stopped, while the clock can be believed (`ClockGuard`). Runs are concurrent, so a long one delays no other. */
export class Scheduler {
  readonly #timer: NodeJS.Timeout;
  #pending: Promise<void> = Promise.resolve();
  readonly #clock: ClockGuard;

  /** @param tickMs time between two checks, in milliseconds */
  constructor(
    private readonly context: BrokerContext,
    private readonly runner: JobRunner,
    tickMs = SHORTEST_INTERVAL * 1000,
  ) {
    this.#clock = new ClockGuard(context);
    this.#tick();
    this.#timer = setInterval(() => {
      this.#tick();
    }, tickMs);
  }

  /** Starts no more jobs. Running ones continue; see `JobRunner.stop`. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pending;
  }

  #tick(): void {
    this.#pending = this.#pending
      .then(() => this.#startDue())
      .catch((error: unknown) => {
        this.context.log.error({ err: error }, 'checking for due jobs failed');
      });
  }

  async #startDue(): Promise<void> {
    const look = await this.#clock.look();
    if (look === 'run') await this.runner.startDue();
    // Runs that went on by the new time end after their current transaction, and stay due.
    else if (look === 'jumped') await this.runner.stop();
  }
}
