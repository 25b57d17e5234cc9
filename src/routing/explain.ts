import { STANDARD_CRITERIA } from './criteria/criteria.js';
import { demandOf } from './demand.js';
import { LINE_POLICIES, LOCATION_POLICIES } from './elimination/policies.js';
import type { EliminationReason } from './elimination/policies.js';
import { shortOf } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { decider } from './rank.js';
import type { Ranked } from './rank.js';
import type { RoutingRequest } from './request.js';
import type { Proposal } from './route.js';

/**
 * Answers "why not this location?": what would have to change for it to get the order. It only reads a proposal and
 * decides nothing.
 * @returns a sentence; undefined for a location that was chosen
 */
export function whatWouldTake(locationId: number, request: RoutingRequest, proposal: Proposal): string | undefined {
  if (proposal.parts.some((part) => part.locationId === locationId)) return undefined;
  const out = proposal.eliminated.find(({ evaluated }) => evaluated.candidate.location.id === locationId);
  if (out !== undefined) return remedy(out.reason, out.evaluated, request);
  const index = proposal.eligible.findIndex(({ evaluated }) => evaluated.candidate.location.id === locationId);
  const ranked = proposal.eligible[index];
  const chosen = proposal.eligible.find(({ evaluated }) =>
    proposal.parts.some((part) => part.locationId === evaluated.candidate.location.id),
  );
  if (ranked === undefined) return 'It has no stock record of a wanted product inside the radius.';
  if (chosen === undefined)
    return `It cannot take all of it, and the line is not split. ${shortage(ranked.evaluated, request)}`;
  if (shortOf(ranked.evaluated, request.lines) !== undefined)
    return `It can take only part of it. ${shortage(ranked.evaluated, request)}`;
  return `It is number ${String(index + 1)} of the ranking: ${comparison(chosen, ranked, request)}`;
}

function comparison(winner: Ranked, loser: Ranked, request: RoutingRequest): string {
  const by = decider(winner, loser, request);
  const name = winner.evaluated.candidate.location.locationCd;
  switch (by) {
    case 'score':
      return `${name} has the higher score (${String(winner.score?.total)} against ${String(loser.score?.total)}).`;
    case 'code':
      return `${name} is equal in everything and comes first by its code.`;
    case 'already_ships':
      return `${name} already ships for the order.`;
    case 'primary_zone':
      return `${name} is a primary location of the zone, this one an alternate.`;
    default:
      return STANDARD_CRITERIA[by].because(winner.evaluated, loser.evaluated, request);
  }
}

/** What would remove a reason. */
function remedy(reason: EliminationReason, evaluated: Evaluated, request: RoutingRequest): string {
  if (reason === 'insufficient_inventory') return shortage(evaluated, request);
  if (reason === 'probability_rule') {
    const rules = [...evaluated.atp.values()].flatMap(({ excludedBy }) => excludedBy ?? []);
    return `Probability rule ${rules[0] ?? ''} excludes it.`;
  }
  const policy = [...LOCATION_POLICIES, ...LINE_POLICIES].find((one) => one.reason === reason);
  return policy?.remedy(evaluated, request) ?? '';
}

function shortage(evaluated: Evaluated, { lines }: RoutingRequest): string {
  const short = [...demandOf(lines)].flatMap(([productId, quantity]) => {
    const units = evaluated.atp.get(productId)?.units ?? 0;
    return units < quantity ? [`${String(quantity - units)} more of product ${String(productId)}`] : [];
  });
  return short.length === 0 ? 'A line may not go there.' : `It would need ${short.join(' and ')}.`;
}
