import fc from 'fast-check';
import { dayIn, dayNumber, daysAfter, isTimeZone, periodOfDay } from '../../../src/domain/time/day.js';

const HOUR = 3_600_000;

describe('the day of an instant', () => {
  test.each([
    ['UTC', '2030-01-01T23:59:59.999Z', '2030-01-01'],
    ['UTC', '2030-01-02T00:00:00.000Z', '2030-01-02'],
    ['Europe/Berlin', '2030-01-01T22:59:59.999Z', '2030-01-01'],
    ['Europe/Berlin', '2030-01-01T23:00:00.000Z', '2030-01-02'],
    ['Europe/Berlin', '2030-07-01T21:59:59.999Z', '2030-07-01'],
    ['Europe/Berlin', '2030-07-01T22:00:00.000Z', '2030-07-02'],
    ['America/Los_Angeles', '2030-01-01T07:59:59.999Z', '2029-12-31'],
    ['America/Los_Angeles', '2030-01-01T08:00:00.000Z', '2030-01-01'],
    ['Asia/Kolkata', '2030-01-01T18:30:00.000Z', '2030-01-02'],
    ['Pacific/Kiritimati', '2030-01-01T10:00:00.000Z', '2030-01-02'],
    ['Etc/GMT+12', '2030-01-01T11:59:59.999Z', '2029-12-31'],
  ])('in %s at %s is %s', (timeZone, at, day) => {
    expect(dayIn(timeZone, new Date(at))).toBe(day);
  });

  test('does not depend on which instants and time zones were read before', () => {
    const at = new Date('2030-01-01T23:30:00.000Z');
    const read = (): string[] => ['UTC', 'Europe/Berlin', 'UTC'].map((timeZone) => dayIn(timeZone, at));
    expect([read(), dayIn('Europe/Berlin', new Date(0)), read()]).toEqual([
      ['2030-01-01', '2030-01-02', '2030-01-01'],
      '1970-01-01',
      ['2030-01-01', '2030-01-02', '2030-01-01'],
    ]);
  });

  test('fails for an unknown time zone', () => {
    expect(() => dayIn('Europe/Nowhere', new Date(0))).toThrow(RangeError);
  });
});

describe('the period of a day', () => {
  test.each([
    ['UTC', '2030-03-31', '2030-03-31T00:00:00.000Z', 24],
    ['Europe/Berlin', '2030-01-15', '2030-01-14T23:00:00.000Z', 24],
    // Clocks go from 02:00 to 03:00.
    ['Europe/Berlin', '2030-03-31', '2030-03-30T23:00:00.000Z', 23],
    // Clocks go from 03:00 to 02:00.
    ['Europe/Berlin', '2030-10-27', '2030-10-26T22:00:00.000Z', 25],
    ['America/New_York', '2030-03-10', '2030-03-10T05:00:00.000Z', 23],
    ['America/New_York', '2030-11-03', '2030-11-03T04:00:00.000Z', 25],
    // Midnight does not exist: clocks go from 24:00 to 01:00.
    ['America/Santiago', '2030-09-08', '2030-09-08T04:00:00.000Z', 23],
    // The hour before midnight comes twice.
    ['America/Santiago', '2030-04-06', '2030-04-06T03:00:00.000Z', 25],
    ['Australia/Lord_Howe', '2030-10-06', '2030-10-05T13:30:00.000Z', 23.5],
    // Left out, at the date line.
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 0],
  ])('in %s, %s begins at %s and has %s hours', (timeZone, day, from, hours) => {
    const period = periodOfDay(timeZone, day);
    expect([period.from, (Date.parse(period.until) - Date.parse(period.from)) / HOUR]).toEqual([from, hours]);
  });

  const unusual = new Set(['Australia/Lord_Howe', 'Antarctica/Troll']);
  const timeZones = Intl.supportedValuesOf('timeZone').filter((name) => isTimeZone(name) && !unusual.has(name));
  const instants = fc.date({
    min: new Date('2030-01-01T00:00:00Z'),
    max: new Date('2099-12-31T00:00:00Z'),
    noInvalidDate: true,
  });

  test('has 23, 24 or 25 hours, and every instant lies in exactly one day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...timeZones, 'UTC'), instants, (timeZone, instant) => {
        const day = dayIn(timeZone, instant);
        const { from, until } = periodOfDay(timeZone, day);
        expect([23, 24, 25]).toContain((Date.parse(until) - Date.parse(from)) / HOUR);
        expect(from <= instant.toISOString() && instant.toISOString() < until).toBe(true);
        // The days before and after end and begin where it begins and ends.
        const [before, after] = [daysAfter(day, -1) ?? '', daysAfter(day, 1) ?? ''];
        expect([periodOfDay(timeZone, before).until, periodOfDay(timeZone, after).from]).toEqual([from, until]);
        const around = [Date.parse(from) - 1, Date.parse(from), Date.parse(until) - 1, Date.parse(until)];
        expect(around.map((time) => dayIn(timeZone, new Date(time)))).toEqual([before, day, day, after]);
      }),
      { numRuns: 300 },
    );
  });

  test('is 23 or 25 hours long on two days of a year with summer time', () => {
    const lengths = Array.from({ length: 365 }, (_, index) => {
      const { from, until } = periodOfDay('Europe/Berlin', daysAfter('2030-01-01', index) ?? '');
      return (Date.parse(until) - Date.parse(from)) / HOUR;
    });
    expect([23, 24, 25].map((hours) => lengths.filter((one) => one === hours).length)).toEqual([1, 363, 1]);
  });
});

test.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'US/Eastern'])(
  '%s is a time zone',
  (text) => {
    expect(isTimeZone(text)).toBe(true);
  },
);

test.each([
  '',
  'Europe/Berln',
  'Berlin',
  'EST',
  'BST',
  'CET',
  'utc',
  '+02:00',
  'Europe/Berlin ',
  ' Europe/Berlin',
  '/',
])('%j is no time zone', (text) => {
  expect(isTimeZone(text)).toBe(false);
});

test.each([
  ['2030-01-05', 2, '2030-01-07'],
  ['2028-02-28', 1, '2028-02-29'],
  ['2030-01-01', -1, '2029-12-31'],
  ['9999-12-30', 1, '9999-12-31'],
  ['9999-12-31', 1, undefined],
])('%s and %i days is %s', (day, days, expected) => {
  expect(daysAfter(day, days)).toBe(expected);
});

test('a day is counted from 1970-01-01, and a text that is no day has no number', () => {
  expect(['1970-01-01', '1970-01-31', '1969-12-31', '2030-02-30x'].map(dayNumber)).toEqual([0, 30, -1, Number.NaN]);
});
