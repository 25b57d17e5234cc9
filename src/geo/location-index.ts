import type { DistanceUnit } from '../domain/network/catalog-document.js';
import type { Location } from '../domain/network/network.js';
import type { GeoPoint } from '../domain/values/geography.js';

/** What a radius cannot leave: degrees of latitude and longitude from the center. */
export interface Box {
  readonly height: number;
  readonly width: number;
}

/** A little too much, never too little. */
export function boxAround(center: GeoPoint, radius: number, unit: DistanceUnit): Box {
  const height = radius / DEGREE[unit];
  const top = Math.min(89.9, Math.abs(center.latitude) + height);
  return { height, width: height / Math.cos((top * Math.PI) / 180) };
}

export function isInBox(point: GeoPoint, center: GeoPoint, { height, width }: Box): boolean {
  const apart = Math.abs(point.longitude - center.longitude);
  return (
    point.latitude >= center.latitude - height &&
    point.latitude <= center.latitude + height &&
    Math.min(apart, 360 - apart) <= width
  );
}

/** One degree of latitude. */
const DEGREE: Readonly<Record<DistanceUnit, number>> = { MI: 69, KM: 111 };

/**
 * Which locations a radius can reach at all, without looking at the others: 10,000 locations cost no more than the ones
 * in the radius' band of latitude. What it returns is a little too much (a box, not a circle), never too little.
 */
export class LocationIndex {
  /** Locations that stand somewhere and go by distance, from south to north. */
  readonly #byLatitude: readonly { readonly location: Location; readonly point: GeoPoint }[];
  readonly #anywhere: readonly Location[];
  readonly #size: number;

  constructor(locations: readonly Location[]) {
    this.#anywhere = locations.filter((location) => !location.preferences.useProximityLocator);
    this.#byLatitude = locations
      .flatMap((location) =>
        location.preferences.useProximityLocator && location.point !== undefined
          ? [{ location, point: location.point }]
          : [],
      )
      .sort((a, b) => a.point.latitude - b.point.latitude);
    this.#size = locations.length;
  }

  /**
   * The ids of the locations that may be within a radius, ascending, and how many certainly are not.
   * @param center undefined when nobody knows where the customer is: then only those that do not go by distance are
   */
  within(
    center: GeoPoint | undefined,
    radius: number,
    unit: DistanceUnit,
  ): { readonly ids: readonly number[]; readonly tooFar: number } {
    const ids = this.#anywhere.map((location) => location.id);
    if (center !== undefined) {
      const box = boxAround(center, radius, unit);
      for (let i = this.#firstFrom(center.latitude - box.height); i < this.#byLatitude.length; i += 1) {
        const entry = this.#byLatitude[i];
        if (entry === undefined || entry.point.latitude > center.latitude + box.height) break;
        if (isInBox(entry.point, center, box)) ids.push(entry.location.id);
      }
    }
    return { ids: ids.sort((a, b) => a - b), tooFar: this.#size - ids.length };
  }

  #firstFrom(latitude: number): number {
    let low = 0;
    let high = this.#byLatitude.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#byLatitude[middle]?.point.latitude ?? Infinity) < latitude) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
