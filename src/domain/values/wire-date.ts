/**
 * Dates and times as callers write them: `YYYY-MM-DD`, or with a time down to the minute, second or fraction, with an
 * offset (`Z`, `+02:00`) or without. Messages of version 25.1 carry offsets (docs/reference/routing-engine.md 5.1); a time without one is
 * UTC, as the broker's own are.
 */
const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** From the first moment to the one after the last, ISO 8601, UTC, 24 characters. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

/**
 * The time a text names, as long as it is exact: a day, a minute, a second, a millisecond.
 * @returns undefined for what is no date
 */
export function periodOf(text: string): Period | undefined {
  const match = FORM.exec(text.trim());
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute, second, fraction, offset = 'Z'] = match;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  );
  // The 30th of February, 25 o'clock: Date would count on.
  if (
    new Date(local).toISOString().slice(0, 19) !==
    `${year}-${month}-${day}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}`
  )
    return undefined;
  const from = local + Number((fraction ?? '').padEnd(3, '0').slice(0, 3)) - offsetOf(offset);
  const length = hour === undefined ? 86_400_000 : second === undefined ? 60_000 : fraction === undefined ? 1000 : 1;
  return { from: new Date(from).toISOString(), until: new Date(from + length).toISOString() };
}

/** A time with an offset as the broker keeps times; a day, a time without an offset and what is no date stay as they are. */
export function asUtc(text: string): string {
  const match = FORM.exec(text.trim());
  if (match?.[4] === undefined || match[8] === undefined) return text;
  return periodOf(text)?.from ?? text;
}

/** Milliseconds a zone is ahead of UTC. */
function offsetOf(offset: string): number {
  if (offset.toUpperCase() === 'Z') return 0;
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(-2));
  return (offset.startsWith('-') ? -minutes : minutes) * 60_000;
}
