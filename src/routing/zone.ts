import { memoizeByIdentity } from '../domain/memoize.js';
import type { Zone } from '../domain/network/network.js';
import { countryCode } from '../domain/geography/country.js';
import { postalAreas } from '../domain/geography/postal-code.js';
import { compareText } from '../domain/values/compare-text.js';

/** The parts of an address that decide about its zone; `''` for unknown ones. */
export interface ZoneAddress {
  readonly country: string;
  readonly province: string;
  readonly postal: string;
}

/**
 * Finds the zone that serves an address. docs/reference/routing-engine.md 2.5.
 *
 * 1. An area matches by the finest part it names: a postal code or its prefix (a longer prefix is a closer match), then a
 *    province, then a country. That part must agree, and so must every coarser one that both name: callers omit the
 *    country, and a US postal code is not a Canadian one.
 * 2. The closest area of all zones decides. Of equally close zones the first by code does: any choice is as good, as long
 *    as it is always the same.
 *
 * Case, spaces and dashes are ignored, but for the blank in a code of the United Kingdom (geography/postal-code.ts); a
 * country may be written in several ways (geography/country.ts). Provinces are compared by code.
 *
 * Areas are indexed by their finest part, once for the zones of a network: a retailer may list every postal code, and
 * scanning 40,000 for each order takes 5 ms, a lookup 1 µs. An address is then looked up once for each prefix of its
 * postal code, longest first, then by its province and its country.
 */
export function findZone(zones: readonly Zone[], address: ZoneAddress): Zone | undefined {
  const areas = areasOf(zones);
  const sought = normalize(address);
  for (const key of keysOf(sought)) {
    const found = areas
      .get(key)
      ?.find(({ area }) => agrees(area.country, sought.country) && agrees(area.province, sought.province));
    if (found !== undefined) return found.zone;
  }
  return undefined;
}

interface ZoneArea {
  readonly zone: Zone;
  readonly area: ZoneAddress;
}

type AreasByFinestPart = ReadonlyMap<string, readonly ZoneArea[]>;

/** Cached by the list of zones, which lives as long as its revision of the network. */
const areasOf = memoizeByIdentity((zones: readonly Zone[]): AreasByFinestPart => {
  const areas = new Map<string, ZoneArea[]>();
  for (const zone of [...zones].sort((a, b) => compareText(a.code, b.code))) {
    for (const area of zone.areas.map(normalize)) {
      const [key] = keysOf(area);
      if (key === undefined) continue;
      const sameKey = areas.get(key);
      if (sameKey === undefined) areas.set(key, [{ zone, area }]);
      else sameKey.push({ zone, area });
    }
  }
  return areas;
});

/** The keys an address is looked up by, closest first; an area is indexed by the first of its own. */
function* keysOf({ country, province, postal }: ZoneAddress): Generator<string> {
  for (const area of postalAreas(country, postal)) yield `postal ${area}`;
  if (province !== '') yield `province ${province}`;
  if (country !== '') yield `country ${country}`;
}

function agrees(area: string, sought: string): boolean {
  return area === '' || sought === '' || area === sought;
}

function normalize({ country, province = '', postal = '' }: Zone['areas'][number]): ZoneAddress {
  return { country: countryCode(country), province: province.trim().toUpperCase(), postal: postal.trim() };
}
