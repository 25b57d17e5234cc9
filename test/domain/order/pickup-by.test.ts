import type { Weekday } from '../../../src/domain/values/weekday.js';
import { pickupBy, waitsForCustomer } from '../../../src/domain/order/pickup-by.js';
import { STATUSES } from '../../../src/domain/values/status.js';

const closed = (...days: Weekday[]): Set<Weekday> =>
  new Set((['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const).filter((day) => !days.includes(day)));

describe('the pickup-by date', () => {
  // 2030-01-05 is a Saturday.
  test.each<[string, string, number, Set<Weekday>, string]>([
    [
      'counts only open days (the documented example: Saturday the 5th, 2 days, closed on Sundays)',
      '2030-01-05',
      2,
      closed('SUN'),
      '2030-01-08',
    ],
    ['counts every day of a location that is always open', '2030-01-05', 2, closed(), '2030-01-07'],
    [
      'counts one day a week if the location is open only then',
      '2030-01-05',
      3,
      closed('MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'),
      '2030-01-20',
    ],
    ['counts from a day on which the location is closed', '2030-01-06', 1, closed('SUN'), '2030-01-07'],
    ['crosses the end of a leap-year February', '2028-02-27', 3, closed(), '2028-03-01'],
    ['crosses the end of a year', '2029-12-31', 1, closed('TUE'), '2030-01-02'],
    ['can be a year away', '2030-01-05', 365, closed(), '2031-01-05'],
    ['counts every day of a location without open days', '2030-01-05', 2, new Set(), '2030-01-07'],
  ])('%s', (_, readyOn, days, open, expected) => {
    expect(pickupBy(readyOn, days, open)).toBe(expected);
  });
});

test.each([
  ['delivery', false, ''],
  ['pickup', true, 'picked,partial_fulfilled'],
  ['ship-for-pickup', true, 'picked,received,partial_fulfilled'],
  ['ship-for-pickup', false, 'received,partial_fulfilled'],
  // An unfulfillable pickup is assigned elsewhere; if it is picked after all, it is at its pickup location.
  ['pickup', false, 'picked,partial_fulfilled'],
] as const)(
  'a line of a %s (collected at its source: %s) waits for its customer if it is %p',
  (flow, atSource, waiting) => {
    expect(STATUSES.filter((status) => waitsForCustomer({ flow, atSource, status })).join()).toBe(waiting);
  },
);
