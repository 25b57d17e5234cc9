import { whatWouldTake } from '../../src/routing/explain.js';
import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import { candidates, line, NOW, routingRequest, SPLIT } from './support.js';
import type { Store } from './support.js';

const NEAR: Store = { code: 'NEAR', at: 0.1 };

/** Why a store with this code did not get the order. */
function explain(stores: readonly Store[], code: string, changes: Partial<RoutingRequest> = {}): string | undefined {
  const all = candidates(stores);
  const request = routingRequest(changes);
  const id = all.find(({ location }) => location.locationCd === code)?.location.id ?? 0;
  return whatWouldTake(id, request, route(request, all));
}

test('a chosen store needs no explanation', () => {
  expect(explain([NEAR, { code: 'FAR', at: 0.2 }], 'NEAR')).toBeUndefined();
});

test('a store that was no candidate has no stock record', () => {
  expect(explain([NEAR], 'ELSEWHERE')).toBe('It has no stock record of a wanted product inside the radius.');
});

test.each<[Store, Partial<RoutingRequest>, string]>([
  [{ code: 'A', active: false }, {}, 'It is switched off: it would have to be active.'],
  [
    { code: 'A', preferences: { pickupAvailable: false } },
    { flow: 'pickup' },
    'It does not offer pickup: the preference for it would have to be on.',
  ],
  [
    { code: 'A', system: { systemCd: 'X' } },
    { avoidedSystems: new Set(['X']) },
    'System X is excluded: shop_within_system, or reject_may_reshop_same_system after a reject, would have to be on.',
  ],
  [
    { code: 'A' },
    { requestingLocationId: 1, requestingLocationMayFulfill: false },
    'It placed the order itself: requesting_location_may_fulfill would have to be on.',
  ],
  [
    { code: 'A', ordersToday: 7, preferences: { maxOrdersPerDay: 5 } },
    {},
    'It had 7 orders today, its limit: max_orders_per_day would have to be higher.',
  ],
  [{ code: 'A' }, { zone: 'none' }, 'No zone serves the address: one would have to.'],
  [
    { code: 'A' },
    { zone: { primary: new Set([2]), alternate: new Set() } },
    'It does not serve the zone of the address: the zone would have to name it.',
  ],
  [{ code: 'A', at: 1.5 }, {}, 'It is 103.6 MI away: the radius (100 MI) would have to reach it.'],
  [{ code: 'A', at: undefined }, {}, 'Its coordinates or those of the customer are unknown.'],
  [
    { code: 'A' },
    { lines: [line(1, 1, { rejecters: new Set([1]) })] },
    'It rejected the line and does not get it again.',
  ],
  [
    { code: 'A', preferences: { giftWrapAvailable: false } },
    { lines: [line(1, 1, { giftWrap: true })] },
    'A line is to be gift-wrapped: gift_wrap_available would have to be on.',
  ],
  [
    { code: 'A', attributes: { BRAND: 'BLUE' } },
    { attributes: { definitions: [{ code: 'BRAND', applies_to: 'location' }], originating: { BRAND: 'RED' } } },
    "Its attributes do not agree with the originating location's or the product's.",
  ],
  [
    { code: 'A', preferences: { stockNewerThan: 1 }, stockAttributes: { updatedAt: '2029-12-01T00:00:00.000Z' } },
    {},
    'Its stock record is too old: it would have to be updated, or use_offline_newer_than would have to allow its age.',
  ],
  [{ code: 'A', stock: { 1: 2 } }, { lines: [line(1, 3), line(1, 4)] }, 'It would need 5 more of product 1.'],
  [
    { code: 'A', stock: { 1: 2, 2: 1 } },
    { lines: [line(1, 3), line(2, 4)] },
    'It would need 1 more of product 1 and 3 more of product 2.',
  ],
])('the store %j of %j would be eligible: %s', (store, changes, sentence) => {
  expect(explain([store], 'A', changes)).toBe(sentence);
});

test('each of several eliminated stores has its own explanation', () => {
  const stores: Store[] = [NEAR, { code: 'OFF', active: false }, { code: 'FAR', at: undefined }];
  expect(explain(stores, 'OFF')).toBe('It is switched off: it would have to be active.');
  expect(explain(stores, 'FAR')).toBe('Its coordinates or those of the customer are unknown.');
});

test('a shortage names only the products that are short', () => {
  const lines = [line(1, 2), line(2, 5)];
  expect(explain([{ code: 'A', stock: { 1: 2, 2: 1 } }], 'A', { lines })).toBe('It would need 4 more of product 2.');
});

test('a store that a probability rule excludes is explained by the name of the rule', () => {
  const rules = compileRuleBook([{ name: 'FEW', result: 'exclude' }], [{ rule: 'FEW', sequence: 1 }]);
  expect(explain([{ code: 'A' }], 'A', { rules })).toBe('Probability rule FEW excludes it.');
});

describe('an eligible store that was not chosen', () => {
  test('lacks units when nothing was chosen because lines are not split', () => {
    const stores: Store[] = [{ code: 'A', stock: { 1: 2 } }];
    const changes = { lines: [line(1, 5)], split: { ...SPLIT, allowSplitLine: false } };
    expect(explain(stores, 'A', changes)).toBe(
      'It cannot take all of it, and the line is not split. It would need 3 more of product 1.',
    );
  });

  test('can take only part of it', () => {
    const stores: Store[] = [
      { code: 'A', at: 0.1, stock: { 1: 2 } },
      { code: 'B', at: 0.2, stock: { 1: 9 } },
    ];
    expect(explain(stores, 'A', { lines: [line(1, 5)], split: SPLIT })).toBe(
      'It can take only part of it. It would need 3 more of product 1.',
    );
  });

  test('may not get one of the lines', () => {
    const stores: Store[] = [
      { code: 'A', at: 0.1, preferences: { giftWrapAvailable: false } },
      { code: 'B', at: 0.2 },
    ];
    const lines = [line(1, 1), line(1, 1, { giftWrap: true })];
    expect(explain(stores, 'A', { lines, split: SPLIT })).toBe('It can take only part of it. A line may not go there.');
  });

  test('is compared with the store that was chosen, not with a better ranked one that cannot take everything', () => {
    const stores: Store[] = [
      { code: 'A', at: 0.1, stock: { 1: 2 } },
      { code: 'B', at: 0.2 },
      { code: 'C', at: 0.3 },
    ];
    expect(explain(stores, 'C', { lines: [line(1, 5)], split: SPLIT })).toBe(
      'It is number 3 of the ranking: B is nearer (13.8 MI against 20.7 MI).',
    );
  });

  const WEIGHTS = { labor_cost: 0, gross_margin: 0, proximity: 100, on_hand: 0, sales_velocity: 0, priority: 0 };
  test.each<[string, Store, Store, Partial<RoutingRequest>]>([
    ['A is nearer (6.9 MI against 13.8 MI).', { code: 'A', at: 0.1 }, { code: 'B', at: 0.2 }, {}],
    ['A has more on hand.', { code: 'A', stock: { 1: 9 } }, { code: 'B', stock: { 1: 8 } }, {}],
    ['A has the better priority (1 against 2).', { code: 'A', priority: 1 }, { code: 'B', priority: 2 }, {}],
    [
      'A has waited longer for an order.',
      { code: 'A' },
      { code: 'B', lastAssignedAt: NOW },
      { brokering: { criteria: ['last_order_assigned'], weights: undefined } },
    ],
    [
      'A sells it more slowly.',
      { code: 'A', stockAttributes: { salesVelocity: 1 } },
      { code: 'B' },
      { brokering: { criteria: ['sales_velocity'], weights: undefined } },
    ],
    [
      'A has the higher score (1 against 0).',
      { code: 'A', at: 0.1 },
      { code: 'B', at: 0.2 },
      { brokering: { criteria: [], weights: WEIGHTS } },
    ],
    ['A is equal in everything and comes first by its code.', { code: 'A' }, { code: 'B' }, {}],
    ['A already ships for the order.', { code: 'A', at: 0.9 }, { code: 'B' }, { preferred: new Set([1]) }],
    [
      'A is a primary location of the zone, this one an alternate.',
      { code: 'A', at: 0.9 },
      { code: 'B' },
      { zone: { primary: new Set([1]), alternate: new Set([2]) } },
    ],
  ])('is behind the winner: %s', (sentence, winner, loser, changes) => {
    expect(explain([winner, loser], 'B', changes)).toBe(`It is number 2 of the ranking: ${sentence}`);
  });
});
