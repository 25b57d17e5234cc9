import { clockJump } from '../../domain/time/clock-drift.js';
import type { ClockLook } from '../../domain/time/clock-drift.js';
import { readLastRun } from '../../store/jobs.js';
import type { BrokerContext } from '../context.js';

/** What counts as a jump of the clock, in milliseconds. Clocks that are adjusted move by less. */
const JUMP_MS = 5 * 60_000;
/** How long ago the last run of any job may be when jobs are first looked at, in milliseconds: longer may be a wrong clock. */
const GAP_MS = 60 * 60_000;
/** How long jobs wait for the second look at the clock, in milliseconds. */
const SECOND_LOOK_MS = 10 * 60_000;

/**
 * Keeps jobs from running by a clock that is ahead: a run in the future cancels pickups that could still be collected, and masks
 * customers who are still needed. Nothing of it can be undone.
 *
 * 1. When the clock jumps ahead, or when the last run of any job is long ago at the start, jobs wait for a second look. A clock
 *    that is set back meanwhile ends the wait.
 * 2. On the second look, another instance that ran jobs meanwhile, by a clock that is far behind, makes them wait again.
 * 3. Otherwise the clock is believed: the broker was not running, or the machine slept.
 *
 * A run that somebody starts by hand does not wait.
 */
export class ClockGuard {
  #before: ClockLook | undefined;
  /** Set while jobs wait: the monotonic time of the second look, and the last run before. */
  #wait: { readonly until: number; readonly lastRun: number } | undefined;

  /** @param monotonic milliseconds of a clock that is never set */
  constructor(
    private readonly context: Pick<BrokerContext, 'database' | 'clock' | 'log'>,
    private readonly monotonic: () => number = () => performance.now(),
  ) {}

  /** Looks at the clock. @returns `jumped` when running jobs must end too */
  async look(): Promise<'run' | 'wait' | 'jumped'> {
    const now = { wall: this.context.clock().getTime(), monotonic: this.monotonic() };
    const before = this.#before;
    this.#before = now;
    const jump = before === undefined ? await this.#gap(now) : clockJump(before, now);
    if (jump > JUMP_MS) {
      await this.#waitFrom(now, 'the clock is ahead of where it was: jobs wait for a second look', jump);
      return 'jumped';
    }
    if (jump < -JUMP_MS) this.#setBack(jump);
    if (this.#wait === undefined) return 'run';
    return now.monotonic < this.#wait.until ? 'wait' : this.#secondLook(now, this.#wait.lastRun);
  }

  /** The time since the last run of any job, where it is so long that the clock may be wrong; otherwise 0. */
  async #gap({ wall }: ClockLook): Promise<number> {
    const last = await this.#lastRun();
    const gap = last === undefined ? 0 : wall - Date.parse(last.startedAt);
    return gap > GAP_MS ? gap : 0;
  }

  #setBack(jump: number): void {
    this.context.log.warn({ seconds: Math.round(jump / 1000) }, 'the clock was set back');
    this.#wait = undefined;
  }

  async #secondLook(now: ClockLook, lastRun: number): Promise<'run' | 'wait'> {
    const last = await this.#lastRun();
    const isOthers = last !== undefined && last.id > lastRun;
    if (isOthers && now.wall - Date.parse(last.startedAt) > GAP_MS) {
      await this.#waitFrom(
        now,
        'the clock is ahead of that of another instance: jobs wait',
        now.wall - Date.parse(last.startedAt),
      );
      return 'wait';
    }
    this.context.log.info('the clock is the same on the second look: jobs run');
    this.#wait = undefined;
    return 'run';
  }

  async #waitFrom(now: ClockLook, what: string, ahead: number): Promise<void> {
    this.context.log.error({ seconds: Math.round(ahead / 1000), secondLook: SECOND_LOOK_MS / 1000 }, what);
    const last = await this.#lastRun();
    this.#wait = { until: now.monotonic + SECOND_LOOK_MS, lastRun: last?.id ?? 0 };
  }

  #lastRun(): Promise<{ readonly id: number; readonly startedAt: string } | undefined> {
    return this.context.database.transaction(readLastRun);
  }
}
