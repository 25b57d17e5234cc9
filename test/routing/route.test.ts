import fc from 'fast-check';
import { promisable } from '../../src/routing/request.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import { candidates, wanted } from './support.js';
import type { Place } from './support.js';

const chosen = (request: RoutingRequest, places: readonly Place[]): string => route(request, candidates(places)).eligible[0]?.candidate.location.locationCd ?? '-';

/**
 * What each location has of what is wanted (- nothing, < too little, = enough) and who gets it: A is nearer than B.
 * Of a second product likewise, for the order that wants both.
 */
describe('the stock matrix', () => {
  const units = { '-': 0, '<': 1, '=': 2 };
  const LINES = [{ productId: 1, quantity: 2, giftWrap: false }, { productId: 2, quantity: 2, giftWrap: false }];

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
    expect(chosen(wanted({ lines: LINES.slice(0, 1) }), [
      { code: 'A', at: 0.1, stock: { 1: units[A] } }, { code: 'B', at: 0.2, stock: { 1: units[B] } },
    ])).toBe(who);
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
    expect(chosen(wanted({ lines: LINES }), [
      { code: 'A', at: 0.1, stock: stock(A) }, { code: 'B', at: 0.2, stock: stock(B) },
    ])).toBe(who);
  });

  test('lines of one product are looked at together', () => {
    const lines = [{ productId: 1, quantity: 2, giftWrap: false }, { productId: 1, quantity: 2, giftWrap: false }];
    expect(chosen(wanted({ lines }), [{ code: 'A', at: 0.1, stock: { 1: 3 } }, { code: 'B', at: 0.2, stock: { 1: 4 } }])).toBe('B');
  });

  test('what is reserved and what is never promised is not there', () => {
    expect(chosen(wanted(), [{ code: 'A', stock: { 1: 3 }, reserved: 3 }])).toBe('-');
    expect(chosen(wanted(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 3 } }])).toBe('-');
    expect(chosen(wanted(), [{ code: 'A', stock: { 1: 3 }, preferences: { backupQuantity: 2 } }])).toBe('A');
  });
});

describe('a candidate is out, for the reason its trace gives', () => {
  test.each<[string, Place, Partial<RoutingRequest>, string]>([
    ['switched off', { code: 'A', active: false }, {}, 'inactive'],
    ['that does not deliver', { code: 'A', preferences: { deliveryAvailable: false } }, {}, 'order_type'],
    ['that does not do pickups', { code: 'A', preferences: { pickupAvailable: false } }, { flow: 'pickup' }, 'order_type'],
    ['that does not ship to stores', { code: 'A', preferences: { shipForPickupAvailable: false } }, { flow: 'ship-for-pickup' }, 'order_type'],
    ['of the asking system, which keeps its own out', { code: 'A', system: { systemCd: '6', shopWithinSystem: false } }, {}, 'within_system'],
    ['of a system not to be asked again', { code: 'A' }, { avoidedSystems: new Set(['STC']) }, 'within_system'],
    ['that rejected before', { code: 'A' }, { rejecters: new Set([1]) }, 'rejected_before'],
    ['that wraps no gifts', { code: 'A', preferences: { giftWrapAvailable: false } }, { lines: [{ productId: 1, quantity: 1, giftWrap: true }] }, 'gift_wrap'],
    ['with too little', { code: 'A', stock: { 1: 0 } }, {}, 'insufficient_inventory'],
    ['too far away', { code: 'A', at: 2 }, {}, 'proximity'],
    ['nobody knows where', { code: 'A', at: undefined }, {}, 'proximity'],
    ['when nobody knows where the customer is', { code: 'A' }, { destination: undefined }, 'proximity'],
  ])('%s', (_, place, changes, reason) => {
    const { eligible, trace } = route(wanted(changes), candidates([place]));
    expect(eligible).toEqual([]);
    expect(trace).toEqual([expect.objectContaining({ locationId: 1, eliminated: reason })]);
  });

  test('a location that does not use the proximity locator is at distance 0, wherever it is', () => {
    const { eligible } = route(wanted({ destination: undefined }), candidates([{ code: 'A', at: 50, preferences: { useProximityLocator: false } }]));
    expect(eligible.map((one) => one.distance)).toEqual([0]);
  });

  test('the radius is in the unit of the request', () => {
    expect(chosen(wanted({ radius: 80, unit: 'MI' }), [{ code: 'A', at: 1 }])).toBe('A');
    expect(chosen(wanted({ radius: 80, unit: 'KM' }), [{ code: 'A', at: 1 }])).toBe('-');
  });
});

describe('the ranking', () => {
  test.each<[string, Partial<RoutingRequest>, Place[], string]>([
    ['nearest first', {}, [{ code: 'A', at: 0.3 }, { code: 'B', at: 0.2 }], 'B'],
    ['more on hand breaks the tie', {}, [{ code: 'A', stock: { 1: 5 } }, { code: 'B', stock: { 1: 6 } }], 'B'],
    ['then the lower priority number', {}, [{ code: 'A', priority: 2 }, { code: 'B', priority: 1 }], 'B'],
    ['then the code', {}, [{ code: 'B' }, { code: 'A' }], 'A'],
    ['in the order the retailer gave', { criteria: ['priority', 'proximity'] }, [{ code: 'A', at: 0.1, priority: 2 }, { code: 'B', at: 0.2, priority: 1 }], 'B'],
  ])('%s', (_, changes, places, first) => {
    expect(chosen(wanted(changes), places)).toBe(first);
  });
});

describe('for any locations and order', () => {
  const place = fc.record({
    at: fc.option(fc.integer({ min: 0, max: 30 }).map((n) => n / 10), { nil: undefined }),
    stock: fc.record({ 1: fc.integer({ min: 0, max: 4 }), 2: fc.integer({ min: 0, max: 4 }) }),
    reserved: fc.integer({ min: 0, max: 2 }),
    priority: fc.integer({ min: 1, max: 2 }),
    active: fc.boolean(),
    preferences: fc.record({ deliveryAvailable: fc.boolean(), useProximityLocator: fc.boolean(), giftWrapAvailable: fc.boolean() }),
  });
  const places = fc.array(place, { maxLength: 8 }).map((list) => list.map((one, index): Place => ({ ...one, code: `L${String(index)}` })));
  const request = fc.array(fc.record({ productId: fc.integer({ min: 1, max: 2 }), quantity: fc.integer({ min: 1, max: 3 }), giftWrap: fc.boolean() }), { minLength: 1, maxLength: 3 })
    .map((lines) => wanted({ lines }));

  test('nobody is chosen who cannot promise all of it, and everybody has a fate', () => {
    fc.assert(fc.property(places, request, (where, what) => {
      const { eligible, trace } = route(what, candidates(where));
      for (const { candidate } of eligible) {
        for (const id of [1, 2]) {
          const demand = what.lines.filter((line) => line.productId === id).reduce((sum, line) => sum + line.quantity, 0);
          if (demand > 0) expect(promisable(candidate, id)).toBeGreaterThanOrEqual(demand);
        }
      }
      expect(trace.map((fate) => fate.locationId).sort()).toEqual(candidates(where).map(({ location }) => location.id).sort());
      expect(trace.filter((fate) => fate.eliminated === undefined)).toHaveLength(eligible.length);
    }));
  });

  test('the order in which candidates are read decides nothing', () => {
    fc.assert(fc.property(places, request, fc.func(fc.nat()), (where, what, shuffle) => {
      const shuffled = [...where].sort((a, b) => shuffle(a.code) - shuffle(b.code));
      expect(route(what, candidates(shuffled)).trace).toEqual(route(what, candidates(where)).trace);
    }));
  });
});
