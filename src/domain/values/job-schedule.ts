/** When a job runs: at an interval, daily at a time (UTC), or only manually. */
export type Schedule =
  | { readonly kind: 'every'; readonly seconds: number }
  | { readonly kind: 'daily'; readonly time: string }
  | { readonly kind: 'off' };

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', 86_400],
]);
/** The shortest interval of a job in seconds: the interval at which the scheduler polls. */
export const SHORTEST_INTERVAL = 5;
const LONGEST_INTERVAL = 366 * 86_400;

/**
 * Reads a schedule: an interval such as `30s`, `15m`, `1h` or `7d`; a daily time (UTC) such as `02:30`; or `off`.
 * @returns undefined for anything else, and for intervals of less than 5 seconds or more than a year
 */
export function parseSchedule(text: string): Schedule | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'off') return { kind: 'off' };
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(word)) return { kind: 'daily', time: word };
  const [, count, unit] = /^(\d{1,8})([smhd])$/.exec(word) ?? [];
  const seconds = Number(count) * (UNITS.get(unit ?? '') ?? Number.NaN);
  return seconds >= SHORTEST_INTERVAL && seconds <= LONGEST_INTERVAL ? { kind: 'every', seconds } : undefined;
}

/** The schedule for people: `every 30s`, `daily at 02:30 UTC`, `by hand only`. */
export function describeSchedule(schedule: Schedule): string {
  if (schedule.kind === 'off') return 'by hand only';
  if (schedule.kind === 'daily') return `daily at ${schedule.time} UTC`;
  const unit = [...UNITS].reverse().find(([, seconds]) => schedule.seconds % seconds === 0) ?? ['s', 1];
  return `every ${schedule.seconds / unit[1]}${unit[0]}`;
}

/**
 * When a job is due next.
 * @param first whether the job has never run: with an interval it is then due immediately
 * @returns undefined for a job that runs only manually
 */
export function nextDue(schedule: Schedule, now: Date, first = false): Date | undefined {
  if (schedule.kind === 'off') return undefined;
  if (schedule.kind === 'every') return new Date(now.getTime() + (first ? 0 : schedule.seconds * 1000));
  const today = new Date(`${now.toISOString().slice(0, 10)}T${schedule.time}:00.000Z`);
  return today > now ? today : new Date(today.getTime() + 86_400_000);
}
