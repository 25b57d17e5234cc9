import type { System } from '../../domain/network/location.js';
import type { RoutingRequest } from '../request.js';
import type { LocationPolicy } from './policy.js';

/**
 * A system may exclude its own locations from the orders it places (`shop_within_system` off), and may keep a line that
 * one of its locations rejected away from the others (`reject_may_reshop_same_system` off). docs/reference/routing-engine.md
 * 1.4.
 */
export const withinSystem = {
  reason: 'within_system' as const,
  eliminates: ({ candidate }, request) => isExcluded(candidate.location.system, request),
  columnar: ({ systems, systemOf }, request) => {
    const excluded = Uint8Array.from(systems, (system) => Number(isExcluded(system, request)));
    return excluded.includes(1) ? (row) => excluded[systemOf[row] ?? 0] === 1 : 'never';
  },
  remedy: ({ candidate }) =>
    `System ${candidate.location.system.systemCd} is excluded: shop_within_system, or reject_may_reshop_same_system after a reject, would have to be on.`,
} satisfies LocationPolicy;

function isExcluded({ systemCd, shopWithinSystem }: System, request: RoutingRequest): boolean {
  return (systemCd === request.systemCd && !shopWithinSystem) || request.avoidedSystems.has(systemCd);
}
