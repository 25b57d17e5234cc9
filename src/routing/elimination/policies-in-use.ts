import { memoizeByIdentity } from '../../domain/memoize.js';
import type { LocationColumns } from '../fast-path/location-columns.js';
import { LINE_POLICIES, LOCATION_POLICIES } from './policies.js';

/** The policies that any location of the network may be subject to, in their order. */
export const policiesInUse = memoizeByIdentity((columns: LocationColumns) => ({
  locationPolicies: LOCATION_POLICIES.filter(({ isInUse }) => isInUse?.(columns) ?? true),
  linePolicies: LINE_POLICIES.filter(({ isInUse }) => isInUse?.(columns) ?? true),
}));
