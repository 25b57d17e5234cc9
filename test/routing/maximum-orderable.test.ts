import { allocate } from '../../src/routing/allocate.js';
import { maximumOrderable } from '../../src/routing/maximum-orderable.js';
import { route } from '../../src/routing/route.js';
import type { SplitRules } from '../../src/routing/allocation-problem.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { candidates, line, SPLIT, TOGETHER, routingRequest } from './support.js';
import type { Store } from './support.js';

const told = (places: readonly Store[], changes: Partial<RoutingRequest> = {}, quantity = 1) => {
  const { locations: found, maximum: most } = maximumOrderable(
    routingRequest(changes),
    line(1, quantity),
    candidates(places),
  );
  return { codes: found.map(({ candidate }) => candidate.location.locationCd), most };
};
const STOCK: readonly Store[] = [
  { code: 'A', at: 0.3, stock: { 1: 4 } },
  { code: 'B', at: 0.1, stock: { 1: 9 } },
  { code: 'C', at: 0.2, stock: { 1: 2 } },
];

test('places come nearest first, also those that have less than is routingRequest', () => {
  expect(told(STOCK, {}, 8).codes).toEqual(['B', 'C', 'A']);
});

test('without split lines the most is what one location can promise; with them, what an order may be divided into', () => {
  expect(told(STOCK, { split: TOGETHER }).most).toBe(9);
  expect(told(STOCK, { split: SPLIT }).most).toBe(15);
  expect(told(STOCK, { split: { ...SPLIT, maxLocations: 2 } }).most).toBe(13);
  expect(told(STOCK, { split: { ...SPLIT, minPart: 4 } }).most).toBe(13);
  // Nobody has a part that is large enough, but the line may be given whole.
  expect(told(STOCK, { split: { ...SPLIT, minPart: 10 } }).most).toBe(9);
});

test('who may not take the line counts for nothing', () => {
  expect(
    told(
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
  ).toEqual({ codes: ['B', 'C', 'A'], most: 15 });
  expect(told([], { split: SPLIT })).toEqual({ codes: [], most: 0 });
});

test('what is promised is kept back first: reservations and safety stock', () => {
  expect(told([{ code: 'A', stock: { 1: 10 }, reserved: 3, preferences: { backupQuantity: 2 } }]).most).toBe(5);
});

test.each<[string, Partial<SplitRules>]>([
  ['as often as one likes', {}],
  ['over two locations', { maxLocations: 2 }],
  ['in parts of three', { minPart: 3 }],
  ['not at all', { allowSplitLine: false }],
])('a line of the most is placed whole by the routing, a larger one is not: split %s', (_, rules) => {
  const split = { ...SPLIT, ...rules };
  const { most } = told(STOCK, { split });
  const left = (quantity: number) =>
    route(routingRequest({ split, lines: [line(1, quantity)] }), candidates(STOCK)).unfulfillable;
  expect(left(most)).toEqual([]);
  expect(left(most + 1)).not.toEqual([]);
});

test('a random stock is told as the sharing out would place it', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const digit = (n: number): number => Math.floor(Math.abs(Math.sin(seed * 97 + n * 31)) * 10);
    const places = [1, 2, 3, 4].map((n): Store => ({ code: `L${n}`, at: n / 10, stock: { 1: digit(n) } }));
    const split = {
      ...SPLIT,
      maxLocations: 1 + (digit(5) % 4),
      minPart: 1 + (digit(6) % 5),
      allowSplitLine: digit(7) > 2,
    };
    const offers = places.map((place, index) => ({
      locationId: index + 1,
      atp: new Map([[1, { units: place.stock?.[1] ?? 0 }]]),
      excludedLines: new Set<number>(),
    }));
    const placeable = Array.from({ length: 41 }, (_, quantity) => quantity).filter(
      (quantity) =>
        quantity > 0 &&
        allocate([{ productId: 1, quantity }], offers, split).parts.reduce((sum, part) => sum + part.quantity, 0) ===
          quantity,
    );
    expect([seed, told(places, { split }).most]).toEqual([seed, Math.max(0, ...placeable)]);
  }
});
