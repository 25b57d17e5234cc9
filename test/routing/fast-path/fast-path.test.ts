import fc from 'fast-check';
import type { RankingCriterion } from '../../../src/domain/network/catalog-document.js';
import { columnsOf } from '../../../src/routing/fast-path/location-columns.js';
import { LocationIndex } from '../../../src/geo/location-index.js';
import { routeFast } from '../../../src/routing/fast-path/fast-path.js';
import type { ProductColumns } from '../../../src/routing/fast-path/fast-path.js';
import type { Candidate, RoutingRequest } from '../../../src/routing/request.js';
import { route } from '../../../src/routing/route.js';
import { storeTrace } from '../../../src/routing/trace.js';
import { candidates, line, SPLIT, TOGETHER, wanted } from '../support.js';
import type { Place } from '../support.js';

/** What the database would hold. */
function columnsOfProduct(all: readonly Candidate[], productId: number): ProductColumns {
  const rows = all
    .flatMap(({ location, stock }) => {
      const held = stock.get(productId);
      return held === undefined ? [] : [{ id: location.id, ...held }];
    })
    .sort((a, b) => a.id - b.id);
  return {
    locationIds: Int32Array.from(rows, (row) => row.id),
    available: Float64Array.from(rows, (row) => row.available),
    reserved: Float64Array.from(rows, (row) => row.reserved),
  };
}

/** Both ways on the same data, as assign.ts goes them. */
function bothWays(request: RoutingRequest, all: readonly Candidate[]) {
  const locations = all.map((candidate) => candidate.location);
  const products = [...new Set(request.lines.map((one) => one.productId))];
  const direct = routeFast(
    request,
    columnsOf(locations),
    products.map((productId) => columnsOfProduct(all, productId)),
  );
  const reach = new LocationIndex(locations).within(request.destination, request.radius, request.unit);
  const stocked = all.filter(
    ({ location, stock }) => reach.ids.includes(location.id) && products.some((productId) => stock.has(productId)),
  );
  const proposal = route(request, stocked);
  const trace = storeTrace(request, proposal, { tooFar: reach.tooFar, noRecord: reach.ids.length - stocked.length });
  return {
    direct,
    full: { parts: proposal.parts, unfulfillable: proposal.unfulfillable, trace },
    method: proposal.method,
  };
}

const units = fc.constantFrom(0, 1, 2, 3, 5);
const place = fc.record({
  at: fc.oneof(fc.constantFrom(0, 0.5, 0.5, 1), fc.double({ min: -3, max: 3, noNaN: true }), fc.constant(undefined)),
  stock: fc.oneof(fc.record({ 1: units }), fc.record({ 1: units, 2: units }), fc.record({ 2: units }), fc.constant({})),
  reserved: fc.constantFrom(0, 0, 1, 2),
  priority: fc.integer({ min: 1, max: 3 }),
  active: fc.constantFrom(true, true, true, false),
  system: fc.constantFrom({ systemCd: 'STC' }, { systemCd: '6', shopWithinSystem: false }, { systemCd: 'X' }),
  preferences: fc.record({
    useProximityLocator: fc.constantFrom(true, true, true, false),
    deliveryAvailable: fc.constantFrom(true, true, true, false),
    backupQuantity: fc.constantFrom(0, 0, 0, 1),
  }),
});
const ids = fc.uniqueArray(fc.integer({ min: 1, max: 12 })).map((some) => new Set(some));
const request = fc.record({
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
  zone: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, fc.record({ primary: ids, alternate: ids })),
  brokering: fc
    .shuffledSubarray<RankingCriterion>(['proximity', 'on_hand', 'priority'])
    .map((criteria) => ({ criteria, weights: undefined })),
  split: fc.constantFrom(TOGETHER, SPLIT),
});

test('the direct way decides what the routing does, with the same trace, or leaves it to it', () => {
  let decided = 0;
  fc.assert(
    fc.property(request, fc.array(place, { maxLength: 12 }), (changes, places) => {
      const all = candidates(
        places.map((one, index): Place => ({ ...one, code: `L${String(index % 5)}${String(index)}` })),
      );
      const { direct, full, method } = bothWays(wanted(changes), all);
      expect(direct !== undefined).toBe(method === 'one location');
      if (direct === undefined) return;
      decided += 1;
      const { kept, ...compared } = direct;
      expect(compared).toEqual(full);
      const winner = all.find(({ location }) => location.id === direct.parts[0]?.locationId);
      expect(kept).toBe(winner?.location.preferences.backupQuantity);
    }),
    { numRuns: 2000 },
  );
  expect(decided).toBeGreaterThan(100);
});

describe('it leaves to the routing', () => {
  const all = candidates([
    { code: 'A', at: 0.1 },
    { code: 'B', at: 0.2 },
  ]);
  test.each<[string, Partial<RoutingRequest>]>([
    [
      'weights',
      {
        brokering: {
          criteria: [],
          weights: { laborCost: 0, grossMargin: 0, distance: 1, onHand: 0, salesVelocity: 0, priority: 0 } as never,
        },
      },
    ],
    ['a criterion of other figures', { brokering: { criteria: ['sales_velocity'], weights: undefined } }],
    [
      'attributes',
      {
        attributes: {
          definitions: [{ code: 'C', data_type: 'text', multi_value: false, applies_to: 'location' } as never],
          originating: {},
        },
      },
    ],
    ['gift wrap', { lines: [line(1, 1, { giftWrap: true })] }],
    ['a reject', { lines: [line(1, 1, { rejecters: new Set([1]) })] }],
    ['a customer at an unknown place', { destination: undefined }],
  ])('%s', (_what, changes) => {
    expect(bothWays(wanted(), all).direct).toBeDefined();
    expect(
      routeFast(wanted(changes), columnsOf(all.map(({ location }) => location)), [columnsOfProduct(all, 1)]),
    ).toBeUndefined();
  });
});

test('a thousand locations are ranked like by comparison', () => {
  const all = candidates(
    Array.from({ length: 1000 }, (_, index): Place => ({
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
    const { direct, full } = bothWays(wanted({ brokering: { criteria, weights: undefined } }), all);
    expect(direct?.trace).toEqual(full.trace);
  }
});
