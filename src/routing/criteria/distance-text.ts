import type { RoutingRequest } from '../request.js';

/** A distance as explanations write it: `12.3 MI`. */
export function distanceText(distance: number | undefined, { unit }: Pick<RoutingRequest, 'unit'>): string {
  return distance === undefined ? 'an unknown distance' : `${distance.toFixed(1)} ${unit}`;
}
