/**
 * The table of postal codes and cities as a text: a line for each, sorted, that is looked through by bisection as it lies in its file.
 *
 * The build makes it once of the zipcodes package (scripts/finish-build.mjs). Loading the package itself, 5 MB of JavaScript,
 * took 0.2 s in one piece, and working out the middle of each city 40 ms more: at the start, or with the first order.
 */
import type { PostalArea } from 'zipcodes';
import type { GeoPoint } from '../domain/values/geography.js';

const PROVINCES: ReadonlyMap<string, string> = new Map([
  ['AB', 'ALBERTA'],
  ['BC', 'BRITISH COLUMBIA'],
  ['MB', 'MANITOBA'],
  ['NB', 'NEW BRUNSWICK'],
  ['NL', 'NEWFOUNDLAND AND LABRADOR'],
  ['NS', 'NOVA SCOTIA'],
  ['NT', 'NORTHWEST TERRITORY'],
  ['NU', 'NUNAVUT TERRITORY'],
  ['ON', 'ONTARIO'],
  ['PE', 'PRINCE EDWARD ISLAND'],
  ['QC', 'QUEBEC'],
  ['SK', 'SASKATCHEWAN'],
  ['YT', 'YUKON'],
]);

/** What a city is found under: `CITY|PROVINCE`, in capitals. */
export function cityKey(city: string, province: string): string {
  const upper = province.trim().toUpperCase();
  return `${city.trim().toUpperCase()}|${PROVINCES.get(upper) ?? upper}`;
}

const LINE_END = 10;

/** @param key a postal code as the package has it, or a `cityKey` */
export function findPlace(table: Buffer, key: string): GeoPoint | undefined {
  // It comes from a message, and would match into what follows it.
  if (key.includes('\t')) return undefined;
  const wanted = Buffer.from(`${key}\t`);
  // Both are beginnings of lines.
  let [low, high] = [0, table.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle === 0 ? 0 : table.lastIndexOf(LINE_END, middle - 1) + 1;
    const end = table.indexOf(LINE_END, start);
    const order = table.compare(wanted, 0, wanted.length, start, Math.min(end, start + wanted.length));
    if (order === 0) {
      const [latitude, longitude] = table
        .toString('latin1', start + wanted.length, end)
        .split('\t')
        .map(Number);
      return { latitude: latitude ?? 0, longitude: longitude ?? 0 };
    }
    if (order < 0) low = end + 1;
    else high = start;
  }
  return undefined;
}

/** The text, of the package's table: each postal code, and each city in the middle of its codes. */
export function writeTable(codes: Readonly<Record<string, PostalArea | undefined>>): string {
  const lines: string[] = [];
  const sums = new Map<string, { latitude: number; longitude: number; count: number }>();
  for (const [code, area] of Object.entries(codes)) {
    // Nine Canadian entries of the package have no latitude: nowhere is better than somewhere else.
    if (area === undefined || !Number.isFinite(area.latitude) || !Number.isFinite(area.longitude)) continue;
    lines.push(`${code}\t${String(area.latitude)}\t${String(area.longitude)}\n`);
    for (const city of cityNames(area.city)) {
      const key = cityKey(city, area.state);
      const sum = sums.get(key) ?? { latitude: 0, longitude: 0, count: 0 };
      sums.set(key, {
        latitude: sum.latitude + area.latitude,
        longitude: sum.longitude + area.longitude,
        count: sum.count + 1,
      });
    }
  }
  for (const [key, { latitude, longitude, count }] of sums)
    lines.push(`${key}\t${String(latitude / count)}\t${String(longitude / count)}\n`);
  return lines.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join('');
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
