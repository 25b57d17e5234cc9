import fc from 'fast-check';
import { RANKING_CRITERIA, WEIGHTED_CRITERIA } from '../../../src/domain/network/ranking-preferences.js';
import type { RankingCriterion, WeightedCriterion, Weights } from '../../../src/domain/network/ranking-preferences.js';
import { SCORE_CRITERIA, STANDARD_CRITERIA } from '../../../src/routing/criteria/criteria.js';
import type { Candidate, RoutingRequest } from '../../../src/routing/request.js';
import { decideFast, decideGenerally } from '../both-ways.js';
import { CRITERION_CASES, linesOf, pairs } from '../rule-cases.js';
import type { Pair } from '../rule-cases.js';
import { candidates, routingRequest, SPLIT, TOGETHER } from '../support.js';

/** Two locations that only one criterion tells apart, and the id of the better one. */
function unequalPair(
  name: RankingCriterion | WeightedCriterion,
  pair: Pair,
): { all: readonly Candidate[]; better: number } {
  const change = CRITERION_CASES[name];
  const ranks = pair.firstByCode ? (['better', 'worse'] as const) : (['worse', 'better'] as const);
  const all = candidates(
    ['A', 'B'].map((code) => ({
      code,
      at: pair.at,
      priority: pair.priority,
      stock: { 1: pair.available },
      laborCost: 3,
      lastAssignedAt: '2030-01-01T12:00:00.000Z',
      stockAttributes: { salesVelocity: 1, unitCost: 1 },
    })),
  ).map((candidate, index): Candidate => {
    const rank = ranks[index] ?? 'worse';
    const changed: Candidate = {
      ...candidate,
      location: change.location?.(candidate.location, rank) ?? candidate.location,
      stock: new Map([...candidate.stock].map(([product, stock]) => [product, change.stock?.(stock, rank) ?? stock])),
    };
    return change.candidate?.(changed, rank) ?? changed;
  });
  return { all, better: pair.firstByCode ? 1 : 2 };
}

const requestOf = (pair: Pair, brokering: RoutingRequest['brokering']): RoutingRequest =>
  routingRequest({ flow: pair.flow, lines: linesOf(pair), split: pair.split ? SPLIT : TOGETHER, brokering });

test('every name has a criterion of that name', () => {
  expect(Object.keys(STANDARD_CRITERIA)).toEqual(RANKING_CRITERIA);
  expect(Object.keys(SCORE_CRITERIA)).toEqual(WEIGHTED_CRITERIA);
});

describe.each(RANKING_CRITERIA)('standard brokering by %s', (name) => {
  test('prefers the better of two locations that differ in nothing else', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { all, better } = unequalPair(name, pair);
        const { proposal } = decideGenerally(requestOf(pair, { criteria: [name], weights: undefined }), all);
        expect(proposal.eligible[0]?.evaluated.candidate.location.id).toBe(better);
        expect(proposal.decidedBy).toBe(name);
      }),
      { numRuns: 50 },
    );
  });

  test('cannot tell them apart by any other criterion, and the code decides', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { all } = unequalPair(name, pair);
        const criteria = RANKING_CRITERIA.filter((other) => other !== name);
        const { proposal } = decideGenerally(requestOf(pair, { criteria, weights: undefined }), all);
        expect(proposal.eligible[0]?.evaluated.candidate.location.id).toBe(1);
        expect(proposal.decidedBy).toBe('code');
      }),
      { numRuns: 50 },
    );
  });

  test('the fast path decides the same, behind any other criteria, or leaves it to the general way', () => {
    let decided = 0;
    fc.assert(
      fc.property(pairs, fc.shuffledSubarray([...RANKING_CRITERIA]), (pair, others) => {
        const { all } = unequalPair(name, pair);
        const columnar = others.filter((one) => one !== name && STANDARD_CRITERIA[one].columnar !== undefined);
        const request = requestOf(pair, { criteria: [...columnar, name], weights: undefined });
        const fast = decideFast(request, all);
        if (fast === undefined) return;
        decided += 1;
        const { parts, trace } = decideGenerally(request, all).comparable;
        expect({ parts: fast.parts, trace: fast.trace }).toEqual({ parts, trace });
      }),
      { numRuns: 50 },
    );
    // A criterion with a columnar form must decide its own cases, or its form would go untested.
    expect(decided > 0).toBe(STANDARD_CRITERIA[name].columnar !== undefined);
  });

  test('explains why the better one wins', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { all } = unequalPair(name, pair);
        const request = requestOf(pair, { criteria: [name], weights: undefined });
        const [winner, loser] = decideGenerally(request, all).proposal.eligible;
        if (winner === undefined || loser === undefined) throw new Error('two candidates');
        const sentence = STANDARD_CRITERIA[name].because(winner.evaluated, loser.evaluated, request);
        expect(sentence).toMatch(new RegExp(`^${winner.evaluated.candidate.location.locationCd} .*\\.$`));
      }),
      { numRuns: 5 },
    );
  });
});

describe.each(WEIGHTED_CRITERIA)('weighted brokering by %s', (name) => {
  const weights = { ...Object.fromEntries(WEIGHTED_CRITERIA.map((one) => [one, 0])), [name]: 100 } as Weights;

  test('prefers the better of two locations that differ in nothing else, in the general way', () => {
    fc.assert(
      fc.property(pairs, (pair) => {
        const { all, better } = unequalPair(name, pair);
        const request = requestOf(pair, { criteria: [], weights });
        const { proposal } = decideGenerally(request, all);
        expect(proposal.eligible.map(({ score }) => score?.total)).toEqual([1, 0]);
        expect(proposal.eligible[0]?.evaluated.candidate.location.id).toBe(better);
        expect(proposal.decidedBy).toBe('score');
        expect(decideFast(request, all)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });
});

describe('unknown values come last', () => {
  const stores = (...velocities: readonly (number | null)[]) =>
    candidates(
      velocities.map((salesVelocity, index) => ({ code: `L${String(index)}`, stockAttributes: { salesVelocity } })),
    );
  const order = (all: readonly Candidate[], brokering: RoutingRequest['brokering']) =>
    decideGenerally(routingRequest({ brokering }), all).proposal.eligible.map(
      ({ evaluated }) => evaluated.candidate.location.id,
    );

  test('in standard brokering, where several of them are equal', () => {
    expect(order(stores(null, 9, null, 0), { criteria: ['sales_velocity'], weights: undefined })).toEqual([4, 2, 1, 3]);
  });

  test('in weighted brokering', () => {
    const weights = { labor_cost: 0, gross_margin: 0, proximity: 0, on_hand: 0, sales_velocity: 100, priority: 0 };
    expect(order(stores(null, 9, null, 0), { criteria: [], weights })).toEqual([4, 1, 2, 3]);
  });
});

test('sales velocity is the sum of the recorded ones of the products, each counted once', () => {
  const [some] = candidates([{ code: 'A', stock: { 1: 9, 2: 9 }, stockAttributes: { salesVelocity: 2 } }]);
  const request = routingRequest({ lines: [1, 2, 1, 3].map((productId) => ({ ...linesFor(productId) })) });
  if (some === undefined) throw new Error('a candidate');
  expect(STANDARD_CRITERIA.sales_velocity.value({ candidate: some, distance: 0, atp: new Map() }, request)).toBe(4);
});

test('gross margin is the price of all lines less their cost to the cent, unknown if one cost is', () => {
  const [some] = candidates([{ code: 'A', stock: { 1: 9, 2: 9 }, stockAttributes: { unitCost: 1.005 } }]);
  if (some === undefined) throw new Error('a candidate');
  const margin = (...products: number[]) =>
    SCORE_CRITERIA.gross_margin.value(
      { candidate: some, distance: 0, atp: new Map() },
      routingRequest({ lines: products.map(linesFor) }),
    );
  // 1.005 * 100 is 100.49999999999999, which rounds to 100: a margin of 2 * (300 - 100) a line.
  expect(margin(1)).toBe(400);
  expect(margin(1, 2, 1)).toBe(1200);
  expect(margin(1, 3)).toBeUndefined();
});

test.each<[string, readonly number[], number | null, readonly [number, number], number | undefined]>([
  ['the units of all lines', [1, 2, 1], 1.5, [0, 0], 900],
  ['with the fee of the partner and the shipping', [1], 1.5, [2.25, 4.1], 935],
  ['a cost of nothing', [1], 0, [0, 4], 400],
  ['every unit cost to the cent', [1], 1.005, [0, 0], 200],
  ['unknown where a product has no cost', [1], null, [2, 4], undefined],
  ['unknown where a product has no record', [1, 3], 1.5, [2, 4], undefined],
])('lowest cost is %s', (_, products, unitCost, [dropShipFee, estimatedShipping], expected) => {
  const [some] = candidates([{ code: 'A', stock: { 1: 9, 2: 9 }, stockAttributes: { unitCost } }]);
  if (some === undefined) throw new Error('a candidate');
  const { location } = some;
  const { preferences } = location;
  const requests = { ...preferences.requests, dropShipFee, estimatedShipping };
  const candidate = { ...some, location: { ...location, preferences: { ...preferences, requests } } };
  const request = routingRequest({ lines: products.map(linesFor) });
  const cost = STANDARD_CRITERIA.lowest_cost.value({ candidate, distance: 0, atp: new Map() }, request);
  expect(cost).toBe(expected);
});

function linesFor(productId: number): RoutingRequest['lines'][number] {
  return {
    productId,
    quantity: 2,
    giftWrap: false,
    unitPrice: 300 as RoutingRequest['lines'][number]['unitPrice'],
    attributes: {},
    rejecters: new Set(),
  };
}
