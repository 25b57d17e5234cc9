import type { PostalArea } from 'zipcodes';
import { cityKey } from './city-key.js';

/**
 * Makes the text of the postal table from the table of the zipcodes package: each postal code with its province, and
 * each city at the center of its codes. Only the build calls it (scripts/finish-build.mjs).
 */
export function buildPostalTable(codes: Readonly<Record<string, PostalArea | undefined>>): string {
  const lines: string[] = [];
  const sums = new Map<string, { latitude: number; longitude: number; count: number }>();
  for (const [code, area] of Object.entries(codes)) {
    // Nine Canadian entries of the package have no latitude; a missing location is better than a wrong one.
    if (area === undefined || !Number.isFinite(area.latitude) || !Number.isFinite(area.longitude)) continue;
    lines.push(`${code}\t${String(area.latitude)}\t${String(area.longitude)}\t${area.state}\n`);
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
const WITHOUT_DISTRICTS = new RegExp(`^(?:${DISTRICT} )*(.*?)(?: ${DISTRICT})*$`, 'i');

/**
 * The names of the city of an entry. The Canadian part of the table names districts: "Vancouver (Gastown)", "Downtown
 * Toronto (Ryerson)" and "Montreal North South" also count as Vancouver, Toronto and Montreal.
 */
function cityNames(city: string): Set<string> {
  const name = city.replace(/\s*\(.*$/, '');
  return new Set([name, WITHOUT_DISTRICTS.exec(name)?.[1] || name]);
}
