import type { LocationPolicy } from './policy.js';

/**
 * A system may keep its own locations out of what it asks for (`shop_within_system` off), and may keep a line that one
 * of its locations rejected away from the others (`reject_may_reshop_same_system` off). docs/reference/routing-engine.md 1.4.
 */
export const withinSystem: LocationPolicy = ({ candidate }, request) => {
  const { system } = candidate.location;
  if (system.systemCd === request.systemCd && !system.shopWithinSystem) return 'within_system';
  return request.avoidedSystems.has(system.systemCd) ? 'within_system' : undefined;
};
