import { asUtc, dayOf, periodOf } from '../../../src/domain/time/wire-date.js';

test.each([
  ['2030-01-02', '2030-01-02T00:00:00.000Z', '2030-01-03T00:00:00.000Z'],
  ['2030-01-02+02:00', '2030-01-01T22:00:00.000Z', '2030-01-02T22:00:00.000Z'],
  ['2030-01-02T03:04', '2030-01-02T03:04:00.000Z', '2030-01-02T03:05:00.000Z'],
  ['2030-01-02T03:04:05', '2030-01-02T03:04:05.000Z', '2030-01-02T03:04:06.000Z'],
  ['2030-01-02 03:04:05.678', '2030-01-02T03:04:05.678Z', '2030-01-02T03:04:05.679Z'],
  [' 2030-01-02T03:04:05.678Z ', '2030-01-02T03:04:05.678Z', '2030-01-02T03:04:05.679Z'],
  ['2030-01-02T03:04:05.6789-05:30', '2030-01-02T08:34:05.678Z', '2030-01-02T08:34:05.679Z'],
  ['2028-02-29T23:30:00-0100', '2028-03-01T00:30:00.000Z', '2028-03-01T00:30:01.000Z'],
])('%j is the period from %s to %s', (text, from, until) => {
  expect(periodOf(text, 'UTC')).toEqual({ from, until });
});

test.each([
  '',
  'yesterday',
  '2030-02-30',
  '2030-13-01',
  '2030-01-02T25:00',
  '01/02/2030',
  '2030-01-02T03',
  '2030-01-02T03:04:61',
])('rejects the date %j', (text) => {
  expect(periodOf(text, 'UTC')).toBeUndefined();
});

test.each([
  ['2030-01-02T00:30:00+02:00', '2030-01-01T22:30:00.000Z'],
  ['2030-01-02T03:04:05.678Z', '2030-01-02T03:04:05.678Z'],
  ['2030-01-02T03:04:05', '2030-01-02T03:04:05'],
  ['2030-01-02', '2030-01-02'],
  ['next week', 'next week'],
  ['2030-02-30T00:00:00Z', '2030-02-30T00:00:00Z'],
])('%j is stored as %j', (text, kept) => {
  expect(asUtc(text)).toBe(kept);
});

test.each([
  ['2026-11-29', '2026-11-29'],
  ['2026-11-29T10:00:00.000Z', '2026-11-29'],
  ['2026-11-29 10:00:00.0', '2026-11-29'],
  ['2026-11-29 10:00', '2026-11-29'],
  ['2026-11-29T10:00:00.123456789', '2026-11-29'],
  ['2026-11-29Z', '2026-11-29'],
  ['2026-11-29+01:00', '2026-11-29'],
  [' 2026-11-29 ', '2026-11-29'],
  ['20261129', '2026-11-29'],
  ['\u00A02028-02-29\n', '2028-02-29'],
  ['', ''],
  ['   ', ''],
  ['0001-01-01T00:00:00', ''],
  ['0001-01-01', ''],
  ['2026-11-29 in the morning', undefined],
  ['2026-02-30', undefined],
  ['20260230', undefined],
  ['2026-11-29T25:00:00', undefined],
  ['29.11.2026', undefined],
  ['11/29/2026', undefined],
  ['soon', undefined],
])('the day of %j is %j', (text, day) => {
  expect(dayOf(text, 'UTC')).toBe(day);
});

test.each([
  ['a day by the clock of the time zone', '2030-03-31', '2030-03-30T23:00:00.000Z', '2030-03-31T22:00:00.000Z'],
  ['a day with an offset by that', '2030-03-31Z', '2030-03-31T00:00:00.000Z', '2030-04-01T00:00:00.000Z'],
  ['a time without an offset in UTC', '2030-03-31T10:00', '2030-03-31T10:00:00.000Z', '2030-03-31T10:01:00.000Z'],
])('reads %s', (_, text, from, until) => {
  expect(periodOf(text, 'Europe/Berlin')).toEqual({ from, until });
});

test.each([
  ['a day as it is written', '2030-03-30', '2030-03-30'],
  ['a day with an offset as it is written', '2030-03-30-11:00', '2030-03-30'],
  ['a time in UTC by the clock of the time zone', '2030-03-30T22:59:59.999Z', '2030-03-30'],
  ['a time in UTC by the clock of the time zone', '2030-03-30T23:00:00.000Z', '2030-03-31'],
  ['a time without an offset as one in UTC', '2030-03-30T23:00:00', '2030-03-31'],
  ['a time with an offset by the clock of the time zone', '2030-03-31T00:30:00+02:00', '2030-03-30'],
  ['a time that does not exist as none', '2030-03-30T25:00:00', undefined],
])('names the day of %s', (_, text, day) => {
  expect(dayOf(text, 'Europe/Berlin')).toBe(day);
});
