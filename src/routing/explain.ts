import type { EliminationReason } from './elimination/policy.js';
import { shortOf } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { decider } from './rank.js';
import type { Ranked } from './rank.js';
import type { RoutingRequest } from './request.js';
import type { Proposal } from './route.js';

/**
 * Answers "why not this location?": what would have to be different for it to get the order. A pure reading of a
 * proposal, for people; nothing is decided here.
 * @returns a sentence; undefined for a location that was chosen
 */
export function whatWouldTake(locationId: number, request: RoutingRequest, proposal: Proposal): string | undefined {
  if (proposal.parts.some((part) => part.locationId === locationId)) return undefined;
  const out = proposal.eliminated.find(({ judged }) => judged.candidate.location.id === locationId);
  if (out !== undefined) return remedy(out.reason, out.judged, request);
  const index = proposal.eligible.findIndex(({ judged }) => judged.candidate.location.id === locationId);
  const ranked = proposal.eligible[index];
  const chosen = proposal.eligible.find(({ judged }) =>
    proposal.parts.some((part) => part.locationId === judged.candidate.location.id),
  );
  if (ranked === undefined) return 'It has no stock record of a wanted product inside the radius.';
  if (chosen === undefined)
    return `It cannot take all of it, and ${request.split.allowSplitOrder ? 'the line' : 'the order'} is not split. ${remedy('insufficient_inventory', ranked.judged, request)}`;
  if (shortOf(ranked.judged, request.lines) !== undefined)
    return `It can take only part of it. ${remedy('insufficient_inventory', ranked.judged, request)}`;
  return `It is number ${String(index + 1)} of the ranking: ${comparison(chosen, ranked, request)}`;
}

function comparison(winner: Ranked, loser: Ranked, request: RoutingRequest): string {
  const by = decider(winner, loser, request);
  const name = winner.judged.candidate.location.locationCd;
  switch (by) {
    case 'proximity':
      return `${name} is nearer (${miles(winner.judged, request)} against ${miles(loser.judged, request)}).`;
    case 'score':
      return `${name} has the higher score (${String(winner.score?.total)} against ${String(loser.score?.total)}).`;
    case 'code':
      return `${name} is equal in everything and comes first by its code.`;
    case 'already_ships':
      return `${name} already ships for the order.`;
    case 'primary_zone':
      return `${name} is a primary location of the zone, this one an alternate.`;
    case 'on_hand':
      return `${name} has more on hand.`;
    case 'priority':
      return `${name} has the better priority (${String(winner.judged.candidate.location.priority)} against ${String(loser.judged.candidate.location.priority)}).`;
    case 'last_order_assigned':
      return `${name} has waited longer for an order.`;
    case 'sales_velocity':
      return `${name} sells it more slowly.`;
  }
}

/** What takes a reason away. */
function remedy(reason: EliminationReason, judged: Evaluated, request: RoutingRequest): string {
  const {
    candidate: { location, ordersToday },
  } = judged;
  switch (reason) {
    case 'inactive':
      return 'It is switched off: it would have to be active.';
    case 'order_type':
      return `It does not offer ${request.flow}: the preference for it would have to be on.`;
    case 'within_system':
      return `System ${location.system.systemCd} does not take part: shop_within_system, or reject_may_reshop_same_system after a reject, would have to be on.`;
    case 'requesting_location':
      return 'It placed the order itself: requesting_location_may_fulfill would have to be on.';
    case 'maximum_orders':
      return `It had ${String(ordersToday)} orders today, its limit: max_orders_per_day would have to be higher.`;
    case 'zone':
      return request.zone === 'none'
        ? 'No zone serves the address: one would have to.'
        : 'It does not serve the zone of the address: the zone would have to name it.';
    case 'attribute':
      return "Its attributes do not agree with the originating location's or the product's.";
    case 'proximity':
      return judged.distance === undefined
        ? 'It, or the customer, stands at a place that is not known.'
        : `It is ${miles(judged, request)} away: the radius (${String(request.radius)} ${request.unit}) would have to reach it.`;
    case 'rejected_before':
      return 'It rejected the line: nothing brings it back.';
    case 'gift_wrap':
      return 'A line is to be gift-wrapped: gift_wrap_available would have to be on.';
    case 'stale_stock':
      return 'Its stock figure is too old: it would have to be sent again, or use_offline_newer_than allow its age.';
    case 'probability_rule':
      return `Probability rule ${[...judged.promises.values()].map((promised) => promised.excludedBy).find((name) => name !== undefined) ?? ''} takes it out.`;
    case 'insufficient_inventory':
      return missing(judged, request);
  }
}

function missing(judged: Evaluated, { lines }: RoutingRequest): string {
  const wanted = new Map<number, number>();
  for (const line of lines) wanted.set(line.productId, (wanted.get(line.productId) ?? 0) + line.quantity);
  const short = [...wanted].flatMap(([productId, quantity]) => {
    const promised = judged.promises.get(productId)?.units ?? 0;
    return promised < quantity ? [`${String(quantity - promised)} more of product ${String(productId)}`] : [];
  });
  return short.length === 0 ? 'A line may not go there.' : `It would need ${short.join(' and ')}.`;
}

function miles(judged: Evaluated, { unit }: RoutingRequest): string {
  return judged.distance === undefined ? 'an unknown distance' : `${judged.distance.toFixed(1)} ${unit}`;
}
