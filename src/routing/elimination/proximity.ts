import type { LocationPolicy } from './policy.js';

/**
 * Outside the radius, or at a place nobody knows. A location that does not use the proximity locator is at distance 0
 * and so always inside. docs/reference/routing-engine.md 2.6.
 */
export const proximity: LocationPolicy = ({ distance }, { radius }) =>
  distance !== undefined && distance <= radius ? undefined : 'proximity';
