import fc from 'fast-check';
import type { Zone } from '../../src/domain/network/network.js';
import { findZone } from '../../src/routing/zone.js';
import type { ZoneAddress } from '../../src/routing/zone.js';

type Area = Zone['areas'][number];

const zone = (code: string, ...areas: Area[]): Zone => ({ code, areas, primary: new Set(), alternate: new Set() });
const WORCESTER = { country: 'US', province: 'MA', postal: '01602' };
const find = (zones: readonly Zone[], address: Partial<ZoneAddress> = {}): string | undefined =>
  findZone(zones, { ...WORCESTER, ...address })?.code;

const COUNTRY = zone('COUNTRY', { country: 'US' });
const PROVINCE = zone('PROVINCE', { country: 'US', province: 'MA' });
const BEGINNING = zone('BEGINNING', { country: 'US', postal: '016' });
const POSTAL = zone('POSTAL', { country: 'US', postal: '01602' });
const ALL = [COUNTRY, PROVINCE, BEGINNING, POSTAL];

test.each<[Partial<ZoneAddress>, string | undefined]>([
  [{}, 'POSTAL'],
  [{ postal: '01603' }, 'BEGINNING'],
  [{ postal: '02101' }, 'PROVINCE'],
  [{ postal: '' }, 'PROVINCE'],
  [{ province: 'NY', postal: '10001' }, 'COUNTRY'],
  [{ province: '', postal: '' }, 'COUNTRY'],
  [{ country: 'CA', province: 'ON', postal: 'M5V 2T6' }, undefined],
])('the closest area decides: %j is in zone %s', (address, code) => {
  expect(find(ALL, address)).toBe(code);
  expect(find([...ALL].reverse(), address)).toBe(code);
});

test('a zone matches by any of its areas, and by the closest of them', () => {
  expect(find([zone('A', { country: 'CA' }, { country: 'US', postal: '016' }), PROVINCE])).toBe('A');
  expect(find([zone('A', { country: 'US' }, { country: 'CA', postal: 'M5V' }), PROVINCE])).toBe('PROVINCE');
});

test('of two equally close zones the first by code decides', () => {
  const [a, b] = [
    zone('A', { country: 'US', postal: '016' }),
    zone('B', { country: 'US', province: 'MA', postal: '016' }),
  ];
  expect(find([b, a])).toBe('A');
  expect(find([a, b])).toBe('A');
});

test.each<[Area, Partial<ZoneAddress>]>([
  [{ country: 'USA', postal: '01602' }, {}],
  [{ country: 'US' }, { country: 'USA' }],
  [
    { country: 'us ', province: 'ma' },
    { country: 'Us', province: ' MA ' },
  ],
  [
    { country: 'CAN', postal: 'M5V 2T6' },
    { country: 'CA', province: 'ON', postal: 'm5v2t6' },
  ],
  [
    { country: 'CA', postal: 'm5v' },
    { country: 'CAN', province: 'ON', postal: 'M5V-2T6' },
  ],
  [{ country: 'US', postal: '01602' }, { postal: '01602-0008' }],
  [{ country: 'US', postal: '01602-0008' }, { postal: ' 016020008' }],
  [{ country: 'US', province: '', postal: '' }, {}],
  [{ country: 'FR' }, { country: 'fr' }],
  [
    { country: 'US', province: 'MA', postal: '016' },
    { country: '', province: '' },
  ],
  [{ country: 'US', province: 'MA' }, { country: '' }],
])('the area %j includes %j', (area, address) => {
  expect(find([zone('Z', area)], address)).toBe('Z');
});

test.each<[Area, Partial<ZoneAddress>]>([
  [{ country: 'US', postal: '01602' }, { postal: '0160' }],
  [{ country: 'US', postal: '01602-0008' }, { postal: '01602' }],
  [{ country: 'US', postal: '602' }, {}],
  [{ country: 'CA', postal: '016' }, {}],
  [{ country: 'US', province: 'NY', postal: '016' }, {}],
  [{ country: 'CA', province: 'MA' }, {}],
  [{ country: 'US', province: 'MA' }, { province: '' }],
  [{ country: 'US', postal: '016' }, { postal: '' }],
  [{ country: 'US' }, { country: '' }],
  [{ country: '' }, { country: '' }],
  [{ country: '' }, {}],
])('the area %j does not include %j', (area, address) => {
  expect(find([zone('Z', area)], address)).toBeUndefined();
});

test('a province is not mistaken for a country, nor a country for a province', () => {
  expect(
    find([zone('P', { country: 'US', province: 'CA' })], { country: 'CA', province: '', postal: '' }),
  ).toBeUndefined();
  expect(find([zone('C', { country: 'CA' })], { country: '', province: 'CA', postal: '' })).toBeUndefined();
});

test.each([
  ['SE1 0AA', 'SE1'],
  ['se1 0aa', 'SE1'],
  ['SE10AA', 'SE1'],
  ['SE10 0AA', 'SE10'],
  ['SE100AA', 'SE10'],
  ['SE1 9GF', 'SECTOR'],
  ['SE19 1AA', 'SE'],
  ['W1A 1AA', 'W1'],
  ['W10 5XX', undefined],
  ['SE1', 'SE1'],
])('the district of the United Kingdom code %s decides: %s', (postal, code) => {
  const zones = [
    zone('SE', { country: 'GB', postal: 'SE' }),
    zone('SE1', { country: 'GB', postal: 'SE1' }),
    zone('SE10', { country: 'UK', postal: 'SE10' }),
    zone('SECTOR', { country: 'GBR', postal: 'SE1 9' }),
    zone('W1', { country: 'GB', postal: 'W1' }),
  ];
  expect(find(zones, { country: 'GB', province: '', postal })).toBe(code);
  if (postal.length > 3) expect(find(zones, { country: '', province: '', postal })).toBe(code);
});

test.each([
  ['NL', '1012', '1012 AB'],
  ['NL', '1012AB', '1012 ab'],
  ['IE', 'D02', 'D02 X285'],
  ['PL', '00-9', '00-950'],
  ['JP', '100', '1000001'],
])('in %s the area %s takes in %s', (country, area, postal) => {
  expect(find([zone('Z', { country, postal: area })], { country, province: '', postal })).toBe('Z');
});

test('finds none without zones, or without areas', () => {
  expect(find([])).toBeUndefined();
  expect(find([zone('EMPTY')])).toBeUndefined();
});

/** The documented rule, area by area: 0 when the address is not in the area, else more for a closer match. */
function closeness(area: Area, address: ZoneAddress): number {
  const { country, province = '', postal = '' } = { ...area, country: area.country === 'USA' ? 'US' : area.country };
  const blankOrSame = (a: string, b: string): boolean => a === '' || b === '' || a === b;
  if (postal !== '')
    return address.postal.startsWith(postal) &&
      blankOrSame(province, address.province) &&
      blankOrSame(country, address.country)
      ? 2 + postal.length
      : 0;
  if (province !== '') return province === address.province && blankOrSame(country, address.country) ? 2 : 0;
  return country === address.country ? 1 : 0;
}

describe('for any zones and address', () => {
  const area = fc.record({
    country: fc.constantFrom('US', 'USA', 'CA'),
    province: fc.constantFrom('', 'MA', 'NY'),
    postal: fc.constantFrom('', '0', '01', '016', '01602', '1'),
  });
  const zones = fc
    .uniqueArray(
      fc.record({ code: fc.constantFrom('A', 'B', 'C', 'D', 'E'), areas: fc.array(area, { maxLength: 3 }) }),
      { selector: ({ code }) => code },
    )
    .map((list) => list.map(({ code, areas }) => zone(code, ...areas)));
  const addresses = fc.record({
    country: fc.constantFrom('US', 'CA', ''),
    province: fc.constantFrom('MA', 'NY', ''),
    postal: fc.constantFrom('01602', '016020008', '0199', ''),
  });

  test('no other zone is closer, and no equally close one comes before it by code', () => {
    fc.assert(
      fc.property(zones, addresses, (list, address) => {
        const close = list
          .map(({ code, areas }) => ({ code, closest: Math.max(0, ...areas.map((one) => closeness(one, address))) }))
          .filter(({ closest }) => closest > 0);
        const [best] = close.sort((a, b) => b.closest - a.closest || (a.code < b.code ? -1 : 1));
        expect(findZone(list, address)?.code).toBe(best?.code);
      }),
      { numRuns: 1000 },
    );
  });

  test('the order of the zones does not affect the result', () => {
    fc.assert(
      fc.property(
        zones.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        addresses,
        ([list, shuffled], address) => {
          expect(findZone(shuffled, address)?.code).toBe(findZone(list, address)?.code);
        },
      ),
    );
  });
});

test('looks up a postal code of any length without delay', () => {
  expect(find(ALL, { postal: '01602'.padEnd(1_000_000, '0') })).toBe('POSTAL');
});
