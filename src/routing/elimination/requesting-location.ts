import type { LocationPolicy } from './policy.js';

/** The location that places an order does not get it back where the organization says so. */
export const requestingLocation: LocationPolicy = ({ candidate }, request) =>
  candidate.location.id === request.requestingLocationId && !request.requestingLocationMayFulfill
    ? 'requesting_location'
    : undefined;
