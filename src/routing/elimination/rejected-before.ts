import type { LinePolicy } from './policy.js';

/**
 * A location that rejected a line is not offered it again, for the life of the line. The documents are silent; asking
 * a store twice for what it does not have helps nobody.
 */
export const rejectedBefore: LinePolicy = ({ candidate }, { rejecters }) =>
  rejecters.has(candidate.location.id) ? 'rejected_before' : undefined;
