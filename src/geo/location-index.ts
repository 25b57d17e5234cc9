import { memoizeByIdentity } from '../domain/memoize.js';
import type { Location } from '../domain/network/location.js';
import type { Network } from '../domain/network/network.js';
import type { DistanceUnit } from '../domain/geography/distance-unit.js';
import type { GeoPoint } from '../domain/geography/geography.js';

/** A box around a center that contains a circle: half its height and width, in degrees of latitude and longitude. */
export interface Box {
  readonly height: number;
  readonly width: number;
}

/** A box that contains the circle: slightly too large, never too small. A circle that reaches a pole has every longitude. */
export function boxAround(center: GeoPoint, radius: number, unit: DistanceUnit): Box {
  const height = radius / DEGREE[unit];
  const top = Math.abs(center.latitude) + height;
  return { height, width: top < 90 ? height / Math.cos((top * Math.PI) / 180) : 180 };
}

/** Whether the point of a latitude and longitude, in degrees, is in a box around a center. */
export function isInBox(latitude: number, longitude: number, center: GeoPoint, { height, width }: Box): boolean {
  const apart = Math.abs(longitude - center.longitude);
  return (
    latitude >= center.latitude - height &&
    latitude <= center.latitude + height &&
    Math.min(apart, 360 - apart) <= width
  );
}

/** One degree of latitude, rounded down. */
const DEGREE: Readonly<Record<DistanceUnit, number>> = { MI: 69, KM: 111 };

/**
 * Finds the locations that a radius may reach without scanning the others: with 10,000 locations a search costs as much
 * as the locations in the radius' band of latitude. It searches a box instead of a circle, so it returns slightly too
 * many locations, never too few.
 */
export class LocationIndex {
  /** The locations that use the proximity locator and have coordinates, from south to north. */
  readonly #byLatitude: readonly { readonly location: Location; readonly point: GeoPoint }[];
  /** The locations that do not use the proximity locator: every radius reaches them. */
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
   * The ids of the locations that may be within a radius, ascending, and how many locations certainly are not.
   * @param center undefined when the address could not be geocoded: then only locations that ignore distance qualify
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
        const { latitude, longitude } = entry.point;
        if (isInBox(latitude, longitude, center, box)) ids.push(entry.location.id);
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

/** The distance index of a revision of the network, built on first use. */
export const locationIndexOf = memoizeByIdentity(({ content }: Network) => new LocationIndex(content.locations));
