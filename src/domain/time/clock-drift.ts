/** How much later than it can be a stored time may lie, in milliseconds: the clocks of the instances agree to within seconds. */
const TOLERANCE_MS = 60_000;

/**
 * The latest time that can have been stored for something that is due within an interval from now. A later one was written while
 * a clock was ahead: whoever waited for it would wait for as long as the clock was wrong.
 * @returns ISO 8601, UTC
 */
export function latestDue(now: Date, intervalMs: number): string {
  return new Date(now.getTime() + intervalMs + TOLERANCE_MS).toISOString();
}

/** A look at the clock, beside one that nobody can set. Both in milliseconds. */
export interface ClockLook {
  readonly wall: number;
  readonly monotonic: number;
}

/** How far the clock was set between two looks: positive for ahead. In milliseconds. */
export function clockJump(before: ClockLook, now: ClockLook): number {
  return now.wall - before.wall - (now.monotonic - before.monotonic);
}
