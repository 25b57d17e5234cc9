import { readFileSync } from 'node:fs';
import type { GeoPoint } from '../domain/values/geography.js';
import { cityKey, findPlace } from './postal-table.js';

/** What is looked at to place an address; the street is not. */
export interface Place {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

/**
 * Places an address on the globe: by its postal code, else by city and province (the middle of the city's postal
 * codes). United States and Canada only; ZIP+4 and Canadian codes with or without the blank are understood.
 * docs/reference/routing-engine.md 2.6.
 * @param uploaded places that go before the built-in table, by `placeKey`
 * @returns undefined when neither is in a table
 */
export function placeAddress(place: Place, uploaded: ReadonlyMap<string, GeoPoint> = NOWHERE): GeoPoint | undefined {
  const postal = postalKey(place.postal);
  return (
    uploaded.get(postal) ??
    uploaded.get(postal.slice(0, 5)) ??
    uploaded.get(postal.slice(0, 3)) ??
    byPostal(place.postal) ??
    uploaded.get(cityKey(place.city, place.province)) ??
    byCity(place.city, place.province)
  );
}

const NOWHERE: ReadonlyMap<string, GeoPoint> = new Map();

/** What an uploaded place is kept under: its postal code without blanks, else `CITY|PROVINCE`, in capitals. */
export function placeKey(place: {
  readonly postal?: string;
  readonly city?: string;
  readonly province?: string;
}): string {
  return place.postal === undefined ? cityKey(place.city ?? '', place.province ?? '') : postalKey(place.postal);
}

function postalKey(postal: string): string {
  return postal.replace(/[\s-]/g, '').toUpperCase();
}

let table: Buffer | undefined;

/** A place of the built-in table, which the build has written. It is read once, in some milliseconds, when it is first asked for. */
function builtIn(key: string): GeoPoint | undefined {
  return findPlace((table ??= readFileSync(new URL('../../dist/places.txt', import.meta.url))), key);
}

function byPostal(postal: string): GeoPoint | undefined {
  const code = postal.trim().toUpperCase();
  const us = /^(\d{5})(?:-?\d{4})?$/.exec(code)?.[1];
  const canadian = /^([A-Z]\d[A-Z])(?:[ -]?\d[A-Z]\d)?$/.exec(code)?.[1];
  const key = us ?? canadian;
  return key === undefined ? undefined : builtIn(key);
}

function byCity(city: string, province: string): GeoPoint | undefined {
  if (city.trim() === '' || province.trim() === '') return undefined;
  return builtIn(cityKey(city, province));
}
