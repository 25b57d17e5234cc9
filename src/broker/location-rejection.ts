import { Rejection } from '../domain/response-code.js';
import type { LocationCode } from '../domain/network/location-code.js';

/** Rejects a location that a message names. */
export function locationRejection(
  key: 'requesting_location' | 'fulfilling_location' | 'pickup_location',
  { systemCd, locationCd }: LocationCode,
): Rejection {
  return new Rejection(key, { location: locationCd, system: systemCd });
}
