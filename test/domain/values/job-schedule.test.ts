import { describeSchedule, nextDue, parseSchedule } from '../../../src/domain/values/job-schedule.js';

const NOW = new Date('2030-01-02T03:04:05.678Z');

test.each([
  ['30s', 'every 30s', '2030-01-02T03:04:35.678Z'],
  ['90m', 'every 90m', '2030-01-02T04:34:05.678Z'],
  ['120m', 'every 2h', '2030-01-02T05:04:05.678Z'],
  ['7d', 'every 7d', '2030-01-09T03:04:05.678Z'],
  [' 1H ', 'every 1h', '2030-01-02T04:04:05.678Z'],
  ['02:30', 'daily at 02:30 UTC', '2030-01-03T02:30:00.000Z'],
  ['03:05', 'daily at 03:05 UTC', '2030-01-02T03:05:00.000Z'],
  ['off', 'by hand only', undefined],
])('%p is %s and due next at %p', (text, words, due) => {
  const schedule = parseSchedule(text);
  if (schedule === undefined) throw new Error('not a schedule');
  expect([describeSchedule(schedule), nextDue(schedule, NOW)?.toISOString()]).toEqual([words, due]);
});

test.each(['', '0s', '4s', '1w', '-5m', '24:00', '2:30', '999999d', '1.5h', 'never'])(
  'rejects the schedule %p',
  (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  },
);

test('a job that never ran is due at once with an interval, and at its time of day otherwise', () => {
  expect(nextDue({ kind: 'every', seconds: 60 }, NOW, true)).toEqual(NOW);
  expect(nextDue({ kind: 'daily', time: '02:30' }, NOW, true)?.toISOString()).toBe('2030-01-03T02:30:00.000Z');
});
