import { readFileSync } from 'node:fs';
import type { GeoPoint } from '../domain/geography/geography.js';

/**
 * The built-in table of postal codes and cities of the United States and Canada: a sorted text of one line each
 * (`key`, latitude, longitude, for a code its province; separated by tabs), searched by bisection without parsing it.
 *
 * The build makes it from the zipcodes package (postal-table-builder.ts). Loading the package itself, 5 MB of
 * JavaScript, blocked the event loop for 0.2 s, and computing the center of each city for another 40 ms: at start-up, or
 * at the first order.
 */
const TABLE = new URL('../../dist/postal-table.txt', import.meta.url);

let table: Buffer | undefined;

/**
 * The coordinates of a postal code or a city in the built-in table. The file is read on first use, which takes a few
 * milliseconds.
 * @param key a postal code in the notation of the zipcodes package, or a `cityKey`
 */
export function builtInCentroid(key: string): GeoPoint | undefined {
  const found = findLine((table ??= readFileSync(TABLE)), key);
  if (found === undefined) return undefined;
  const [latitude, longitude] = found.map(Number);
  return { latitude: latitude ?? 0, longitude: longitude ?? 0 };
}

/** The province of a postal code as the zipcodes package writes it: a state by its code, a Canadian one by its name. */
export function builtInProvince(code: string): string | undefined {
  return findLine((table ??= readFileSync(TABLE)), code)?.[2];
}

const LINE_FEED = 10;

/** The columns behind a key. */
function findLine(lines: Buffer, key: string): string[] | undefined {
  // Keys come from messages. One with a tab would match into the coordinates that follow a shorter key.
  if (key.includes('\t')) return undefined;
  const wanted = Buffer.from(`${key}\t`);
  // Both are the beginning of a line.
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle === 0 ? 0 : lines.lastIndexOf(LINE_FEED, middle - 1) + 1;
    const end = lines.indexOf(LINE_FEED, start);
    const order = lines.compare(wanted, 0, wanted.length, start, Math.min(end, start + wanted.length));
    if (order === 0) return lines.toString('latin1', start + wanted.length, end).split('\t');
    if (order < 0) low = end + 1;
    else high = start;
  }
  return undefined;
}
