const ISO_DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
/** As people in the United States write a day: the month first. */
const MONTH_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/;

/** What a start date may look like, for messages. */
export const START_DATE_FORMS = '2017-01-01, 2017-01-01T08:00:00Z or 1/1/2017 (month first)';

/**
 * Reads the start date of a refresh.
 * @param text a day, which begins at midnight UTC, or a time with an offset
 * @returns ISO 8601 with milliseconds, UTC; undefined if the text is none of these, or no day of the calendar
 */
export function parseStartDate(text: string): string | undefined {
  const trimmed = text.trim();
  const [, year, month, day] = ISO_DAY.exec(trimmed) ?? [];
  if (year !== undefined) return dayOf(Number(year), Number(month), Number(day));
  const [, monthFirst, dayAfter, yearLast] = MONTH_FIRST.exec(trimmed) ?? [];
  if (yearLast !== undefined) return dayOf(Number(yearLast), Number(monthFirst), Number(dayAfter));
  if (!ISO_TIME.test(trimmed)) return undefined;
  const [calendarDay = ''] = trimmed.split('T');
  const time = new Date(trimmed);
  return Number.isNaN(time.getTime()) || parseStartDate(calendarDay) === undefined ? undefined : time.toISOString();
}

function dayOf(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  const isOfCalendar = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isOfCalendar && year > 0 ? date.toISOString() : undefined;
}
