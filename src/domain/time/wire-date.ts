import { dayIn, periodOfDay, UTC } from './day.js';
import type { Period } from './day.js';

/**
 * Dates and times as callers write them: `YYYY-MM-DD`, or with a time to the minute, second or fraction, with or without
 * an offset (`Z`, `+02:00`). Messages of version 25.1 have offsets (docs/reference/routing-engine.md 5.1); a time without
 * one is UTC, like the broker's own times.
 */
const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * The period that a text names, as long as its precision: a day, a minute, a second or a millisecond.
 * @param timeZone that of a day without an offset; a time without one is UTC
 * @returns undefined if the text is not a date
 */
export function periodOf(text: string, timeZone: string): Period | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second, fraction, offset] = match;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  // Date.UTC accepts February 30 and hour 25 and rolls over to the next month or day.
  if (
    new Date(local).toISOString().slice(0, 19) !==
    `${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`
  )
    return undefined;
  if (hour === undefined && offset === undefined) return periodOfDay(timeZone, `${year}-${month}-${day}`);
  const from = local + Number((fraction ?? '').padEnd(3, '0').slice(0, 3)) - offsetOf(offset ?? 'Z');
  const length = hour === undefined ? 86_400_000 : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1;
  return { from: new Date(from).toISOString(), until: new Date(from + length).toISOString() };
}

/** Converts a time with an offset to UTC; any other text (a day, a time without an offset, no date) is returned as it is. */
export function asUtc(text: string): string {
  const match = FORM.exec(text.trim());
  if (match?.[4] === undefined || match[8] === undefined) return text;
  return periodOf(text, UTC)?.from ?? text;
}

/** Programs that have no date write the first one that their type can hold. */
const NO_DATE = /^0001-01-01(?:[T ]00:00:00(?:\.0+)?)?Z?$/;

/**
 * The day of a text in any of its forms, or of `YYYYMMDD`: a day as it is written, a time's by the clock of a time zone.
 * @returns `''` for a text that names none, undefined for one that is no date or not in the calendar
 */
export function dayOf(text: string, timeZone: string): string | undefined {
  const written = text.trim().replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  if (written === '' || NO_DATE.test(written)) return '';
  const period = periodOf(written, UTC);
  if (period === undefined) return undefined;
  return FORM.exec(written)?.[4] === undefined ? written.slice(0, 10) : dayIn(timeZone, new Date(period.from));
}

/** The milliseconds that a time zone is ahead of UTC. */
function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
