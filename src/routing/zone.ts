import type { Zone } from '../domain/catalog.js';

/**
 * Finds the zone that serves an address. routing-engine.md 2.5.
 *
 * 1. An area is as close as the finest part it names: a postal code or its beginning (the longer the closer), then a
 *    province, then a country. An address is in it when that part agrees, and every coarser one the area names agrees
 *    too or is left blank by the address: callers leave out the country, and a US postal code is none of Canada's.
 * 2. The closest area of all zones decides. Where zones are equally close the first by code does: both were drawn over
 *    the same ground, and any choice is as good as long as it is always the same.
 *
 * Capitals, blanks and dashes do not count; a country may be written US or USA, CA or CAN. Provinces go by their codes.
 */
export function findZone(zones: readonly Zone[], address: ZoneAddress): Zone | undefined {
  const sought = normalize(address);
  let found: { zone: Zone; closeness: number } | undefined;
  for (const zone of zones) {
    const closeness = Math.max(0, ...zone.areas.map((area) => closenessOf(normalize(area), sought)));
    if (closeness === 0) continue;
    if (found === undefined || closeness > found.closeness || (closeness === found.closeness && zone.code < found.zone.code)) found = { zone, closeness };
  }
  return found?.zone;
}

/** What of an address decides about its zone. */
export interface ZoneAddress {
  readonly country: string;
  readonly province: string;
  readonly postal: string;
}

/** 0 when the address is not in the area, else more for a closer match. */
function closenessOf(area: ZoneAddress, sought: ZoneAddress): number {
  const agrees = (part: 'country' | 'province'): boolean => area[part] === '' || sought[part] === '' || area[part] === sought[part];
  if (area.postal !== '') return sought.postal.startsWith(area.postal) && agrees('province') && agrees('country') ? 2 + area.postal.length : 0;
  if (area.province !== '') return area.province === sought.province && agrees('country') ? 2 : 0;
  return area.country !== '' && area.country === sought.country ? 1 : 0;
}

function normalize({ country, province = '', postal = '' }: Zone['areas'][number]): ZoneAddress {
  const code = country.trim().toUpperCase();
  return { country: SHORT_COUNTRIES.get(code) ?? code, province: province.trim().toUpperCase(), postal: postal.replace(/[\s-]/g, '').toUpperCase() };
}

const SHORT_COUNTRIES: ReadonlyMap<string, string> = new Map([['USA', 'US'], ['CAN', 'CA']]);
