/** Dates as suppliers have written them: `20160114 16:46:12`, `2016-01-14T16:46:12`, `01-14-2016` (month first). */
const YEAR_FIRST = /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,7})?)?)?(Z|[+-]\d\d:\d\d)?$/;
const MONTH_FIRST = /^(\d\d)-(\d\d)-(\d{4})(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/;

/**
 * Reads a date of one of these forms; a time without an offset is UTC.
 * @returns ISO 8601, UTC; undefined for another form, and for a day or a time that there is not
 */
export function readShipDate(text: string): string | undefined {
  const first = YEAR_FIRST.exec(text.trim());
  const last = MONTH_FIRST.exec(text.trim());
  const [year, month, day, rest] =
    first !== null
      ? [first[1], first[2], first[3], first.slice(4)]
      : last !== null
        ? [last[3], last[1], last[2], last.slice(4)]
        : [undefined, undefined, undefined, []];
  if (year === undefined) return undefined;
  const [hour = '00', minute = '00', second = '00', offset = 'Z'] = rest;
  const local = `${year}-${month ?? ''}-${day ?? ''}T${hour}:${minute}:${second}`;
  const time = new Date(`${local}.000Z`);
  // Date accepts February 30 as March 1.
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 19) !== local) return undefined;
  return new Date(`${local}.000${offset}`).toISOString();
}
