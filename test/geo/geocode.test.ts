import { createRequire } from 'node:module';
import type zipcodes from 'zipcodes';
import { distanceBetween } from '../../src/domain/geography/geography.js';
import { geocode, geocodeKey } from '../../src/geo/geocode.js';
import { provinceOf } from '../../src/geo/province.js';

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

test.each([
  ['US', '01602'],
  ['usa', '01602'],
  ['U.S.A.', '01602'],
  ['United States', '01602'],
  ['PR', '00601'],
  ['CA', 'V6B 1A1'],
  ['Canada', 'V6B'],
])('an address of %s is found by %s', (country, postal) => {
  expect(coordinates({ country, postal })).toEqual(coordinates({ postal }));
  expect(coordinates({ postal })).toBeDefined();
});

test.each([
  [{ country: 'DE', postal: '10115', city: 'BERLIN' }],
  [{ country: 'DEU', postal: '10115' }],
  [{ country: 'FR', postal: '75001' }],
  [{ country: 'MX', postal: '01602', city: 'WORCESTER', province: 'MA' }],
  [{ country: 'CA', postal: '01602' }],
  [{ country: 'US', postal: 'V6B 1A1' }],
  [{ country: 'CA', city: 'WORCESTER', province: 'MA' }],
  [{ country: 'US', city: 'TORONTO', province: 'ON' }],
  [{ country: 'GB', city: 'TORONTO', province: 'ONTARIO' }],
])('%j is not looked up among the codes and cities of another country', (where) => {
  expect(coordinates(where)).toBeUndefined();
});

test('a code of another country leaves it to the city', () => {
  expect(coordinates({ country: 'CA', postal: '01602', city: 'Toronto', province: 'ON' })?.latitude).toBeCloseTo(
    43.7,
    0,
  );
});

test('an uploaded place is that of its country, or of any', () => {
  const uploaded = new Map([
    [geocodeKey({ country: 'de', postal: '10115' }), { latitude: 52, longitude: 13 }],
    [geocodeKey({ postal: '75001' }), { latitude: 48, longitude: 2 }],
    [geocodeKey({ country: 'USA', postal: '01602' }), { latitude: 1, longitude: 2 }],
    [geocodeKey({ country: 'DE', city: 'Bonn', province: 'NW' }), { latitude: 50, longitude: 7 }],
    [geocodeKey({ postal: 'SE1' }), { latitude: 51, longitude: 0 }],
  ]);
  const placed = (changes: Parameters<typeof coordinates>[0]) =>
    geocode({ postal: '', city: '', province: '', country: '', ...changes }, uploaded)?.latitude;
  expect(placed({ country: 'DE', postal: '10115' })).toBe(52);
  expect(placed({ country: 'US', postal: '10115' })).toBeCloseTo(40.8, 0);
  expect([placed({ country: 'FR', postal: '75001' }), placed({ country: 'US', postal: '75001' })]).toEqual([48, 48]);
  expect([placed({ postal: '01602' }), placed({ country: 'MX', postal: '01602' })]).toEqual([1, undefined]);
  expect(placed({ country: 'DE', city: 'BONN', province: 'nw' })).toBe(50);
  expect([placed({ country: 'GB', postal: 'SE1 0AA' }), placed({ country: 'UK', postal: 'SE10 0AA' })]).toEqual([
    51,
    undefined,
  ]);
});

test.each([
  ['US', '02903', 'RI'],
  ['', '02903-1234', 'RI'],
  ['', '06390', 'NY'],
  ['US', '00601', 'PR'],
  ['CA', 'M5V 2T6', 'ON'],
  ['', 'X0A 0H0', 'NU'],
  ['', 'X1A 0A1', 'NT'],
  ['DE', '10115', ''],
  ['US', '00000', ''],
  ['CA', '02903', ''],
])('in %p the code %s is in the province %p', (country, postal, province) => {
  expect(provinceOf({ country, postal, city: '', province: '' })).toBe(province);
  expect(provinceOf({ country, postal, city: '', province: 'ZZ' })).toBe('ZZ');
});

test('an uploaded place goes before the built-in table, by postal code or by city', () => {
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
