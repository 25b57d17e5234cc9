import fc from 'fast-check';
import type { RoutingRequest } from '../../src/routing/request.js';
import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import { route } from '../../src/routing/route.js';
import { storeTrace } from '../../src/routing/trace.js';
import { candidates, line, NOW, SPLIT, routingRequest } from './support.js';
import type { Store } from './support.js';

const chosen = (request: RoutingRequest, places: readonly Store[]): string =>
  route(request, candidates(places)).eligible[0]?.evaluated.candidate.location.locationCd ?? '-';

/**
 * What each location has of what is routingRequest (- nothing, < too little, = enough) and who gets it: A is nearer than B.
 * Of a second product likewise, for the order that wants both.
 */
describe('the stock matrix', () => {
  const units = { '-': 0, '<': 1, '=': 2 };
  const LINES = [line(1, 2), line(2, 2)];

  test.each`
    A      | B      | who
    ${'-'} | ${'-'} | ${'-'}
    ${'-'} | ${'<'} | ${'-'}
    ${'-'} | ${'='} | ${'B'}
    ${'<'} | ${'-'} | ${'-'}
    ${'<'} | ${'<'} | ${'-'}
    ${'<'} | ${'='} | ${'B'}
    ${'='} | ${'-'} | ${'A'}
    ${'='} | ${'<'} | ${'A'}
    ${'='} | ${'='} | ${'A'}
  `('one line: A $A, B $B -> $who', ({ A, B, who }: Record<'A' | 'B' | 'who', keyof typeof units>) => {
    expect(
      chosen(routingRequest({ lines: LINES.slice(0, 1) }), [
        { code: 'A', at: 0.1, stock: { 1: units[A] } },
        { code: 'B', at: 0.2, stock: { 1: units[B] } },
      ]),
    ).toBe(who);
  });

  test.each`
    A       | B       | who
    ${'=='} | ${'=='} | ${'A'}
    ${'=-'} | ${'-='} | ${'-'}
    ${'=<'} | ${'=='} | ${'B'}
    ${'<='} | ${'=='} | ${'B'}
    ${'=='} | ${'--'} | ${'A'}
    ${'=<'} | ${'<='} | ${'-'}
  `('two lines that stay together: A $A, B $B -> $who', ({ A, B, who }: Record<'A' | 'B' | 'who', string>) => {
    const stock = (marks: string): Record<number, number> => ({ 1: units[marks[0] as '-'], 2: units[marks[1] as '-'] });
    expect(
      chosen(routingRequest({ lines: LINES }), [
        { code: 'A', at: 0.1, stock: stock(A) },
        { code: 'B', at: 0.2, stock: stock(B) },
      ]),
    ).toBe(who);
  });

  test('lines of one product are looked at together', () => {
    const lines = [line(1, 2), line(1, 2)];
    expect(
      chosen(routingRequest({ lines }), [
        { code: 'A', at: 0.1, stock: { 1: 3 } },
        { code: 'B', at: 0.2, stock: { 1: 4 } },
      ]),
    ).toBe('B');
  });

  test('what is reserved and what is never promised is not there', () => {
    expect(chosen(routingRequest(), [{ code: 'A', stock: { 1: 3 }, reserved: 3 }])).toBe('-');
    expect(chosen(routingRequest(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 3 } }])).toBe('-');
    expect(chosen(routingRequest(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 2 } }])).toBe('A');
  });
});

const EXCLUDE = compileRuleBook([{ name: 'NEVER', result: 'exclude' }], [{ rule: 'NEVER', sequence: 1 }]);

describe('a candidate is out, for the reason its trace gives', () => {
  test.each<[string, Store, Partial<RoutingRequest>, string]>([
    ['switched off', { code: 'A', active: false }, {}, 'inactive'],
    ['that does not deliver', { code: 'A', preferences: { deliveryAvailable: false } }, {}, 'order_type'],
    [
      'that does not do pickups',
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
      'of the asking system, which keeps its own out',
      { code: 'A', system: { systemCd: '6', shopWithinSystem: false } },
      {},
      'within_system',
    ],
    ['of a system not to be asked again', { code: 'A' }, { avoidedSystems: new Set(['STC']) }, 'within_system'],
    ['that rejected before', { code: 'A' }, { lines: [line(1, 1, { rejecters: new Set([1]) })] }, 'rejected_before'],
    [
      'that wraps no gifts',
      { code: 'A', preferences: { giftWrapAvailable: false } },
      { lines: [line(1, 1, { giftWrap: true })] },
      'gift_wrap',
    ],
    [
      'that had its orders for today',
      { code: 'A', ordersToday: 3, preferences: { maxOrdersPerDay: 3 } },
      {},
      'maximum_orders',
    ],
    [
      'that asks, where it may not fulfill',
      { code: 'A' },
      { requestingLocationId: 1, requestingLocationMayFulfill: false },
      'requesting_location',
    ],
    ['outside the zone', { code: 'A' }, { zone: { primary: new Set([7]), alternate: new Set([8]) } }, 'zone'],
    ['where no zone serves', { code: 'A' }, { zone: 'none' }, 'zone'],
    [
      'of another brand',
      { code: 'A', attributes: { BRAND: 'BLUE' } },
      {
        attributes: { definitions: [{ code: 'BRAND', applies_to: 'location' }], originating: { BRAND: 'RED' } },
      },
      'attribute',
    ],
    [
      'whose figure is too old',
      { code: 'A', stockAttributes: { updatedAt: '2030-01-02T10:00:00.000Z' }, preferences: { stockNewerThan: 1 } },
      {},
      'stale_stock',
    ],
    ['that a rule takes out', { code: 'A' }, { rules: EXCLUDE }, 'probability_rule'],
    ['with too little', { code: 'A', stock: { 1: 0 } }, {}, 'insufficient_inventory'],
    ['too far away', { code: 'A', at: 2 }, {}, 'proximity'],
    ['nobody knows where', { code: 'A', at: undefined }, {}, 'proximity'],
    ['when nobody knows where the customer is', { code: 'A' }, { destination: undefined }, 'proximity'],
  ])('%s', (_, place, changes, reason) => {
    const { eligible, eliminated } = route(routingRequest(changes), candidates([place]));
    expect(eligible).toEqual([]);
    expect(eliminated.map((one) => one.reason)).toEqual([reason]);
  });

  test('a location that does not use the proximity locator is at distance 0, wherever it is', () => {
    const { eligible } = route(
      routingRequest({ destination: undefined }),
      candidates([{ code: 'A', at: 50, preferences: { useProximityLocator: false } }]),
    );
    expect(eligible.map((one) => one.evaluated.distance)).toEqual([0]);
  });

  test('the radius is in the unit of the request', () => {
    expect(chosen(routingRequest({ radius: 80, unit: 'MI' }), [{ code: 'A', at: 1 }])).toBe('A');
    expect(chosen(routingRequest({ radius: 80, unit: 'KM' }), [{ code: 'A', at: 1 }])).toBe('-');
  });
});

describe('the ranking', () => {
  test.each<[string, Partial<RoutingRequest>, Store[], string]>([
    [
      'nearest first',
      {},
      [
        { code: 'A', at: 0.3 },
        { code: 'B', at: 0.2 },
      ],
      'B',
    ],
    [
      'more on hand breaks the tie',
      {},
      [
        { code: 'A', stock: { 1: 5 } },
        { code: 'B', stock: { 1: 6 } },
      ],
      'B',
    ],
    [
      'then the lower priority number',
      {},
      [
        { code: 'A', priority: 2 },
        { code: 'B', priority: 1 },
      ],
      'B',
    ],
    ['then the code', {}, [{ code: 'B' }, { code: 'A' }], 'A'],
    [
      'whoever has waited longest',
      { brokering: { criteria: ['last_order_assigned'], weights: undefined } },
      [{ code: 'A', lastAssignedAt: NOW }, { code: 'B' }],
      'B',
    ],
    [
      'who sells it slowly',
      { brokering: { criteria: ['sales_velocity'], weights: undefined } },
      [
        { code: 'A', stockAttributes: { salesVelocity: 5 } },
        { code: 'B', stockAttributes: { salesVelocity: 1 } },
        { code: 'C' },
      ],
      'B',
    ],
    [
      'the better score',
      {
        brokering: {
          criteria: [],
          weights: { labor_cost: 60, gross_margin: 0, proximity: 40, on_hand: 0, sales_velocity: 0, priority: 0 },
        },
      },
      [
        { code: 'A', at: 0.1, laborCost: 5 },
        { code: 'B', at: 0.2, laborCost: 1 },
      ],
      'B',
    ],
    [
      "the zone's primary locations before its alternate ones",
      { zone: { primary: new Set([2]), alternate: new Set([1]) } },
      [
        { code: 'A', at: 0.1 },
        { code: 'B', at: 0.9 },
      ],
      'B',
    ],
    [
      'whoever already ships for the order before all',
      { preferred: new Set([2]) },
      [
        { code: 'A', at: 0.1 },
        { code: 'B', at: 0.9 },
      ],
      'B',
    ],
    [
      'in the order the retailer gave',
      { brokering: { criteria: ['priority', 'proximity'], weights: undefined } },
      [
        { code: 'A', at: 0.1, priority: 2 },
        { code: 'B', at: 0.2, priority: 1 },
      ],
      'B',
    ],
  ])('%s', (_, changes, places, first) => {
    expect(chosen(routingRequest(changes), places)).toBe(first);
  });
});

const NOBODY = { tooFar: 0, noRecord: 0 };

describe('for any locations and order', () => {
  const place = fc.record({
    at: fc.option(
      fc.integer({ min: 0, max: 30 }).map((n) => n / 10),
      { nil: undefined },
    ),
    stock: fc.record({ 1: fc.integer({ min: 0, max: 4 }), 2: fc.integer({ min: 0, max: 4 }) }),
    reserved: fc.integer({ min: 0, max: 2 }),
    priority: fc.integer({ min: 1, max: 2 }),
    active: fc.boolean(),
    preferences: fc.record({
      deliveryAvailable: fc.boolean(),
      useProximityLocator: fc.boolean(),
      giftWrapAvailable: fc.boolean(),
    }),
  });
  const places = fc
    .array(place, { maxLength: 8 })
    .map((list) => list.map((one, index): Store => ({ ...one, code: `L${String(index)}` })));
  const lines = fc
    .array(
      fc.record({
        productId: fc.integer({ min: 1, max: 2 }),
        quantity: fc.integer({ min: 1, max: 3 }),
        giftWrap: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((list) => list.map(({ productId, quantity, giftWrap }) => line(productId, quantity, { giftWrap })));
  const request = fc
    .record({
      lines,
      split: fc.constantFrom(
        SPLIT,
        { ...SPLIT, allowSplitLine: false },
        { ...SPLIT, allowSplitOrder: false, allowSplitLine: false },
      ),
    })
    .map(routingRequest);

  test('assigned and unfulfillable units are the ordered ones, and nobody gives more than it can promise', () => {
    fc.assert(
      fc.property(places, request, (where, what) => {
        const { parts, unfulfillable, eligible, eliminated } = route(what, candidates(where));
        what.lines.forEach(({ quantity }, index) => {
          const placed = [...parts, ...unfulfillable]
            .filter((one) => one.line === index)
            .reduce((sum, one) => sum + one.quantity, 0);
          expect(placed).toBe(quantity);
        });
        for (const { evaluated } of eligible) {
          for (const [productId, { units }] of evaluated.atp) {
            const given = parts.filter(
              (part) =>
                part.locationId === evaluated.candidate.location.id && what.lines[part.line]?.productId === productId,
            );
            expect(given.reduce((sum, part) => sum + part.quantity, 0)).toBeLessThanOrEqual(units);
          }
        }
        const out = new Set(eliminated.map(({ evaluated }) => evaluated.candidate.location.id));
        expect(parts.some((part) => out.has(part.locationId))).toBe(false);
        expect(eligible.length + eliminated.length).toBe(where.length);
      }),
      { numRuns: 300 },
    );
  });

  test('the order in which candidates are read decides nothing', () => {
    fc.assert(
      fc.property(places, request, fc.func(fc.nat()), (where, what, shuffle) => {
        const shuffled = [...where].sort((a, b) => shuffle(a.code) - shuffle(b.code));
        const [one, other] = [route(what, candidates(where)), route(what, candidates(shuffled))];
        expect(other.parts).toEqual(one.parts);
        expect(storeTrace(what, other, NOBODY)).toEqual(storeTrace(what, one, NOBODY));
      }),
      { numRuns: 300 },
    );
  });

  test.each<[string, (place: Store) => Store, (request: RoutingRequest) => RoutingRequest]>([
    ['gift wrap', (one) => ({ ...one, preferences: { ...one.preferences, giftWrapAvailable: true } }), (what) => what],
    [
      'proximity',
      (one) => ({ ...one, preferences: { ...one.preferences, useProximityLocator: false } }),
      (what) => what,
    ],
    ['order type', (one) => ({ ...one, preferences: { ...one.preferences, deliveryAvailable: true } }), (what) => what],
    [
      'maximum orders',
      (one) => ({ ...one, preferences: { ...one.preferences, maxOrdersPerDay: null } }),
      (what) => what,
    ],
    ['stale stock', (one) => ({ ...one, preferences: { ...one.preferences, stockNewerThan: null } }), (what) => what],
    ['zones', (one) => one, (what) => ({ ...what, zone: undefined })],
    ['the requesting location', (one) => one, (what) => ({ ...what, requestingLocationMayFulfill: true })],
    ['probability rules', (one) => one, (what) => ({ ...what, rules: undefined })],
  ])('switching off %s never lets another rule take out a location that was in', (_, looser, freer) => {
    const rules = compileRuleBook(
      [{ name: 'FEW', when: 'available < 2', result: 'exclude' }],
      [{ rule: 'FEW', sequence: 1 }],
    );
    fc.assert(
      fc.property(places, request, (where, plain) => {
        const what: RoutingRequest = {
          ...plain,
          rules,
          zone: { primary: new Set([1, 2, 3, 4]), alternate: new Set([5]) },
          requestingLocationId: 2,
          requestingLocationMayFulfill: false,
        };
        const limited = where.map((one): Store => ({
          ...one,
          ordersToday: 1,
          preferences: { maxOrdersPerDay: one.priority ?? 1, stockNewerThan: 1, ...one.preferences },
        }));
        const inBefore = route(what, candidates(limited)).eligible.map(
          ({ evaluated }) => evaluated.candidate.location.id,
        );
        const inAfter = new Set(
          route(freer(what), candidates(limited.map(looser))).eligible.map(
            ({ evaluated }) => evaluated.candidate.location.id,
          ),
        );
        for (const id of inBefore) expect(inAfter.has(id)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
