import { distanceBetween } from '../domain/geography.js';
import { giftWrap } from './elimination/gift-wrap.js';
import { inactive } from './elimination/inactive.js';
import { insufficientInventory } from './elimination/insufficient-inventory.js';
import { orderType } from './elimination/order-type.js';
import type { EliminationPolicy, EliminationReason, Judged } from './elimination/policy.js';
import { proximity } from './elimination/proximity.js';
import { rejectedBefore } from './elimination/rejected-before.js';
import { withinSystem } from './elimination/within-system.js';
import { rank } from './rank.js';
import type { Candidate, RoutingRequest } from './request.js';

/** The rules in the order they are tried; the first that applies is a candidate's reason. The cheap ones come first. */
const POLICIES: readonly EliminationPolicy[] = [
  inactive, orderType, withinSystem, rejectedBefore, giftWrap, insufficientInventory, proximity,
];

/** What became of a candidate. */
export interface CandidateFate {
  readonly locationId: number;
  /** Why it was out; undefined when it could have had the order. */
  readonly eliminated?: EliminationReason;
  /** Its place among the eligible, from 1. */
  readonly rank?: number;
  /** From the destination, in the request's unit; absent where unknown. */
  readonly distance?: number;
}

export interface RoutingResult {
  /** The candidates that could take it, best first. */
  readonly eligible: readonly Judged[];
  /** Every candidate's fate: the eligible by rank, then the others by location id. */
  readonly trace: readonly CandidateFate[];
}

/**
 * Decides where: a pure function of what is wanted and what there is.
 *
 * 1. Candidates are the locations with a stock record of a wanted product.
 * 2. Each goes through the elimination policies; the first that applies takes it out, and is its reason.
 * 3. The rest is ranked by the criteria, ties by location code.
 * 4. The first of the ranking takes the whole order; with none left it is for the caller to send it to the
 *    unfulfillable location.
 *
 * The order in which candidates are handed in has no influence on the result.
 */
export function route(request: RoutingRequest, candidates: readonly Candidate[]): RoutingResult {
  const judged = candidates.map((candidate): Judged => ({ candidate, distance: distanceOf(candidate, request) }));
  const eligible: Judged[] = [];
  const out: CandidateFate[] = [];
  for (const one of judged) {
    const reason = firstReason(one, request);
    if (reason === undefined) eligible.push(one);
    else out.push({ locationId: one.candidate.location.id, eliminated: reason, ...known(one.distance) });
  }
  const ranked = rank(eligible, request);
  return {
    eligible: ranked,
    trace: [
      ...ranked.map((one, index) => ({ locationId: one.candidate.location.id, rank: index + 1, ...known(one.distance) })),
      ...out.sort((a, b) => a.locationId - b.locationId),
    ],
  };
}

function firstReason(judged: Judged, request: RoutingRequest): EliminationReason | undefined {
  for (const policy of POLICIES) {
    const reason = policy(judged, request);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function distanceOf({ location }: Candidate, request: RoutingRequest): number | undefined {
  if (!location.preferences.useProximityLocator) return 0;
  if (location.point === undefined || request.destination === undefined) return undefined;
  return distanceBetween(location.point, request.destination, request.unit);
}

function known(distance: number | undefined): { distance?: number } {
  return distance === undefined ? {} : { distance: Math.round(distance * 100) / 100 };
}
