import fc from 'fast-check';
import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import { route } from '../../src/routing/route.js';
import {
  differences,
  LEADERS,
  leaderOf,
  packIds,
  storeTrace,
  undoDifferences,
  unpackIds,
} from '../../src/routing/trace.js';
import { candidates, line, routingRequest, SPLIT } from './support.js';
import type { Store } from './support.js';

describe('packed ids', () => {
  test.each([
    [[], '2:'],
    [[1], '2:AQA='],
    [[65_535], '2://8='],
    [[65_536], '4:AAABAA=='],
    [[1, 70_000], '4:AQAAAHARAQA='],
  ])('of %j are %s', (ids, packed) => {
    expect(packIds(Int32Array.from(ids))).toBe(packed);
    expect(unpackIds(packed)).toEqual(ids);
  });

  test('are the ids again, however many and large they are', () => {
    const ids = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 65_535 })),
      fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
    );
    fc.assert(fc.property(ids, (list) => expect(unpackIds(packIds(Int32Array.from(list)))).toEqual(list)));
  });

  test('take four bytes each when there are more than 65,536 of them', () => {
    const ids = Int32Array.from({ length: 65_537 }, (_, index) => index % 7);
    const packed = packIds(ids);
    expect(packed.startsWith('4:')).toBe(true);
    expect(unpackIds(packed)).toEqual([...ids]);
    expect(packIds(ids.subarray(0, 65_536)).startsWith('2:')).toBe(true);
  });

  test('of an older version are a list', () => {
    expect(unpackIds([3, 1, 2])).toEqual([3, 1, 2]);
  });
});

test('ascending ids are stored as differences', () => {
  expect(differences([5, 7, 8, 1000])).toEqual([5, 2, 1, 992]);
  expect(undoDifferences([5, 2, 1, 992])).toEqual([5, 7, 8, 1000]);
  expect([differences([]), undoDifferences([])]).toEqual([[], []]);
});

test('a leader has its distance to hundredths and its score, as far as it has them', () => {
  expect(leaderOf(1.23456, 0.75)).toEqual({ distance: 1.23, score: 0.75 });
  expect(leaderOf(0, undefined)).toStrictEqual({ distance: 0 });
  expect(leaderOf(undefined, undefined)).toStrictEqual({});
});

describe('a stored trace', () => {
  const STORES: readonly Store[] = [
    { code: 'A', active: false },
    { code: 'B', at: 0.1 },
    { code: 'C', at: 1.5 },
    { code: 'D', active: false },
    { code: 'E', at: 0.2 },
    { code: 'F', preferences: { deliveryAvailable: false } },
  ];

  test('lists eligible stores by rank and the others by reason, and counts those outside the radius', () => {
    const request = routingRequest({ lines: [line(1, 2), line(1, 3)] });
    expect(storeTrace(request, route(request, candidates(STORES)), { tooFar: 10, noRecord: 4 })).toEqual({
      flow: 'delivery',
      radius: 100,
      unit: 'MI',
      method: 'one location',
      decidedBy: 'proximity',
      parts: [
        [0, 2, 2],
        [1, 2, 3],
      ],
      eligible: packIds(Int32Array.from([2, 5])),
      leaders: [{ distance: 6.91 }, { distance: 13.82 }],
      eliminated: { inactive: [1, 3], order_type: [6] },
      tooFar: 11,
      noRecord: 4,
    });
  });

  test('has scores in weighted brokering', () => {
    const weights = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };
    const request = routingRequest({ brokering: { criteria: [], weights } });
    const { leaders } = storeTrace(request, route(request, candidates(STORES)), { tooFar: 0, noRecord: 0 });
    expect(leaders.map(({ score }) => score)).toEqual([1, 0]);
  });

  test('has no decider for a single eligible store, and names the probability rules that failed', () => {
    const rules = compileRuleBook(
      [
        { name: 'Z', when: 'available / 0 > 1', result: 'exclude' },
        { name: 'A', when: 'available % 0 > 1', result: 'exclude' },
      ],
      [
        { rule: 'Z', sequence: 1 },
        { rule: 'A', sequence: 2 },
      ],
    );
    const request = routingRequest({ rules });
    const trace = storeTrace(request, route(request, candidates([{ code: 'A' }])), { tooFar: 0, noRecord: 0 });
    expect(trace).not.toHaveProperty('decidedBy');
    expect(trace.failedRules).toEqual(['A: it divides by zero', 'Z: it divides by zero']);
  });

  test(`has the distances of the first ${String(LEADERS)} only`, () => {
    const stores = Array.from({ length: LEADERS + 2 }, (_, index): Store => ({ code: `S${String(index)}` }));
    const request = routingRequest({ split: SPLIT });
    expect(storeTrace(request, route(request, candidates(stores)), { tooFar: 0, noRecord: 0 }).leaders).toHaveLength(
      LEADERS,
    );
  });
});

test('a proposal reports failed rules, each once and sorted, and looks no further once it has ten', () => {
  // Rules with an even number fail at stores without reservations, the others at stores with one.
  const names = Array.from({ length: 20 }, (_, index) => `R${String(10 + index)}`);
  const rules = compileRuleBook(
    names.map((name, index) => ({
      name,
      when: `1 / (reserved - ${String(index % 2)}) > 9`,
      result: 'exclude' as const,
    })),
    names.map((name) => ({ rule: name, sequence: 1 })),
  );
  const [even, odd] = [0, 1].map((rest) => names.filter((_, index) => index % 2 === rest));
  const failuresOf = (...reserved: number[]) =>
    route(
      routingRequest({ rules }),
      candidates(reserved.map((units, index) => ({ code: `S${String(index)}`, reserved: units }))),
    ).failedRules.map((failure) => failure.replace(': it divides by zero', ''));
  expect(failuresOf(0, 0)).toEqual(even);
  expect(failuresOf(0, 1)).toEqual(even);
  expect(failuresOf(1, 0)).toEqual(odd);
  expect(failuresOf(2, 2)).toEqual([]);
});
