import { ORDER_TYPES } from '../../../src/domain/values/order-type.js';
import { isLate, POLL_RULES } from '../../../src/domain/order/polling.js';
import { TRANSITIONS } from '../../../src/domain/order/transition.js';

const at = (time: string): string => `2030-01-02T${time}:00.000Z`;

describe('at 12:00, with polls allowed to be an hour late, a location', () => {
  test.each<[string, { since: string; latest?: string } | undefined, string | undefined, boolean]>([
    ['is not late when nothing is waiting, however long ago it polled', undefined, '01:00', false],
    ['is not late when nothing is waiting and it has never polled', undefined, undefined, false],
    ['is not late when it has never polled and a line has just begun to wait', { since: '11:30' }, undefined, false],
    [
      'is late when it has never polled and a line has waited for more than an hour',
      { since: '10:59' },
      undefined,
      true,
    ],
    ['is not late when it polled within the hour, before the line began to wait', { since: '11:45' }, '11:30', false],
    ['is not late when it polled exactly an hour ago', { since: '11:45' }, '11:00', false],
    ['is late when it polled more than an hour ago, and a line began to wait since', { since: '11:45' }, '10:59', true],
    [
      'is late when it polled more than an hour ago, and a line began to wait at that moment',
      { since: '10:30' },
      '10:30',
      true,
    ],
    [
      'is not late when it has seen every waiting line, because its system updates statuses itself',
      { since: '08:00' },
      '08:30',
      false,
    ],
    [
      'is late when it has seen some of the waiting lines, but not the latest',
      { since: '08:00', latest: '09:00' },
      '08:30',
      true,
    ],
    ['is not late when it polls often and never updates a status', { since: '08:00' }, '11:59', false],
  ])('%s', (_, waiting, lastPolled, late) => {
    const lines = waiting && { count: 1, since: at(waiting.since), latest: at(waiting.latest ?? waiting.since) };
    expect(isLate(lines, lastPolled === undefined ? undefined : at(lastPolled), new Date(at('12:00')), 60)).toBe(late);
  });
});

test('a poll makes a status change that its location may make itself', () => {
  for (const [rule, role] of [
    [POLL_RULES.fulfillments, 'fulfilling'],
    [POLL_RULES.intransit, 'pickup'],
  ] as const) {
    const grants = TRANSITIONS.SHIPFORPICKUP.get(rule.from)?.get(rule.to) ?? [];
    expect(grants.some((grant) => grant.roles.has(role) && grant.condition === undefined)).toBe(true);
  }
});

test('only orders that are shipped to a pickup location are ever in transit', () => {
  const types = ORDER_TYPES.filter((type) =>
    [...TRANSITIONS[type].values()].some((row) => row.has(POLL_RULES.intransit.from)),
  );
  expect(types).toEqual(['SHIPFORPICKUP', 'RETAILPICKUP', 'SHIPTOSTORE']);
});
