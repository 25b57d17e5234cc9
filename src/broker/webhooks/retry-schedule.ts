const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds before each attempt, counted from the one before: about three days in all. */
const DELAYS = [0, 5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** A tenth more or less, so that what failed together does not come back together. */
const JITTER = 0.1;
/** The longest that an endpoint may ask us to wait. */
const MAX_RETRY_AFTER = 24 * HOUR;

/** The longest wait between two attempts, in milliseconds. */
export const LONGEST_DELAY = 24 * HOUR * (1 + JITTER);

/**
 * When a failed delivery is due again; undefined when it was the last attempt.
 * @param failures failed attempts so far, the present one included
 * @param random from 0 to 1
 * @param retryAfterMs what the endpoint asked for
 */
export function nextAttempt(failures: number, now: Date, random: number, retryAfterMs = 0): Date | undefined {
  const delay = DELAYS[failures];
  if (delay === undefined) return undefined;
  const jittered = delay * (1 - JITTER + 2 * JITTER * random);
  return new Date(now.getTime() + Math.max(Math.round(jittered), Math.min(retryAfterMs, MAX_RETRY_AFTER)));
}

/** What a Retry-After header asks for, in milliseconds: seconds or a date. 0 for none, the past, or anything else. */
export function retryAfter(header: string | undefined, now: Date): number {
  if (header === undefined) return 0;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * SECOND;
  const at = /[A-Za-z]/.test(header) ? Date.parse(header) : NaN;
  return Number.isNaN(at) ? 0 : Math.max(0, at - now.getTime());
}
