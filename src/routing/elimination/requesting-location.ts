import type { LocationPolicy } from './policy.js';

/** The location that placed an order does not fulfill it when the organization forbids that. */
export const requestingLocation = {
  reason: 'requesting_location' as const,
  eliminates: ({ candidate }, { requestingLocationId, requestingLocationMayFulfill }) =>
    candidate.location.id === requestingLocationId && !requestingLocationMayFulfill,
  columnar: ({ ids }, { requestingLocationId, requestingLocationMayFulfill }) =>
    requestingLocationMayFulfill ? 'never' : (row) => ids[row] === requestingLocationId,
  remedy: () => 'It placed the order itself: requesting_location_may_fulfill would have to be on.',
} satisfies LocationPolicy;
