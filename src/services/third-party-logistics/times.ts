import { FailureError } from './failures.js';

/** Clients that cannot leave a time out send the first day of their calendar. */
const NO_TIME_BEFORE = 1900;
const YEARS = { least: 2000, most: 2100 };

/**
 * Reads a time of XML Schema as ISO 8601, UTC; without a zone it is UTC.
 * @returns undefined when there is none
 * @throws {FailureError} for one that cannot be a time of an order
 */
export function readTimeOf(field: string, text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  if (Number(/^\d+/.exec(text)?.[0] ?? NO_TIME_BEFORE) < NO_TIME_BEFORE) return undefined;
  const time = new Date(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  const year = Number.isNaN(time.getTime()) ? 0 : time.getUTCFullYear();
  if (year < YEARS.least || year > YEARS.most) throw new FailureError('time', { field, found: text });
  return time.toISOString();
}
