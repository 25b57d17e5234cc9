import type { LocationPolicy } from './policy.js';

/** Where zones are used, only the customer's zone serves: nothing leaks outside, also when it has nothing. docs/reference/routing-engine.md 2.5. */
export const zone: LocationPolicy = ({ candidate }, request) => {
  if (request.zone === undefined) return undefined;
  if (request.zone === 'none') return 'zone';
  const { id } = candidate.location;
  return request.zone.primary.has(id) || request.zone.alternate.has(id) ? undefined : 'zone';
};
