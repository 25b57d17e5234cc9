import type { RoutingRequest } from '../request.js';
import type { LocationPolicy } from './policy.js';

/** Where zones are used, only the customer's zone serves the order, even if it has no stock. docs/reference/routing-engine.md 2.5. */
export const zone = {
  reason: 'zone' as const,
  eliminates: ({ candidate }, request) => request.zone !== undefined && !serves(request.zone, candidate.location.id),
  columnar: ({ ids }, request) => {
    const used = request.zone;
    return used === undefined ? 'never' : (row) => !serves(used, ids[row] ?? 0);
  },
  remedy: (_contender, request) =>
    request.zone === 'none'
      ? 'No zone serves the address: one would have to.'
      : 'It does not serve the zone of the address: the zone would have to name it.',
} satisfies LocationPolicy;

function serves(used: NonNullable<RoutingRequest['zone']>, locationId: number): boolean {
  return used !== 'none' && (used.primary.has(locationId) || used.alternate.has(locationId));
}
