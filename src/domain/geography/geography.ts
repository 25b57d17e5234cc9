import type { DistanceUnit } from './distance-unit.js';

/** A point on the globe, in degrees. */
export interface GeoPoint {
  readonly latitude: number;
  readonly longitude: number;
}

/** The mean radius of the earth. */
export const EARTH_RADIUS: Readonly<Record<DistanceUnit, number>> = { MI: 3958.7613, KM: 6371.0088 };

/** Converts a distance to another unit. */
export function convertDistance(distance: number, from: DistanceUnit, to: DistanceUnit): number {
  return from === to ? distance : (distance * EARTH_RADIUS[to]) / EARTH_RADIUS[from];
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The great-circle distance (haversine), in the requested unit. docs/reference/routing-engine.md 2.6. */
export function distanceBetween(a: GeoPoint, b: GeoPoint, unit: DistanceUnit): number {
  const halfLatitude = Math.sin(radians(b.latitude - a.latitude) / 2);
  const halfLongitude = Math.sin(radians(b.longitude - a.longitude) / 2);
  const chord = halfLatitude ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * halfLongitude ** 2;
  return 2 * EARTH_RADIUS[unit] * Math.asin(Math.min(1, Math.sqrt(chord)));
}
