import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import { candidates, line, routingRequest, SPLIT } from './support.js';
import type { Store } from './support.js';

/** The code of the best ranked store; `-` when none is eligible. */
const winnerOf = (request: RoutingRequest, stores: readonly Store[]): string =>
  route(request, candidates(stores)).eligible[0]?.evaluated.candidate.location.locationCd ?? '-';

/**
 * The stock of each store compared with the requested quantity (- nothing, < too little, = enough), and the store that
 * gets the order: A is nearer than B. A second character is for a second product, in an order of both.
 */
describe('the stock matrix', () => {
  const units = { '-': 0, '<': 1, '=': 2 };
  const LINES = [line(1, 2), line(2, 2)];

  test.each`
    A      | B      | winner
    ${'-'} | ${'-'} | ${'-'}
    ${'-'} | ${'<'} | ${'-'}
    ${'-'} | ${'='} | ${'B'}
    ${'<'} | ${'-'} | ${'-'}
    ${'<'} | ${'<'} | ${'-'}
    ${'<'} | ${'='} | ${'B'}
    ${'='} | ${'-'} | ${'A'}
    ${'='} | ${'<'} | ${'A'}
    ${'='} | ${'='} | ${'A'}
  `('one line: A $A, B $B -> $winner', ({ A, B, winner }: Record<'A' | 'B' | 'winner', keyof typeof units>) => {
    expect(
      winnerOf(routingRequest({ lines: LINES.slice(0, 1) }), [
        { code: 'A', at: 0.1, stock: { 1: units[A] } },
        { code: 'B', at: 0.2, stock: { 1: units[B] } },
      ]),
    ).toBe(winner);
  });

  test.each`
    A       | B       | winner
    ${'=='} | ${'=='} | ${'A'}
    ${'=-'} | ${'-='} | ${'-'}
    ${'=<'} | ${'=='} | ${'B'}
    ${'<='} | ${'=='} | ${'B'}
    ${'=='} | ${'--'} | ${'A'}
    ${'=<'} | ${'<='} | ${'-'}
  `('two lines that stay together: A $A, B $B -> $winner', ({ A, B, winner }: Record<'A' | 'B' | 'winner', string>) => {
    const stock = (marks: string): Record<number, number> => ({
      1: units[marks[0] as '-'],
      2: units[marks[1] as '-'],
    });
    expect(
      winnerOf(routingRequest({ lines: LINES }), [
        { code: 'A', at: 0.1, stock: stock(A) },
        { code: 'B', at: 0.2, stock: stock(B) },
      ]),
    ).toBe(winner);
  });

  test('lines of one product need their units together', () => {
    expect(
      winnerOf(routingRequest({ lines: [line(1, 2), line(1, 2)] }), [
        { code: 'A', at: 0.1, stock: { 1: 3 } },
        { code: 'B', at: 0.2, stock: { 1: 4 } },
      ]),
    ).toBe('B');
  });

  test('reserved units and safety stock are not available', () => {
    expect(winnerOf(routingRequest(), [{ code: 'A', stock: { 1: 3 }, reserved: 3 }])).toBe('-');
    expect(winnerOf(routingRequest(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 3 } }])).toBe('-');
    expect(winnerOf(routingRequest(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 2 } }])).toBe('A');
  });
});

const EXCLUDE = compileRuleBook([{ name: 'NEVER', result: 'exclude' }], [{ rule: 'NEVER', sequence: 1 }]);

describe('eliminates a store', () => {
  test.each<[string, Store, Partial<RoutingRequest>, string]>([
    ['that is switched off', { code: 'A', active: false }, {}, 'inactive'],
    ['that does not deliver', { code: 'A', preferences: { deliveryAvailable: false } }, {}, 'order_type'],
    [
      'that does not offer pickup',
      { code: 'A', preferences: { pickupAvailable: false } },
      { flow: 'pickup' },
      'order_type',
    ],
    [
      'that does not ship to stores',
      { code: 'A', preferences: { shipForPickupAvailable: false } },
      { flow: 'ship-for-pickup' },
      'order_type',
    ],
    [
      'of the requesting system when that excludes its own stores',
      { code: 'A', system: { systemCd: '6', shopWithinSystem: false } },
      {},
      'within_system',
    ],
    ['of an avoided system', { code: 'A' }, { avoidedSystems: new Set(['STC']) }, 'within_system'],
    ['that rejected the line', { code: 'A' }, { lines: [line(1, 1, { rejecters: new Set([1]) })] }, 'rejected_before'],
    [
      'that does not wrap gifts',
      { code: 'A', preferences: { giftWrapAvailable: false } },
      { lines: [line(1, 1, { giftWrap: true })] },
      'gift_wrap',
    ],
    [
      'that has reached its orders of the day',
      { code: 'A', ordersToday: 3, preferences: { maxOrdersPerDay: 3 } },
      {},
      'maximum_orders',
    ],
    [
      'that placed the order and may not fulfill it',
      { code: 'A' },
      { requestingLocationId: 1, requestingLocationMayFulfill: false },
      'requesting_location',
    ],
    ['outside the zone', { code: 'A' }, { zone: { primary: new Set([7]), alternate: new Set([8]) } }, 'zone'],
    ['when no zone serves the address', { code: 'A' }, { zone: 'none' }, 'zone'],
    [
      'of another brand',
      { code: 'A', attributes: { BRAND: 'BLUE' } },
      {
        attributes: { definitions: [{ code: 'BRAND', applies_to: 'location' }], originating: { BRAND: 'RED' } },
      },
      'attribute',
    ],
    [
      'whose stock record is too old',
      { code: 'A', stockAttributes: { updatedAt: '2030-01-02T10:59:59.999Z' }, preferences: { stockNewerThan: 1 } },
      {},
      'stale_stock',
    ],
    ['that a probability rule excludes', { code: 'A' }, { rules: EXCLUDE }, 'probability_rule'],
    ['without stock', { code: 'A', stock: { 1: 0 } }, {}, 'insufficient_inventory'],
    ['without a stock record of the product', { code: 'A', stock: { 2: 9 } }, {}, 'insufficient_inventory'],
    ['outside the radius', { code: 'A', at: 2 }, {}, 'proximity'],
    ['without coordinates', { code: 'A', at: undefined }, {}, 'proximity'],
    ['when the destination has no coordinates', { code: 'A' }, { destination: undefined }, 'proximity'],
  ])('%s', (_, store, changes, reason) => {
    const { eligible, eliminated } = route(routingRequest(changes), candidates([store]));
    expect(eligible).toEqual([]);
    expect(eliminated.map((one) => one.reason)).toEqual([reason]);
  });

  test('without stock, also when the order is split', () => {
    const stores = candidates([{ code: 'A', stock: { 1: 0 } }]);
    const { eliminated } = route(routingRequest({ split: SPLIT }), stores);
    expect(eliminated.map((one) => one.reason)).toEqual(['insufficient_inventory']);
  });

  test('for the reason of its first line when it may not get any', () => {
    const lines = [line(1, 1, { rejecters: new Set([1]) }), line(2, 1)];
    const { eliminated } = route(routingRequest({ lines, split: SPLIT }), candidates([{ code: 'A', stock: { 1: 9 } }]));
    expect(eliminated.map((one) => one.reason)).toEqual(['rejected_before']);
  });

  test('for the reason of an excluded line when the order is not split', () => {
    const lines = [line(1, 1), line(1, 1, { rejecters: new Set([1]) })];
    const stores = candidates([{ code: 'A' }]);
    expect(route(routingRequest({ lines }), stores).eliminated.map((one) => one.reason)).toEqual(['rejected_before']);
    expect(route(routingRequest({ lines, split: SPLIT }), stores).eliminated).toEqual([]);
  });
});

describe('does not eliminate a store', () => {
  test.each<[string, Store, Partial<RoutingRequest>]>([
    [
      'whose stock record is exactly as old as allowed',
      { code: 'A', stockAttributes: { updatedAt: '2030-01-02T11:00:00.000Z' }, preferences: { stockNewerThan: 1 } },
      {},
    ],
    ['one order below its limit', { code: 'A', ordersToday: 2, preferences: { maxOrdersPerDay: 3 } }, {}],
    [
      'at its limit that already ships for the order',
      { code: 'A', ordersToday: 3, preferences: { maxOrdersPerDay: 3 } },
      { exemptFromMaximum: new Set([1]) },
    ],
    ['among the alternate ones of the zone', { code: 'A' }, { zone: { primary: new Set(), alternate: new Set([1]) } }],
    ['of another system that excludes its own stores', { code: 'A', system: { shopWithinSystem: false } }, {}],
    [
      'that placed the order and may fulfill it',
      { code: 'A' },
      { requestingLocationId: 1, requestingLocationMayFulfill: true },
    ],
    ['for another one being the requesting store', { code: 'A' }, { requestingLocationMayFulfill: false }],
    [
      'that wraps no gifts if none is to be wrapped',
      { code: 'A', preferences: { giftWrapAvailable: false } },
      { lines: [line(1, 1)] },
    ],
    [
      'where probability rules are switched off',
      { code: 'A', preferences: { useProbabilityRules: false } },
      { rules: EXCLUDE },
    ],
  ])('%s', (_, store, changes) => {
    expect(winnerOf(routingRequest(changes), [store])).toBe('A');
  });

  test('without the proximity locator, wherever it is: its distance is 0', () => {
    const { eligible } = route(
      routingRequest({ destination: undefined }),
      candidates([{ code: 'A', at: 50, preferences: { useProximityLocator: false } }]),
    );
    expect(eligible.map((one) => one.evaluated.distance)).toEqual([0]);
  });

  test('within the radius in the unit of the request', () => {
    expect(winnerOf(routingRequest({ radius: 80, unit: 'MI' }), [{ code: 'A', at: 1 }])).toBe('A');
    expect(winnerOf(routingRequest({ radius: 80, unit: 'KM' }), [{ code: 'A', at: 1 }])).toBe('-');
  });
});

test('reports the units of each line that no store can fulfill, and no line that is fulfilled', () => {
  const request = routingRequest({ lines: [line(1, 2), line(2, 5)], split: SPLIT });
  const { unfulfillable } = route(request, candidates([{ code: 'A', stock: { 1: 2, 2: 3 } }]));
  expect(unfulfillable).toEqual([{ line: 1, quantity: 2 }]);
  expect(route(routingRequest(), candidates([{ code: 'A' }])).unfulfillable).toEqual([]);
});
