import type { GeoPoint } from '../domain/values/geography.js';
import { cityKey } from './city-key.js';
import { builtInCentroid } from './postal-table.js';

/** The fields of an address that geocoding looks at; the street is not one of them. */
export interface GeocodeInput {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

const NO_UPLOADS: ReadonlyMap<string, GeoPoint> = new Map();

/**
 * Geocodes an address by its postal code, else by its city and province (the center of the city's postal codes). United
 * States and Canada only; it accepts ZIP+4, and Canadian codes with or without the space. docs/reference/routing-engine.md
 * 2.6.
 * @param uploaded coordinates that take precedence over the built-in table, by `geocodeKey`
 * @returns undefined when no table has the address
 */
export function geocode(
  address: GeocodeInput,
  uploaded: ReadonlyMap<string, GeoPoint> = NO_UPLOADS,
): GeoPoint | undefined {
  const postal = postalKey(address.postal);
  return (
    uploaded.get(postal) ??
    uploaded.get(postal.slice(0, 5)) ??
    uploaded.get(postal.slice(0, 3)) ??
    builtInByPostal(address.postal) ??
    uploaded.get(cityKey(address.city, address.province)) ??
    builtInByCity(address.city, address.province)
  );
}

/** The key of uploaded coordinates: the postal code without spaces and dashes, else `CITY|PROVINCE`, in capitals. */
export function geocodeKey(entry: {
  readonly postal?: string;
  readonly city?: string;
  readonly province?: string;
}): string {
  return entry.postal === undefined ? cityKey(entry.city ?? '', entry.province ?? '') : postalKey(entry.postal);
}

function postalKey(postal: string): string {
  return postal.replace(/[\s-]/g, '').toUpperCase();
}

function builtInByPostal(postal: string): GeoPoint | undefined {
  const code = postal.trim().toUpperCase();
  const us = /^(\d{5})(?:-?\d{4})?$/.exec(code)?.[1];
  const canadian = /^([A-Z]\d[A-Z])(?:[ -]?\d[A-Z]\d)?$/.exec(code)?.[1];
  const key = us ?? canadian;
  return key === undefined ? undefined : builtInCentroid(key);
}

function builtInByCity(city: string, province: string): GeoPoint | undefined {
  if (city.trim() === '' || province.trim() === '') return undefined;
  return builtInCentroid(cityKey(city, province));
}
