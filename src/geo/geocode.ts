import { countryCode } from '../domain/geography/country.js';
import type { GeoPoint } from '../domain/geography/geography.js';
import { normalizePostalCode, postalAreas } from '../domain/geography/postal-code.js';
import { cityKey, isCanadian } from './city-key.js';
import { builtInCentroid } from './postal-table.js';
import { isTableCountry, tableCode } from './table-code.js';

/** The fields of an address that geocoding looks at; the street is not one of them. */
export interface GeocodeInput {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

const NO_UPLOADS: ReadonlyMap<string, GeoPoint> = new Map();

/**
 * Geocodes an address by its postal code, else by its city and province (the center of the city's postal codes). The
 * built-in table is for the United States and Canada only, and an address of another country is not looked up in it: its
 * code may be one of theirs too. ZIP+4, and Canadian codes with or without the space. docs/reference/routing-engine.md
 * 2.6.
 * @param uploaded coordinates that take precedence over the built-in table, by `geocodeKey`
 * @returns undefined when no table has the address
 */
export function geocode(
  address: GeocodeInput,
  uploaded: ReadonlyMap<string, GeoPoint> = NO_UPLOADS,
): GeoPoint | undefined {
  const country = countryCode(address.country);
  const code = tableCode(country, address.postal);
  const uploadedAt = (key: string): GeoPoint | undefined =>
    uploaded.get(withCountry(country || impliedCountry(code), key)) ?? uploaded.get(key);
  const uploadedByPostal = uploaded.size === 0 ? undefined : firstOf(uploadedKeys(country, address.postal), uploadedAt);
  return (
    uploadedByPostal ??
    (code === undefined ? undefined : builtInCentroid(code)) ??
    uploadedAt(cityKey(address.city, address.province)) ??
    builtInByCity(country, address.city, address.province)
  );
}

/**
 * The key of uploaded coordinates: the postal code without spaces and dashes, else `CITY|PROVINCE`, in capitals; with
 * `COUNTRY:` before it when they are those of one country only.
 */
export function geocodeKey(entry: {
  readonly country?: string;
  readonly postal?: string;
  readonly city?: string;
  readonly province?: string;
}): string {
  const key =
    entry.postal === undefined ? cityKey(entry.city ?? '', entry.province ?? '') : normalizePostalCode(entry.postal);
  return withCountry(countryCode(entry.country ?? ''), key);
}

function withCountry(country: string, key: string): string {
  return country === '' ? key : `${country}:${key}`;
}

/** The country of a code of the table, for an address that names none. */
function impliedCountry(code: string | undefined): string {
  if (code === undefined) return '';
  return /^\d/.test(code) ? 'US' : 'CA';
}

/**
 * The keys by which uploaded coordinates are looked up: the code, then its first five and its first three characters;
 * for the United Kingdom the code, then its district.
 */
function uploadedKeys(country: string, postal: string): string[] {
  const code = normalizePostalCode(postal);
  const district = postalAreas(country, postal).find((area, index, areas) => areas[index - 1]?.startsWith(`${area} `));
  return district === undefined ? [code, code.slice(0, 5), code.slice(0, 3)] : [code, district];
}

function firstOf(keys: readonly string[], find: (key: string) => GeoPoint | undefined): GeoPoint | undefined {
  for (const key of keys) {
    const found = find(key);
    if (found !== undefined) return found;
  }
  return undefined;
}

function builtInByCity(country: string, city: string, province: string): GeoPoint | undefined {
  if (city.trim() === '' || province.trim() === '') return undefined;
  return isTableCountry(country, isCanadian(province) ? 'CA' : 'US')
    ? builtInCentroid(cityKey(city, province))
    : undefined;
}
