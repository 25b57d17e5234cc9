import { createRequire } from 'node:module';
import type zipcodes from 'zipcodes';
import type { PostalArea } from 'zipcodes';
import type { GeoPoint } from '../domain/geography.js';

/** What is looked at to place an address; the street is not. */
export interface Place {
  readonly postal: string;
  readonly city: string;
  readonly province: string;
  readonly country: string;
}

const PROVINCES: ReadonlyMap<string, string> = new Map([
  ['AB', 'ALBERTA'], ['BC', 'BRITISH COLUMBIA'], ['MB', 'MANITOBA'], ['NB', 'NEW BRUNSWICK'],
  ['NL', 'NEWFOUNDLAND AND LABRADOR'], ['NS', 'NOVA SCOTIA'], ['NT', 'NORTHWEST TERRITORY'], ['NU', 'NUNAVUT TERRITORY'],
  ['ON', 'ONTARIO'], ['PE', 'PRINCE EDWARD ISLAND'], ['QC', 'QUEBEC'], ['SK', 'SASKATCHEWAN'], ['YT', 'YUKON'],
]);

/**
 * Places an address on the globe: by its postal code, else by city and province (the middle of the city's postal
 * codes). United States and Canada only; ZIP+4 and Canadian codes with or without the blank are understood.
 * routing-engine.md 2.6.
 * @param uploaded places that go before the built-in table, by `placeKey`
 * @returns undefined when neither is in a table
 */
export function placeAddress(place: Place, uploaded: ReadonlyMap<string, GeoPoint> = NOWHERE): GeoPoint | undefined {
  const postal = postalKey(place.postal);
  return uploaded.get(postal) ?? uploaded.get(postal.slice(0, 5)) ?? uploaded.get(postal.slice(0, 3)) ?? byPostal(place.postal)
    ?? uploaded.get(cityKey(place.city, place.province)) ?? byCity(place.city, place.province);
}

const NOWHERE: ReadonlyMap<string, GeoPoint> = new Map();

/** What an uploaded place is kept under: its postal code without blanks, else `CITY|PROVINCE`, in capitals. */
export function placeKey(place: { readonly postal?: string; readonly city?: string; readonly province?: string }): string {
  return place.postal === undefined ? cityKey(place.city ?? '', place.province ?? '') : postalKey(place.postal);
}

function postalKey(postal: string): string {
  return postal.replace(/[\s-]/g, '').toUpperCase();
}

let codeTable: (typeof zipcodes)['codes'] | undefined;

/** The built-in table. Loading it takes 0.2 s, once; so not at every start of every command, but when it is asked for. */
function codes(): (typeof zipcodes)['codes'] {
  return codeTable ??= (createRequire(import.meta.url)('zipcodes') as typeof zipcodes).codes;
}

/** Loads the tables, so that no order has to wait for them. */
export function warmPlaces(): void {
  codes();
}

function byPostal(postal: string): GeoPoint | undefined {
  const code = postal.trim().toUpperCase();
  const us = /^(\d{5})(?:-?\d{4})?$/.exec(code)?.[1];
  const canadian = /^([A-Z]\d[A-Z])(?:[ -]?\d[A-Z]\d)?$/.exec(code)?.[1];
  const key = us ?? canadian;
  return key === undefined ? undefined : pointOf(codes()[key]);
}

function byCity(city: string, province: string): GeoPoint | undefined {
  if (city.trim() === '' || province.trim() === '') return undefined;
  return cities().get(cityKey(city, province));
}

function cityKey(city: string, province: string): string {
  const upper = province.trim().toUpperCase();
  return `${city.trim().toUpperCase()}|${PROVINCES.get(upper) ?? upper}`;
}

let cityTable: ReadonlyMap<string, GeoPoint> | undefined;

/** 44,000 codes become 30,000 cities in about 40 ms, once and only when a search names a city. */
function cities(): ReadonlyMap<string, GeoPoint> {
  if (cityTable === undefined) {
    const sums = new Map<string, { latitude: number; longitude: number; count: number }>();
    for (const entry of Object.values(codes())) {
      if (entry === undefined) continue;
      for (const city of cityNames(entry.city)) {
        const key = cityKey(city, entry.state);
        const sum = sums.get(key) ?? { latitude: 0, longitude: 0, count: 0 };
        sums.set(key, { latitude: sum.latitude + entry.latitude, longitude: sum.longitude + entry.longitude, count: sum.count + 1 });
      }
    }
    cityTable = new Map([...sums].map(([key, sum]) => [key, { latitude: sum.latitude / sum.count, longitude: sum.longitude / sum.count }]));
  }
  return cityTable;
}

const DISTRICT = '(?:DOWNTOWN|CENTRAL|OLD|(?:NORTH|SOUTH)?(?:EAST|WEST)?)';
const OF_A_CITY = new RegExp(`^(?:${DISTRICT} )*(.*?)(?: ${DISTRICT})*$`, 'i');

/**
 * The names an entry's city goes by. The Canadian part of the table names districts: "Vancouver (Gastown)", "Downtown
 * Toronto (Ryerson)", "Montreal North South" are parts of Vancouver, Toronto and Montreal too.
 */
function cityNames(city: string): Set<string> {
  const name = city.replace(/\s*\(.*$/, '');
  return new Set([name, OF_A_CITY.exec(name)?.[1] || name]);
}

function pointOf(entry: PostalArea | undefined): GeoPoint | undefined {
  return entry && { latitude: entry.latitude, longitude: entry.longitude };
}
