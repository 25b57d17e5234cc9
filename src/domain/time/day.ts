/**
 * Days, written `YYYY-MM-DD`, and the instants that they contain by the clock of a time zone. Days of this form sort as text.
 *
 * A day lasts from midnight to midnight there: 24 hours, 23 or 25 when summer time begins or ends, and rarely something
 * else (Lord Howe Island moves its clocks by half an hour).
 */

/** The time zone that counts where no other is set. */
export const UTC = 'UTC';

const DAY_MS = 86_400_000;
const LAST_DAY = Date.UTC(9999, 11, 31) / DAY_MS;

/** A half-open interval; both ends are ISO 8601, UTC, 24 characters. */
export interface Period {
  readonly from: string;
  /** Exclusive. */
  readonly until: string;
}

/**
 * Whether a text is an IANA name of the form `Area/City`, or `UTC`. Abbreviations are not, though Node takes them: they are
 * ambiguous (its `BST` is Bangladesh's) or have no summer time (its `EST`). Neither are offsets such as `+02:00`.
 */
export function isTimeZone(text: string): boolean {
  if (text === UTC) return true;
  if (!/^[A-Za-z]\S*\//.test(text)) return false;
  try {
    clockOf(text);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The day that an instant lies in by the clock of a time zone. @throws {RangeError} for an unknown time zone */
export function dayIn(timeZone: string, instant: Date): string {
  const clock = clockOf(timeZone);
  const time = instant.getTime();
  if (clock.time !== time) {
    clock.day = dayOfNumber(clock.read(time));
    clock.time = time;
  }
  return clock.day;
}

/** The instants of a day by the clock of a time zone. A day that a zone left out, when it moved across the date line, has none. */
export function periodOfDay(timeZone: string, day: string): Period {
  const number = dayNumber(day);
  return {
    from: new Date(startOf(timeZone, number)).toISOString(),
    until: new Date(startOf(timeZone, number + 1)).toISOString(),
  };
}

/** The days from 1970-01-01 to a day; NaN when it is not a date. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/**
 * The day a number of days after another.
 * @returns undefined beyond the year 9999, which four digits cannot express
 */
export function daysAfter(day: string, days: number): string | undefined {
  const number = dayNumber(day) + days;
  return number <= LAST_DAY ? dayOfNumber(number) : undefined;
}

function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** The first instant, in milliseconds, whose day in a time zone is the given one or a later one. */
function startOf(timeZone: string, number: number): number {
  if (timeZone === UTC) return number * DAY_MS;
  const { read } = clockOf(timeZone);
  // No zone is a whole day from UTC.
  let [before, after] = [(number - 1) * DAY_MS, (number + 1) * DAY_MS];
  // Midnight may not exist (where clocks go forward then) or come twice, so it is searched for, not calculated.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (read(middle) < number) before = middle;
    else after = middle;
  }
  return after;
}

/** The clock of a time zone. A decision asks about one instant for each of its candidates, so the last answer is kept. */
interface Clock {
  /** The number of the day that a time, in milliseconds, lies in. */
  readonly read: (time: number) => number;
  time: number;
  day: string;
}

/** By time zone. Creating a formatter takes 0.2 ms, reading a clock 6 µs, the last answer 0.05 µs. */
const clocks = new Map<string, Clock>();

function clockOf(timeZone: string): Clock {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    const read = timeZone === UTC ? (time: number) => Math.floor(time / DAY_MS) : reader(formatFor(timeZone));
    clocks.set(timeZone, (clock = { read, time: Number.NaN, day: '' }));
  }
  return clock;
}

function reader(format: Intl.DateTimeFormat): Clock['read'] {
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    return Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 0) - 1, parts.get('day')) / DAY_MS;
  };
}

/** @throws {RangeError} for an unknown time zone */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
}
