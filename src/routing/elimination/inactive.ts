import type { LocationPolicy } from './policy.js';

/** A location that was switched off takes no orders. */
export const inactive: LocationPolicy = ({ candidate }) => (candidate.location.active ? undefined : 'inactive');
