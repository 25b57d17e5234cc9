import { ORDER_TYPES } from '../../../src/domain/values/order-type.js';
import { isLate, OFFERS } from '../../../src/domain/order/polling.js';
import { TRANSITIONS } from '../../../src/domain/order/transition.js';

const at = (time: string): string => `2030-01-02T${time}:00.000Z`;

describe('a location is late, at 12:00 with an hour allowed,', () => {
  test.each<[string, { since: string; latest?: string } | undefined, string | undefined, boolean]>([
    ['not when nothing waits, however long it has been silent', undefined, '01:00', false],
    ['not when nothing waits and it never polled', undefined, undefined, false],
    ['not when it never polled and work has just come', { since: '11:30' }, undefined, false],
    ['when it never polled and work waits for longer than that', { since: '10:59' }, undefined, true],
    ['not when it polled within that time, before the work came', { since: '11:45' }, '11:30', false],
    ['not when it polled exactly so long ago', { since: '11:45' }, '11:00', false],
    ['when it has not polled for longer, and work came since', { since: '11:45' }, '10:59', true],
    ['when it has not polled for longer, and work came at that moment', { since: '10:30' }, '10:30', true],
    ['not when it has seen all that waits: its system updates statuses itself', { since: '08:00' }, '08:30', false],
    ['when it has seen some of what waits, and not the latest', { since: '08:00', latest: '09:00' }, '08:30', true],
    ['not when it polls all the time and never updates', { since: '08:00' }, '11:59', false],
  ])('%s', (_, waiting, lastPolled, late) => {
    const lines = waiting && { count: 1, since: at(waiting.since), latest: at(waiting.latest ?? waiting.since) };
    expect(isLate(lines, lastPolled === undefined ? undefined : at(lastPolled), new Date(at('12:00')), 60)).toBe(late);
  });
});

test('what a poll marks is a step that the location may take itself', () => {
  for (const [offer, party] of [
    [OFFERS.fulfillments, 'sourced'],
    [OFFERS.intransit, 'pickup'],
  ] as const) {
    const grants = TRANSITIONS.SHIPFORPICKUP.get(offer.from)?.get(offer.to) ?? [];
    expect(grants.some((grant) => grant.parties.has(party) && grant.condition === undefined)).toBe(true);
  }
});

test('in transit are only goods that are sent to where they are collected', () => {
  const types = ORDER_TYPES.filter((type) =>
    [...TRANSITIONS[type].values()].some((row) => row.has(OFFERS.intransit.from)),
  );
  expect(types).toEqual(['SHIPFORPICKUP', 'RETAILPICKUP', 'SHIPTOSTORE']);
});
