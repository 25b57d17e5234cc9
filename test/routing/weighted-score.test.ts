import fc from 'fast-check';
import type { Weights } from '../../src/domain/network/catalog-document.js';
import { score } from '../../src/routing/weighted-score.js';
import type { ScoredCandidate } from '../../src/routing/weighted-score.js';

const ZERO: Weights = { labor_cost: 0, gross_margin: 0, proximity: 0, on_hand: 0, sales_velocity: 0, priority: 0 };
const EQUAL: Omit<ScoredCandidate, 'key'> = {
  laborCost: 2,
  grossMargin: 10,
  distance: 5,
  onHand: 3,
  salesVelocity: 1,
  priority: 10,
};
const candidate = (key: string, changes: Partial<ScoredCandidate> = {}): ScoredCandidate => ({
  key,
  ...EQUAL,
  ...changes,
});
const totals = (candidates: readonly ScoredCandidate[], weights: Weights): number[] =>
  score(candidates, weights).map(({ total }) => total);

test.each<[keyof Weights, keyof ScoredCandidate, number, number]>([
  ['labor_cost', 'laborCost', 1, 3],
  ['gross_margin', 'grossMargin', 30, 10],
  ['proximity', 'distance', 0, 99],
  ['on_hand', 'onHand', 8, 2],
  ['sales_velocity', 'salesVelocity', 0.1, 5],
  ['priority', 'priority', 1, 9],
])(
  'by %s alone, %s of %p is best and of %p worst, and what lies between lies between',
  (weight, property, best, worst) => {
    const candidates = [
      candidate('WORST', { [property]: worst }),
      candidate('BEST', { [property]: best }),
      candidate('BETWEEN', { [property]: (best + worst) / 2 }),
    ];
    expect(totals(candidates, { ...ZERO, [weight]: 100 })).toEqual([0, 1, 0.5]);
  },
);

test('weights share the score out', () => {
  const candidates = [
    candidate('NEAR', { distance: 1, onHand: 1 }),
    candidate('FULL', { distance: 9, onHand: 9 }),
    candidate('BOTH', { distance: 3, onHand: 5 }),
  ];
  expect(score(candidates, { ...ZERO, proximity: 60, on_hand: 40 })).toEqual([
    {
      key: 'NEAR',
      total: 0.6,
      byCriterion: { labor_cost: 1, gross_margin: 1, proximity: 1, on_hand: 0, sales_velocity: 1, priority: 1 },
    },
    {
      key: 'FULL',
      total: 0.4,
      byCriterion: { labor_cost: 1, gross_margin: 1, proximity: 0, on_hand: 1, sales_velocity: 1, priority: 1 },
    },
    {
      key: 'BOTH',
      total: 0.65,
      byCriterion: { labor_cost: 1, gross_margin: 1, proximity: 0.75, on_hand: 0.5, sales_velocity: 1, priority: 1 },
    },
  ]);
});

test('what is not known of a candidate gets nothing, and does not stretch the scale for the others', () => {
  const candidates = [
    candidate('NOWHERE', { distance: undefined }),
    candidate('NEAR', { distance: 1 }),
    candidate('FAR', { distance: 3 }),
  ];
  expect(totals(candidates, { ...ZERO, proximity: 100 })).toEqual([0, 1, 0]);
});

test('where it is known of nobody nobody gets anything, where all are equal all get 1', () => {
  expect(
    totals([candidate('A', { distance: undefined }), candidate('B', { distance: undefined })], {
      ...ZERO,
      proximity: 100,
    }),
  ).toEqual([0, 0]);
  expect(totals([candidate('A'), candidate('B')], { ...ZERO, proximity: 100 })).toEqual([1, 1]);
  expect(totals([candidate('A')], { ...ZERO, proximity: 50, priority: 50 })).toEqual([1]);
});

test('nobody is scored when there is nobody', () => {
  expect(score([], { ...ZERO, proximity: 100 })).toEqual([]);
});

test('what differs in the last bit of a sum is a tie', () => {
  const third = (distance: number, onHand: number, laborCost: number): ScoredCandidate =>
    candidate('', { distance, onHand, laborCost });
  const [a, b] = totals([third(1, 0, 3), third(3, 2, 3), third(3, 0, 1), third(1, 2, 1)], {
    ...ZERO,
    proximity: 33.3,
    on_hand: 33.3,
    labor_cost: 33.4,
  });
  expect(a).toBe(b);
});

const known = fc.integer({ min: 0, max: 1000 });
const maybe = fc.option(known, { nil: undefined });
const candidates = fc
  .array(
    fc.record({
      laborCost: known,
      grossMargin: maybe,
      distance: maybe,
      onHand: known,
      salesVelocity: maybe,
      priority: known,
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => list.map((one, key): ScoredCandidate => ({ key, ...one })));
const percentages: fc.Arbitrary<Weights> = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 })
  .map((cuts) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = cuts.sort((x, y) => x - y);
    return {
      labor_cost: a,
      gross_margin: b - a,
      proximity: c - b,
      on_hand: d - c,
      sales_velocity: e - d,
      priority: 100 - e,
    };
  });
const PROPERTIES = ['laborCost', 'grossMargin', 'distance', 'onHand', 'salesVelocity', 'priority'] as const;
const WEIGHT_OF = {
  laborCost: 'labor_cost',
  grossMargin: 'gross_margin',
  distance: 'proximity',
  onHand: 'on_hand',
  salesVelocity: 'sales_velocity',
  priority: 'priority',
} as const;

describe('whatever the candidates and weights', () => {
  test('scores lie between 0 and 1, and are those of the candidates in their order', () => {
    fc.assert(
      fc.property(candidates, percentages, (list, weights) => {
        const scores = score(list, weights);
        expect(scores.map(({ key }) => key)).toEqual(list.map(({ key }) => key));
        for (const number of scores.flatMap(({ total, byCriterion }) => [total, ...Object.values(byCriterion)])) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('the order candidates are read in does not matter', () => {
    fc.assert(
      fc.property(
        candidates.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        percentages,
        ([list, shuffled], weights) => {
          const byKey = new Map(score(shuffled, weights).map((one) => [one.key, one]));
          for (const one of score(list, weights)) expect(byKey.get(one.key)).toEqual(one);
        },
      ),
    );
  });

  test('the unit of a criterion does not matter', () => {
    fc.assert(
      fc.property(
        candidates,
        percentages,
        fc.constantFrom(...PROPERTIES),
        fc.constantFrom(1.609344, 100, 0.01, 2),
        (list, weights, property, factor) => {
          const scaled = list.map((one): ScoredCandidate => ({
            ...one,
            [property]: one[property] === undefined ? undefined : one[property] * factor,
          }));
          const [before, after] = [totals(list, weights), totals(scaled, weights)];
          for (const [index, total] of before.entries()) expect(after[index]).toBeCloseTo(total, 5);
        },
      ),
    );
  });

  test('a criterion of weight 0 has no influence', () => {
    fc.assert(
      fc.property(candidates, percentages, fc.constantFrom(...PROPERTIES), known, (list, weights, property, value) => {
        const without = { ...weights, [WEIGHT_OF[property]]: 0 };
        const changed = list.map((one, index): ScoredCandidate => ({
          ...one,
          [property]: index === 0 ? value : undefined,
        }));
        expect(totals(changed, without)).toEqual(totals(list, without));
      }),
    );
  });

  test('who is no worse in anything does not score less', () => {
    fc.assert(
      fc.property(candidates, percentages, fc.integer({ min: 1, max: 50 }), (list, weights, gain) => {
        const [first] = list;
        if (first === undefined) return;
        const better = {
          ...first,
          key: 'BETTER',
          laborCost: (first.laborCost ?? 0) - gain,
          onHand: (first.onHand ?? 0) + gain,
        };
        const scores = new Map(score([...list, better], weights).map(({ key, total }) => [key, total]));
        expect(scores.get('BETTER')).toBeGreaterThanOrEqual(scores.get(first.key) ?? 0);
      }),
    );
  });
});
