import fc from 'fast-check';
import type { RankingCriterion } from '../../../src/domain/network/ranking-preferences.js';
import { compileRuleBook } from '../../../src/routing/probability/rule-book.js';
import type { RoutingRequest } from '../../../src/routing/request.js';
import { decideFast, decideGenerally } from '../both-ways.js';
import { candidates, line, routingRequest, SPLIT, TOGETHER } from '../support.js';
import type { Store } from '../support.js';

const units = fc.constantFrom(0, 1, 2, 3, 5);
const store = fc.record({
  at: fc.oneof(fc.constantFrom(0, 0.5, 0.5, 1), fc.double({ min: -3, max: 3, noNaN: true }), fc.constant(undefined)),
  stock: fc.oneof(fc.record({ 1: units }), fc.record({ 1: units, 2: units }), fc.record({ 2: units }), fc.constant({})),
  reserved: fc.constantFrom(0, 0, 1, 2),
  priority: fc.integer({ min: 1, max: 3 }),
  active: fc.constantFrom(true, true, true, false),
  system: fc.constantFrom({ systemCd: 'STC' }, { systemCd: '6', shopWithinSystem: false }, { systemCd: 'X' }),
  preferences: fc.record({
    useProximityLocator: fc.constantFrom(true, true, true, false),
    deliveryAvailable: fc.constantFrom(true, true, true, false),
    pickupAvailable: fc.constantFrom(true, true, true, false),
    backupQuantity: fc.constantFrom(0, 0, 0, 1),
  }),
});
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 })).map((some) => new Set(some));
const changes = fc.record({
  flow: fc.constantFrom('delivery' as const, 'pickup' as const, 'ship-for-pickup' as const),
  lines: fc.array(
    fc
      .tuple(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 2 }))
      .map(([product, quantity]) => line(product, quantity)),
    { minLength: 1, maxLength: 3 },
  ),
  radius: fc.constantFrom(10, 34.5, 100, 5000),
  unit: fc.constantFrom('MI' as const, 'KM' as const),
  requestingLocationId: fc.constantFrom(1, 2, 99),
  requestingLocationMayFulfill: fc.boolean(),
  avoidedSystems: fc.constantFrom(new Set<string>(), new Set(['X'])),
  preferred: fc.oneof(fc.constant(new Set<number>()), ids),
  zone: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.record({ primary: ids, alternate: ids }) },
  ),
  brokering: fc
    .shuffledSubarray<RankingCriterion>(['proximity', 'on_hand', 'priority'])
    .map((criteria) => ({ criteria, weights: undefined })),
  split: fc.constantFrom(TOGETHER, SPLIT),
});

test('decides what the general way decides, with the same trace, or leaves it to the general way', () => {
  let decided = 0;
  fc.assert(
    fc.property(changes, fc.array(store, { maxLength: 12 }), (request, stores) => {
      const all = candidates(
        stores.map((one, index): Store => ({ ...one, code: `L${String(index % 5)}${String(index)}` })),
      );
      const fast = decideFast(routingRequest(request), all);
      const { proposal, comparable } = decideGenerally(routingRequest(request), all);
      expect(fast !== undefined).toBe(proposal.method === 'one location');
      if (fast === undefined) return;
      decided += 1;
      const { safetyStock, ...compared } = fast;
      expect(compared).toEqual(comparable);
      const winner = all.find(({ location }) => location.id === fast.parts[0]?.locationId);
      expect(safetyStock).toBe(winner?.location.preferences.backupQuantity);
    }),
    { numRuns: 2000 },
  );
  expect(decided).toBeGreaterThan(100);
});

describe('leaves to the general way', () => {
  const STORES: readonly Store[] = [
    { code: 'A', at: 0.1 },
    { code: 'B', at: 0.2 },
  ];
  const WEIGHTS = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };
  const RULES = compileRuleBook([], []);

  test.each<[string, Partial<RoutingRequest>, Partial<Store>]>([
    ['weighted brokering', { brokering: { criteria: ['proximity'], weights: WEIGHTS } }, {}],
    ['a criterion without a columnar form', { brokering: { criteria: ['sales_velocity'], weights: undefined } }, {}],
    [
      'a criterion of order counts behind others',
      { brokering: { criteria: ['proximity', 'last_order_assigned'], weights: undefined } },
      {},
    ],
    ['probability rules', { rules: RULES }, {}],
    [
      'attribute definitions',
      { attributes: { definitions: [{ code: 'C', applies_to: 'location' }], originating: {} } },
      {},
    ],
    ['a gift-wrapped line', { lines: [line(1, 1), line(1, 1, { giftWrap: true })] }, {}],
    ['a line that was rejected', { lines: [line(1, 1), line(1, 1, { rejecters: new Set([7]) })] }, {}],
    ['a destination without coordinates', { destination: undefined }, {}],
    ['a location that limits the age of its stock records', {}, { preferences: { stockNewerThan: 24 } }],
    ['a location that limits its orders a day', {}, { preferences: { maxOrdersPerDay: 5 } }],
    ['an order that no single location can fulfill', { lines: [line(1, 11)], split: SPLIT }, {}],
    [
      'so many products that their units on hand exceed a sort key',
      { lines: Array.from({ length: 35 }, (_, index) => line(index + 1, 1)) },
      { stock: Object.fromEntries(Array.from({ length: 35 }, (_, index) => [index + 1, 1])) },
    ],
  ])('%s', (_what, request, store) => {
    const [, second] = STORES;
    expect(decideFast(routingRequest(), candidates(STORES))).toBeDefined();
    expect(
      decideFast(
        routingRequest(request),
        candidates([
          { code: 'A', at: 0.1, ...store },
          { code: 'B', ...second },
        ]),
      ),
    ).toBeUndefined();
  });
});

test('ranks a thousand locations as the general way does', () => {
  const all = candidates(
    Array.from({ length: 1000 }, (_, index): Store => ({
      code: `L${String(index)}`,
      at: ((index * 7919) % 400) / 400,
      stock: { 1: 1 + (index % 7) },
      priority: index % 5,
    })),
  );
  for (const criteria of [
    ['proximity', 'priority'],
    ['priority', 'proximity'],
    ['on_hand'],
    [],
  ] as RankingCriterion[][]) {
    const request = routingRequest({ brokering: { criteria, weights: undefined } });
    expect(decideFast(request, all)?.trace).toEqual(decideGenerally(request, all).comparable.trace);
  }
});

test('ranks by the sum of units on hand when there are thirty-four products of the largest quantity', () => {
  const products = Array.from({ length: 34 }, (_, index) => index + 1);
  const full = Object.fromEntries(products.map((product) => [product, 999_999_999]));
  const all = candidates([
    { code: 'A', stock: { ...full, 34: 999_999_998 } },
    { code: 'B', stock: full },
    { code: 'C', stock: { ...full, 34: 1 } },
  ]);
  const request = routingRequest({
    lines: products.map((product) => line(product, 1)),
    brokering: { criteria: ['on_hand'], weights: undefined },
  });
  const fast = decideFast(request, all);
  expect(fast?.parts[0]?.locationId).toBe(2);
  expect(fast?.trace).toEqual(decideGenerally(request, all).comparable.trace);
});
