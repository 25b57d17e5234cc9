import fc from 'fast-check';
import { WEIGHTED_CRITERIA } from '../../src/domain/network/ranking-preferences.js';
import type { WeightedCriterion, Weights } from '../../src/domain/network/ranking-preferences.js';
import { score } from '../../src/routing/weighted-score.js';
import type { ScoredValues } from '../../src/routing/weighted-score.js';

const ZERO: Weights = { labor_cost: 0, gross_margin: 0, proximity: 0, on_hand: 0, sales_velocity: 0, priority: 0 };
const EQUAL: ScoredValues = {
  labor_cost: 2,
  gross_margin: 10,
  proximity: 5,
  on_hand: 3,
  sales_velocity: 1,
  priority: 10,
};
const candidate = (changes: Partial<ScoredValues> = {}): ScoredValues => ({ ...EQUAL, ...changes });
const totals = (candidates: readonly ScoredValues[], weights: Weights): number[] =>
  score(candidates, weights).map(({ total }) => total);

test.each<[WeightedCriterion, number, number]>([
  ['labor_cost', 1, 3],
  ['gross_margin', 30, 10],
  ['proximity', 0, 99],
  ['on_hand', 8, 2],
  ['sales_velocity', 0.1, 5],
  ['priority', 1, 9],
])('by %s alone the best is %p, the worst %p, and the middle scores half', (criterion, best, worst) => {
  const candidates = [
    candidate({ [criterion]: worst }),
    candidate({ [criterion]: best }),
    candidate({ [criterion]: (best + worst) / 2 }),
  ];
  expect(totals(candidates, { ...ZERO, [criterion]: 100 })).toEqual([0, 1, 0.5]);
});

test('weights divide the score among the criteria', () => {
  const candidates = [
    candidate({ proximity: 1, on_hand: 1 }),
    candidate({ proximity: 9, on_hand: 9 }),
    candidate({ proximity: 3, on_hand: 5 }),
  ];
  const others = { labor_cost: 1, gross_margin: 1, sales_velocity: 1, priority: 1 };
  expect(score(candidates, { ...ZERO, proximity: 60, on_hand: 40 })).toEqual([
    { total: 0.6, byCriterion: { ...others, proximity: 1, on_hand: 0 } },
    { total: 0.4, byCriterion: { ...others, proximity: 0, on_hand: 1 } },
    { total: 0.65, byCriterion: { ...others, proximity: 0.75, on_hand: 0.5 } },
  ]);
});

test('numbers by criterion are rounded to six decimals', () => {
  const candidates = [0, 1, 3].map((distance) => candidate({ proximity: distance }));
  expect(score(candidates, { ...ZERO, proximity: 100 }).map(({ byCriterion }) => byCriterion.proximity)).toEqual([
    1, 0.666667, 0,
  ]);
});

test('an unknown value scores 0 and does not change the scale of the known ones', () => {
  const candidates = [candidate({ proximity: undefined }), candidate({ proximity: 1 }), candidate({ proximity: 3 })];
  expect(totals(candidates, { ...ZERO, proximity: 100 })).toEqual([0, 1, 0]);
});

test('a criterion that is unknown for all scores 0, one that is equal for all scores 1', () => {
  const unknown = candidate({ proximity: undefined });
  expect(totals([unknown, unknown], { ...ZERO, proximity: 100 })).toEqual([0, 0]);
  expect(totals([candidate(), candidate()], { ...ZERO, proximity: 100 })).toEqual([1, 1]);
  expect(totals([candidate()], { ...ZERO, proximity: 50, priority: 50 })).toEqual([1]);
});

test('no candidates have no scores', () => {
  expect(score([], { ...ZERO, proximity: 100 })).toEqual([]);
});

test('scores that differ in the last bit of a sum are a tie', () => {
  const values = (proximity: number, onHand: number, laborCost: number): ScoredValues =>
    candidate({ proximity, on_hand: onHand, labor_cost: laborCost });
  const [a, b] = totals([values(1, 0, 3), values(3, 2, 3), values(3, 0, 1), values(1, 2, 1)], {
    ...ZERO,
    proximity: 33.3,
    on_hand: 33.3,
    labor_cost: 33.4,
  });
  expect(a).toBe(b);
});

const known = fc.integer({ min: 0, max: 1000 });
const maybe = fc.option(known, { nil: undefined });
const candidates: fc.Arbitrary<ScoredValues[]> = fc.array(
  fc.record({
    labor_cost: maybe,
    gross_margin: maybe,
    proximity: maybe,
    on_hand: known,
    sales_velocity: maybe,
    priority: known,
  }),
  { minLength: 1, maxLength: 8 },
);
const percentages: fc.Arbitrary<Weights> = fc
  .array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 })
  .map((cuts) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = [...cuts].sort((x, y) => x - y);
    return {
      labor_cost: a,
      gross_margin: b - a,
      proximity: c - b,
      on_hand: d - c,
      sales_velocity: e - d,
      priority: 100 - e,
    };
  });
const anyCriterion = fc.constantFrom(...WEIGHTED_CRITERIA);

describe('for any candidates and weights', () => {
  test('each candidate gets a score between 0 and 1', () => {
    fc.assert(
      fc.property(candidates, percentages, (list, weights) => {
        const scores = score(list, weights);
        expect(scores).toHaveLength(list.length);
        for (const number of scores.flatMap(({ total, byCriterion }) => [total, ...Object.values(byCriterion)])) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('the order of the candidates does not matter', () => {
    fc.assert(
      fc.property(candidates, percentages, (list, weights) => {
        expect(score([...list].reverse(), weights)).toEqual(score(list, weights).reverse());
      }),
    );
  });

  test('the unit of a criterion does not matter', () => {
    fc.assert(
      fc.property(
        candidates,
        percentages,
        anyCriterion,
        fc.constantFrom(1.609344, 100, 0.01, 2),
        (list, weights, criterion, factor) => {
          const scaled = list.map((one): ScoredValues => ({
            ...one,
            [criterion]: one[criterion] === undefined ? undefined : one[criterion] * factor,
          }));
          const [before, after] = [totals(list, weights), totals(scaled, weights)];
          for (const [index, total] of before.entries()) expect(after[index]).toBeCloseTo(total, 5);
        },
      ),
    );
  });

  test('a criterion of weight 0 has no influence', () => {
    fc.assert(
      fc.property(candidates, percentages, anyCriterion, known, (list, weights, criterion, value) => {
        const without = { ...weights, [criterion]: 0 };
        const changed = list.map((one, index): ScoredValues => ({
          ...one,
          [criterion]: index === 0 ? value : undefined,
        }));
        expect(totals(changed, without)).toEqual(totals(list, without));
      }),
    );
  });

  test('a candidate that is no worse in anything does not score less', () => {
    fc.assert(
      fc.property(candidates, percentages, fc.integer({ min: 1, max: 50 }), (list, weights, gain) => {
        const [first] = list;
        if (first === undefined) return;
        const better: ScoredValues = {
          ...first,
          labor_cost: (first.labor_cost ?? 1000) - gain,
          on_hand: (first.on_hand ?? 0) + gain,
        };
        const scores = totals([better, ...list], weights);
        expect(scores[0]).toBeGreaterThanOrEqual(scores[1] ?? 0);
      }),
    );
  });
});
