import fc from 'fast-check';
import type { Location } from '../../src/domain/network/location.js';
import { distanceBetween } from '../../src/domain/geography/geography.js';
import { LocationIndex, locationIndexOf } from '../../src/geo/location-index.js';
import { candidates, networkOf } from '../routing/support.js';

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

/** Locations at these points, with the ids 1, 2, ...; undefined for one without coordinates. */
function locationsAt(points: readonly (Location['point'] | undefined)[], useProximityLocator = true): Location[] {
  return candidates(points.map((_, index) => ({ code: `L${String(index).padStart(3, '0')}` }))).map(
    ({ location }, index) => ({
      ...location,
      point: points[index],
      preferences: { ...location.preferences, useProximityLocator },
    }),
  );
}

test('finds every location within the radius, ascending by id, and counts the others', () => {
  fc.assert(
    fc.property(
      fc.array(point, { maxLength: 30 }),
      point,
      fc.constantFrom(1, 100, 500, 3000, 12_000),
      fc.constantFrom('MI' as const, 'KM' as const),
      (points, center, radius, unit) => {
        const locations = locationsAt(points);
        const { ids, tooFar } = new LocationIndex(locations).within(center, radius, unit);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
        expect(ids.length + tooFar).toBe(points.length);
        for (const { id, point: at } of locations) {
          if (at !== undefined && distanceBetween(at, center, unit) <= radius) expect(ids).toContain(id);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('leaves out locations well outside the radius, in every direction', () => {
  const directions = [
    { latitude: 3, longitude: 0 },
    { latitude: -3, longitude: 0 },
    { latitude: 0, longitude: 3 },
    { latitude: 0, longitude: -3 },
  ];
  const center = { latitude: 0, longitude: 0 };
  expect(new LocationIndex(locationsAt([...directions, center])).within(center, 100, 'MI')).toEqual({
    ids: [5],
    tooFar: 4,
  });
});

test('finds locations across the 180th meridian', () => {
  const index = new LocationIndex(locationsAt([{ latitude: 0, longitude: 179.9 }]));
  expect(index.within({ latitude: 0, longitude: -179.9 }, 50, 'MI').ids).toEqual([1]);
});

test.each([1, -1])('finds locations on any meridian around a pole (%i)', (side) => {
  const index = new LocationIndex(locationsAt([{ latitude: side * 89.8997847555346, longitude: 0 }]));
  expect(index.within({ latitude: side * 89.9008350000962, longitude: 8.303740377089143 }, 1, 'MI').ids).toEqual([1]);
  const close = new LocationIndex(locationsAt([{ latitude: side * 89.999, longitude: -90 }]));
  expect(close.within({ latitude: side * 89.999, longitude: 90 }, 1, 'MI').ids).toEqual([1]);
});

test('finds a location without the proximity locator wherever it is, and one without coordinates nowhere', () => {
  const far = { latitude: 60, longitude: 60 };
  const center = { latitude: 0, longitude: 0 };
  expect(new LocationIndex(locationsAt([far, undefined], false)).within(center, 1, 'KM').ids).toEqual([1, 2]);
  expect(new LocationIndex(locationsAt([undefined])).within(center, 20_000, 'KM').ids).toEqual([]);
  expect(new LocationIndex(locationsAt([center])).within(undefined, 20_000, 'KM')).toEqual({ ids: [], tooFar: 1 });
});

test('the index of a network is built once', () => {
  const network = networkOf(candidates([{ code: 'A' }]));
  expect(locationIndexOf(network)).toBe(locationIndexOf(network));
  expect(locationIndexOf(network)).not.toBe(locationIndexOf(networkOf(candidates([{ code: 'A' }]))));
});
