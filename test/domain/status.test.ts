import { deriveOrderStatus, parseStatus, STATUSES } from '../../src/domain/status.js';
import type { Status } from '../../src/domain/status.js';
import { refuseMove } from '../../src/domain/transition.js';
import type { Party } from '../../src/domain/transition.js';

describe('a status on the wire', () => {
  test.each([
    ['new_order', 'new_order'], ['Intransit', 'intransit'], ['in transit', 'intransit'], ['intransit polled', 'intransit_polled'],
    ['INTRANSIT_POLLED', 'intransit_polled'], ['partially fulfilled', 'partial_fulfilled'], ['cancelled', 'canceled'], [' accepted ', 'accepted'],
  ])('%p means %s', (word, status) => {
    expect(parseStatus(word)).toBe(status);
  });

  test.each(['', 'done', 'constructor', '__proto__'])('%p means none', (word) => {
    expect(parseStatus(word)).toBeUndefined();
  });
});

describe('the status of an order', () => {
  test.each<[string, string]>([
    ['polled', 'polled'],
    ['polled accepted', 'polled'],
    ['canceled accepted', 'accepted'],
    ['canceled canceled', 'canceled'],
    ['unfulfillable accepted', 'accepted'],
    ['unfulfillable canceled', 'unfulfillable'],
    ['fulfilled accepted', 'partial_fulfilled'],
    ['fulfilled fulfilled', 'fulfilled'],
    ['fulfilled canceled', 'fulfilled'],
    ['fulfilled unfulfillable', 'fulfilled'],
    ['intransit received', 'intransit'],
  ])('with lines %s is %s', (lines, status) => {
    expect(deriveOrderStatus(lines.split(' ') as Status[])).toBe(status);
  });
});

describe('a move', () => {
  const move = (flow: 'delivery' | 'pickup' | 'ship-for-pickup', from: Status, to: Status, by: Party, underReview = false) =>
    refuseMove({ from, to, flow, underReview }, new Set([by])) ?? 'ok';

  test.each<[Parameters<typeof move>, string]>([
    [['delivery', 'new_order', 'accepted', 'sourced'], 'ok'],
    [['delivery', 'new_order', 'fulfilled', 'sourced'], 'ok'],
    [['delivery', 'new_order', 'accepted', 'placed'], 'not_yours'],
    [['delivery', 'new_order', 'intransit', 'sourced'], 'not_a_step'],
    [['delivery', 'picked', 'accepted', 'sourced'], 'not_a_step'],
    [['delivery', 'picked', 'accepted', 'placed'], 'not_yours'],
    [['delivery', 'fulfilled', 'canceled', 'placed'], 'final'],
    [['delivery', 'canceled', 'canceled', 'placed'], 'already'],
    [['delivery', 'canceled', 'accepted', 'sourced'], 'final'],
    [['delivery', 'unfulfillable', 'canceled', 'placed'], 'ok'],
    [['delivery', 'accepted', 'canceled', 'placed'], 'ok'],
    [['delivery', 'picked', 'fulfilled', 'sourced', true], 'under_review'],
    [['delivery', 'new_order', 'picked', 'sourced', true], 'ok'],
    [['pickup', 'picked', 'fulfilled', 'pickup'], 'ok'],
    [['pickup', 'new_order', 'rejected', 'sourced'], 'ok'],
    [['ship-for-pickup', 'picked', 'intransit', 'sourced'], 'ok'],
    [['ship-for-pickup', 'intransit', 'received', 'pickup'], 'ok'],
    [['ship-for-pickup', 'intransit', 'received', 'sourced'], 'not_yours'],
    [['ship-for-pickup', 'intransit', 'rejected', 'pickup'], 'ok'],
    [['ship-for-pickup', 'intransit', 'rejected', 'sourced'], 'not_yours'],
    [['ship-for-pickup', 'received', 'fulfilled', 'pickup'], 'ok'],
    [['ship-for-pickup', 'received', 'intransit', 'sourced'], 'not_a_step'],
  ])('%j is %s', (asked, answer) => {
    expect(move(...asked)).toBe(answer);
  });

  test('never leads out of a final status, whoever asks', () => {
    const everyone = new Set<Party>(['placed', 'sourced', 'pickup']);
    for (const flow of ['delivery', 'pickup', 'ship-for-pickup'] as const) {
      for (const from of ['fulfilled', 'canceled'] as const) {
        for (const to of STATUSES) expect(refuseMove({ from, to, flow, underReview: false }, everyone)).toBeDefined();
      }
    }
  });
});
