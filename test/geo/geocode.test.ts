import { createRequire } from 'node:module';
import type zipcodes from 'zipcodes';
import { distanceBetween } from '../../src/domain/values/geography.js';
import { geocode } from '../../src/geo/geocode.js';

const coordinates = (changes: Partial<Parameters<typeof geocode>[0]>) =>
  geocode({ postal: '', city: '', province: '', country: '', ...changes });

test.each([['01602'], ['01602-0008'], ['016020008'], [' 01602 ']])('the US code %p is in Worcester', (postal) => {
  expect(coordinates({ postal })).toEqual({ latitude: 42.2703, longitude: -71.8417 });
});

test.each([['V6B 1A1'], ['V6B1A1'], ['v6b-1a1'], ['V6B']])('the Canadian code %p is in Vancouver', (postal) => {
  expect(coordinates({ postal })?.latitude).toBeCloseTo(49.28, 1);
});

test.each([
  ['WORCESTER', 'MA', 42.27],
  ['vancouver', 'BC', 49.25],
  ['Toronto', 'ON', 43.7],
  ['Montreal', 'QC', 45.5],
])('geocodes %s, %s by name', (city, province, latitude) => {
  expect(coordinates({ city, province })?.latitude).toBeCloseTo(latitude, 0);
});

test('the postal code takes precedence over the city, which decides when the code is unknown', () => {
  expect(coordinates({ postal: '98101', city: 'WORCESTER', province: 'MA' })?.longitude).toBeLessThan(-120);
  expect(coordinates({ postal: '00000', city: 'WORCESTER', province: 'MA' })?.longitude).toBeGreaterThan(-72);
});

test.each([
  [{}],
  [{ postal: '99999' }],
  [{ postal: 'constructor' }],
  [{ city: 'WORCESTER' }],
  [{ city: 'NOWHERE', province: 'MA' }],
  [{ city: '__proto__', province: 'MA' }],
])('%j has no coordinates', (where) => {
  expect(coordinates(where)).toBeUndefined();
});

test('uploaded coordinates take precedence over the built-in table, by postal code or by city', () => {
  const uploaded = new Map([
    ['01602', { latitude: 1, longitude: 2 }],
    ['WORCESTER|MA', { latitude: 3, longitude: 4 }],
    ['V6B', { latitude: 5, longitude: 6 }],
  ]);
  const latitudeOf = (changes: Parameters<typeof coordinates>[0]) =>
    geocode({ postal: '', city: '', province: '', country: '', ...changes }, uploaded)?.latitude;
  expect([
    latitudeOf({ postal: '01602-0008' }),
    latitudeOf({ postal: 'v6b 1a1' }),
    latitudeOf({ city: 'Worcester', province: 'ma' }),
  ]).toEqual([1, 5, 3]);
});

test('Boston to Seattle is about 2,490 miles or 4,010 kilometers', () => {
  const [boston, seattle] = [
    { latitude: 42.36, longitude: -71.06 },
    { latitude: 47.61, longitude: -122.33 },
  ];
  expect(distanceBetween(boston, seattle, 'MI')).toBeCloseTo(2490, -2);
  expect(distanceBetween(boston, seattle, 'KM')).toBeCloseTo(4010, -2);
  expect(distanceBetween(boston, boston, 'KM')).toBe(0);
});

test('finds every postal code of the zipcodes package at its coordinates, and nothing else', () => {
  const { codes } = createRequire(import.meta.url)('zipcodes') as typeof zipcodes;
  // A few have no latitude.
  const entries = Object.entries(codes).filter(([, area]) => typeof area?.latitude === 'number');
  expect(entries.length).toBeGreaterThan(40_000);
  const misplaced = entries.filter(([code, area]) => {
    const point = coordinates({ postal: code });
    return point?.latitude !== area?.latitude || point?.longitude !== area?.longitude;
  });
  expect(misplaced).toEqual([]);
  for (const postal of ['P0M', '00000', '99999', 'Z9Z', 'A0A\t1']) expect(coordinates({ postal })).toBeUndefined();
  for (const city of [
    'A',
    'ZZZ',
    'WORCESTER|MA',
    `WORCESTER\t${String(coordinates({ city: 'WORCESTER', province: 'MA' })?.latitude)}`,
  ])
    expect(coordinates({ city, province: 'MA' })).toBeUndefined();
});
