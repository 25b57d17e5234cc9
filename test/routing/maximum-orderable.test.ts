import { allocate } from '../../src/routing/allocate.js';
import { maximumOrderable } from '../../src/routing/maximum-orderable.js';
import { route } from '../../src/routing/route.js';
import type { SplitRules } from '../../src/routing/allocation-problem.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { candidates, line, SPLIT, TOGETHER, routingRequest } from './support.js';
import type { Store } from './support.js';

const availability = (stores: readonly Store[], changes: Partial<RoutingRequest> = {}, quantity = 1) => {
  const { locations, maximum } = maximumOrderable(routingRequest(changes), line(1, quantity), candidates(stores));
  return { codes: locations.map(({ candidate }) => candidate.location.locationCd), maximum };
};
const STOCK: readonly Store[] = [
  { code: 'A', at: 0.3, stock: { 1: 4 } },
  { code: 'B', at: 0.1, stock: { 1: 9 } },
  { code: 'C', at: 0.2, stock: { 1: 2 } },
];

test('lists the nearest location first, and also those with less than the requested quantity', () => {
  expect(availability(STOCK, {}, 8).codes).toEqual(['B', 'C', 'A']);
});

test('without split lines the maximum is what one location can promise; with them, what the allowed parts can', () => {
  expect(availability(STOCK, { split: TOGETHER }).maximum).toBe(9);
  expect(availability(STOCK, { split: SPLIT }).maximum).toBe(15);
  expect(availability(STOCK, { split: { ...SPLIT, maxLocations: 2 } }).maximum).toBe(13);
  expect(availability(STOCK, { split: { ...SPLIT, minPart: 4 } }).maximum).toBe(13);
  // No location has a part that is large enough, but one may take the whole line.
  expect(availability(STOCK, { split: { ...SPLIT, minPart: 10 } }).maximum).toBe(9);
});

test('locations that may not get the line do not count', () => {
  expect(
    availability(
      [
        ...STOCK,
        { code: 'D', at: 2, stock: { 1: 100 } },
        { code: 'E', at: 0.1, stock: { 1: 100 }, active: false },
        { code: 'F', at: 0.1, stock: { 1: 0 } },
        { code: 'G', at: 0.1, stock: { 1: 100 }, preferences: { deliveryAvailable: false } },
        { code: 'H', at: 0.1, stock: { 1: 100 }, ordersToday: 3, preferences: { maxOrdersPerDay: 3 } },
      ],
      { split: SPLIT },
    ),
  ).toEqual({ codes: ['B', 'C', 'A'], maximum: 15 });
  expect(availability([], { split: SPLIT })).toEqual({ codes: [], maximum: 0 });
});

test('reserved units and safety stock do not count', () => {
  expect(availability([{ code: 'A', stock: { 1: 10 }, reserved: 3, preferences: { backupQuantity: 2 } }]).maximum).toBe(
    5,
  );
});

test.each<[string, Partial<SplitRules>]>([
  ['without limits', {}],
  ['over at most two locations', { maxLocations: 2 }],
  ['in parts of at least three', { minPart: 3 }],
  ['never', { allowSplitLine: false }],
])('the routing fulfills a line of the maximum completely and no larger one: split %s', (_, rules) => {
  const split = { ...SPLIT, ...rules };
  const { maximum } = availability(STOCK, { split });
  const left = (quantity: number) =>
    route(routingRequest({ split, lines: [line(1, quantity)] }), candidates(STOCK)).unfulfillable;
  expect(left(maximum)).toEqual([]);
  expect(left(maximum + 1)).not.toEqual([]);
});

test('the maximum is the largest line that the allocation can fulfill, for random stock', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const digit = (n: number): number => Math.floor(Math.abs(Math.sin(seed * 97 + n * 31)) * 10);
    const stores = [1, 2, 3, 4].map((n): Store => ({ code: `L${n}`, at: n / 10, stock: { 1: digit(n) } }));
    const split = {
      ...SPLIT,
      maxLocations: 1 + (digit(5) % 4),
      minPart: 1 + (digit(6) % 5),
      allowSplitLine: digit(7) > 2,
    };
    const offers = stores.map((store, index) => ({
      locationId: index + 1,
      atp: new Map([[1, { units: store.stock?.[1] ?? 0 }]]),
      excludedLines: new Set<number>(),
    }));
    const allocatable = Array.from({ length: 41 }, (_, quantity) => quantity).filter(
      (quantity) =>
        quantity > 0 &&
        allocate([{ productId: 1, quantity }], offers, split).parts.reduce((sum, part) => sum + part.quantity, 0) ===
          quantity,
    );
    expect([seed, availability(stores, { split }).maximum]).toEqual([seed, Math.max(0, ...allocatable)]);
  }
});
