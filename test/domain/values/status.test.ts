import { deriveOrderStatus, parseStatus } from '../../../src/domain/values/status.js';
import type { Status } from '../../../src/domain/values/status.js';

describe('a status on the wire', () => {
  test.each([
    ['new_order', 'new_order'],
    ['Intransit', 'intransit'],
    ['in transit', 'intransit'],
    ['intransit polled', 'intransit_polled'],
    ['INTRANSIT_POLLED', 'intransit_polled'],
    ['partially fulfilled', 'partial_fulfilled'],
    ['cancelled', 'canceled'],
    [' accepted ', 'accepted'],
  ])('is read from %p as %s', (word, status) => {
    expect(parseStatus(word)).toBe(status);
  });

  test.each(['', 'done', 'constructor', '__proto__'])('cannot be %p', (word) => {
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
    ['partial_fulfilled received', 'partial_fulfilled'],
    ['partial_fulfilled fulfilled', 'partial_fulfilled'],
    ['partial_fulfilled canceled', 'partial_fulfilled'],
    ['fulfilled fulfilled unfulfillable', 'fulfilled'],
  ])('with lines %s is %s', (lines, status) => {
    expect(deriveOrderStatus(lines.split(' ') as Status[])).toBe(status);
  });
});
