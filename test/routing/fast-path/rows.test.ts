import fc from 'fast-check';
import { distanceBetween } from '../../../src/domain/geography/geography.js';
import { MAX_ROWS } from '../../../src/routing/fast-path/bucket-sort.js';
import { fastPathFor } from '../../../src/routing/fast-path/fast-path.js';
import { columnsOf } from '../../../src/routing/fast-path/location-columns.js';
import { decideFast, decideGenerally, productColumns } from '../both-ways.js';
import { candidates, DESTINATION, line, networkOf, routingRequest } from '../support.js';

describe('the columnar snapshot', () => {
  const all = candidates([
    { code: 'C', at: 1, priority: 3, system: { systemCd: 'Y' } },
    { code: 'A', at: undefined, priority: 1, system: { systemCd: 'Z' }, active: false },
    {
      code: 'B',
      at: 2,
      priority: 2,
      system: { systemCd: 'Y' },
      preferences: {
        useProximityLocator: false,
        backupQuantity: 7,
        pickupAvailable: false,
        maxOrdersPerDay: 3,
        stockNewerThan: 5,
      },
    },
  ]);

  test('has a row for each location, in the order of the ids', () => {
    const columns = columnsOf(networkOf(all));
    expect([...columns.ids]).toEqual([1, 2, 3]);
    expect([...columns.rowOfId]).toEqual([-1, 0, 1, 2]);
    expect([...columns.priority]).toEqual([1, 2, 3]);
    expect([...columns.backup]).toEqual([0, 7, 0]);
    expect([...columns.distanceUse]).toEqual([2, 0, 1]);
    expect([...columns.coordinates]).toEqual([NaN, NaN, 0, 2, 0, 1]);
    expect(columns.active).toEqual({ rows: Uint8Array.from([0, 1, 1]), all: false });
    expect(columns.offers.pickup).toEqual({ rows: Uint8Array.from([1, 0, 1]), all: false });
    expect(columns.offers.delivery).toEqual({ rows: Uint8Array.from([1, 1, 1]), all: true });
    expect(columns.limits).toEqual({ stockAge: true, ordersPerDay: true });
  });

  test('orders locations by system code, then by location code', () => {
    expect([...columnsOf(networkOf(all)).codeOrder]).toEqual([2, 0, 1]);
  });

  test('has no limits when no location has any, and no rows without locations', () => {
    expect(columnsOf(networkOf(candidates([{ code: 'A' }]))).limits).toEqual({ stockAge: false, ordersPerDay: false });
    expect(columnsOf(networkOf([]))).toMatchObject({ ids: new Int32Array(0), rowOfId: Int32Array.from([-1]) });
  });

  test('is made once for a network', () => {
    const network = networkOf(all);
    expect(columnsOf(network)).toBe(columnsOf(network));
  });
});

test('a location at the radius, or a hair inside or outside of it, is judged as the general way judges it', () => {
  let [inside, outside] = [0, 0];
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      coordinate,
      coordinate,
      fc.constantFrom(1, 1 - 1e-15, 1 + 1e-15, 1 - 1e-12, 1 + 1e-12, 1 - 1e-9, 1 + 1e-9, 1 - 1e-6, 1 + 1e-6),
      fc.constantFrom('MI' as const, 'KM' as const),
      (latitude, longitude, factor, unit) => {
        const point = { latitude, longitude };
        const all = candidates([{ code: 'A' }]).map((one) => ({ ...one, location: { ...one.location, point } }));
        const request = routingRequest({ radius: distanceBetween(point, DESTINATION, unit) * factor, unit });
        const fast = decideFast(request, all);
        const { proposal } = decideGenerally(request, all);
        expect(fast?.parts ?? []).toEqual(proposal.parts);
        if (fast === undefined) outside += 1;
        else inside += 1;
      },
    ),
    { numRuns: 500 },
  );
  expect(Math.min(inside, outside)).toBeGreaterThan(50);
});

test('two locations whose distances differ in the last digits are ranked by the exact distance', () => {
  for (const [near, far] of [
    [0.5, 0.5 + 1e-13],
    [0.5, 0.5 + 1e-11],
  ] as const) {
    for (const [first, second] of [
      [near, far],
      [far, near],
    ] as const) {
      const all = candidates([
        { code: 'A', at: first },
        { code: 'B', at: second },
      ]);
      const { comparable } = decideGenerally(routingRequest(), all);
      expect(decideFast(routingRequest(), all)?.trace).toEqual(comparable.trace);
      expect(comparable.trace.decidedBy).toBe('proximity');
    }
  }
});

test('a location at the same distance in another direction is ranked by the next criterion', () => {
  const all = candidates([
    { code: 'A', at: 0.5, stock: { 1: 1 } },
    { code: 'B', at: -0.5, stock: { 1: 2 } },
    { code: 'C', at: 0.5, stock: { 1: 2 } },
    { code: 'D', at: -0.5, stock: { 1: 1 }, priority: 1 },
  ]);
  const { comparable } = decideGenerally(routingRequest(), all);
  expect(decideFast(routingRequest(), all)?.trace).toEqual(comparable.trace);
  expect(comparable.parts[0]?.locationId).toBe(2);
});

test('stock at a location that the network does not have is ignored', () => {
  const all = candidates([{ code: 'A' }, { code: 'B' }, { code: 'C' }]);
  const fast = fastPathFor(networkOf(all.slice(1, 2)), routingRequest())?.([productColumns(all, 1)]);
  expect(fast?.parts).toEqual([{ line: 0, locationId: 2, quantity: 1 }]);
  expect(fast?.trace.noRecord).toBe(0);
});

test('a product without any stock columns is not available', () => {
  const all = candidates([{ code: 'A' }]);
  const decide = fastPathFor(networkOf(all), routingRequest({ lines: [line(1, 1), line(2, 1)] }));
  expect(decide).toBeDefined();
  expect(decide?.([productColumns(all, 1)])).toBeUndefined();
});

test('a decision does not see what an earlier one left in the shared arrays', () => {
  const many = candidates(
    Array.from({ length: 50 }, (_, index) => ({ code: `L${String(index)}`, at: index / 100, stock: { 1: 9, 2: 9 } })),
  );
  const few = candidates([
    { code: 'A', at: 1, stock: { 1: 1 } },
    { code: 'B', at: 0.5, stock: { 2: 5 } },
    { code: 'C', at: 0.7, stock: { 1: 2 } },
  ]);
  decideFast(routingRequest({ lines: [line(1, 1), line(2, 1)] }), many);
  const { comparable } = decideGenerally(routingRequest(), few);
  expect(decideFast(routingRequest(), few)?.trace).toEqual(comparable.trace);
});

test('a network with more locations than the fast path has rows is left to the general way', () => {
  const [one] = candidates([{ code: 'A' }]);
  if (one === undefined) throw new Error('a candidate');
  const locations = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...one, location: { ...one.location, id: index + 1 } }));
  expect(fastPathFor(networkOf(locations(MAX_ROWS)), routingRequest())).toBeDefined();
  expect(fastPathFor(networkOf(locations(MAX_ROWS + 1)), routingRequest())).toBeUndefined();
});
