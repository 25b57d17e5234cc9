import fc from 'fast-check';
import { compileRuleBook } from '../../src/routing/probability/rule-book.js';
import type { RoutingRequest } from '../../src/routing/request.js';
import { route } from '../../src/routing/route.js';
import { storeTrace } from '../../src/routing/trace.js';
import { candidates, line, routingRequest, SPLIT } from './support.js';
import type { Store } from './support.js';

const NO_OTHERS = { tooFar: 0, noRecord: 0 };

const store = fc.record({
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
const anyStores = fc
  .array(store, { maxLength: 8 })
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
const anyRequest = fc
  .record({
    lines,
    split: fc.constantFrom(
      SPLIT,
      { ...SPLIT, allowSplitLine: false },
      { ...SPLIT, allowSplitOrder: false, allowSplitLine: false },
    ),
  })
  .map(routingRequest);

test('every unit is either assigned or unfulfillable, and no store gives more than it can promise', () => {
  fc.assert(
    fc.property(anyStores, anyRequest, (stores, request) => {
      const { parts, unfulfillable, eligible, eliminated } = route(request, candidates(stores));
      request.lines.forEach(({ quantity }, index) => {
        const total = [...parts, ...unfulfillable]
          .filter((one) => one.line === index)
          .reduce((sum, one) => sum + one.quantity, 0);
        expect(total).toBe(quantity);
      });
      for (const { evaluated } of eligible) {
        for (const [productId, { units }] of evaluated.atp) {
          const given = parts.filter(
            (part) =>
              part.locationId === evaluated.candidate.location.id && request.lines[part.line]?.productId === productId,
          );
          expect(given.reduce((sum, part) => sum + part.quantity, 0)).toBeLessThanOrEqual(units);
        }
      }
      const out = new Set(eliminated.map(({ evaluated }) => evaluated.candidate.location.id));
      expect(parts.some((part) => out.has(part.locationId))).toBe(false);
      expect(eligible.length + eliminated.length).toBe(stores.length);
    }),
    { numRuns: 300 },
  );
});

test('the order of the candidates does not affect the result', () => {
  fc.assert(
    fc.property(anyStores, anyRequest, fc.func(fc.nat()), (stores, request, shuffle) => {
      const shuffled = [...stores].sort((a, b) => shuffle(a.code) - shuffle(b.code));
      const [one, other] = [route(request, candidates(stores)), route(request, candidates(shuffled))];
      expect(other.parts).toEqual(one.parts);
      expect(storeTrace(request, other, NO_OTHERS)).toEqual(storeTrace(request, one, NO_OTHERS));
    }),
    { numRuns: 300 },
  );
});

test.each<[string, (store: Store) => Store, (request: RoutingRequest) => RoutingRequest]>([
  ['gift wrap', (one) => ({ ...one, preferences: { ...one.preferences, giftWrapAvailable: true } }), (what) => what],
  ['proximity', (one) => ({ ...one, preferences: { ...one.preferences, useProximityLocator: false } }), (what) => what],
  ['order type', (one) => ({ ...one, preferences: { ...one.preferences, deliveryAvailable: true } }), (what) => what],
  ['maximum orders', (one) => ({ ...one, preferences: { ...one.preferences, maxOrdersPerDay: null } }), (what) => what],
  ['stale stock', (one) => ({ ...one, preferences: { ...one.preferences, stockNewerThan: null } }), (what) => what],
  ['zones', (one) => one, (what) => ({ ...what, zone: undefined })],
  ['the requesting location', (one) => one, (what) => ({ ...what, requestingLocationMayFulfill: true })],
  ['probability rules', (one) => one, (what) => ({ ...what, rules: undefined })],
])('switching off %s never eliminates a store that was eligible', (_, relaxStore, relaxRequest) => {
  const rules = compileRuleBook(
    [{ name: 'FEW', when: 'available < 2', result: 'exclude' }],
    [{ rule: 'FEW', sequence: 1 }],
  );
  fc.assert(
    fc.property(anyStores, anyRequest, (stores, unrestricted) => {
      const request: RoutingRequest = {
        ...unrestricted,
        rules,
        zone: { primary: new Set([1, 2, 3, 4]), alternate: new Set([5]) },
        requestingLocationId: 2,
        requestingLocationMayFulfill: false,
      };
      const limited = stores.map((one): Store => ({
        ...one,
        ordersToday: 1,
        preferences: { maxOrdersPerDay: one.priority ?? 1, stockNewerThan: 1, ...one.preferences },
      }));
      const eligibleIds = (what: RoutingRequest, where: readonly Store[]) =>
        route(what, candidates(where)).eligible.map(({ evaluated }) => evaluated.candidate.location.id);
      const relaxed = eligibleIds(relaxRequest(request), limited.map(relaxStore));
      for (const id of eligibleIds(request, limited)) expect(relaxed).toContain(id);
    }),
    { numRuns: 200 },
  );
});
