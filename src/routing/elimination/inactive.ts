import type { EliminationPolicy } from './policy.js';

/** A location that was switched off takes no orders. */
export const inactive: EliminationPolicy = ({ candidate }) => (candidate.location.active ? undefined : 'inactive');
