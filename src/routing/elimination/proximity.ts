import { distanceText } from '../criteria/distance-text.js';
import type { LocationPolicy } from './policy.js';

/**
 * A location outside the radius, or at an unknown distance, gets nothing. One that does not use the proximity locator is
 * at distance 0 and so always inside. docs/reference/routing-engine.md 2.6.
 */
export const proximity = {
  reason: 'proximity' as const,
  eliminates: ({ distance }, { radius }) => !(distance !== undefined && distance <= radius),
  columnar: () => (row, view) => !view.isWithinRadius(row),
  remedy: ({ distance }, request) =>
    distance === undefined
      ? 'Its coordinates or those of the customer are unknown.'
      : `It is ${distanceText(distance, request)} away: the radius (${String(request.radius)} ${request.unit}) would have to reach it.`,
} satisfies LocationPolicy;
