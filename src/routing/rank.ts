import type { RankingCriterion } from '../domain/catalog-document.js';
import type { Judged } from './elimination/policy.js';
import type { RoutingRequest } from './request.js';
import { promisable } from './request.js';

type Comparison = (a: Judged, b: Judged) => number;

/**
 * Orders eligible candidates by the request's criteria, one after the other; a later one only breaks the ties of the
 * earlier ones (standard brokering, routing-engine.md 2.4). What is still equal goes by system and location code, so
 * that the same data always gives the same decision.
 */
export function rank(eligible: readonly Judged[], request: RoutingRequest): Judged[] {
  const comparisons = [...request.criteria.map((criterion) => compareBy(criterion, request)), byCode];
  return [...eligible].sort((a, b) => {
    for (const compare of comparisons) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareBy(criterion: RankingCriterion, request: RoutingRequest): Comparison {
  switch (criterion) {
    case 'proximity':
      return (a, b) => (a.distance ?? Infinity) - (b.distance ?? Infinity);
    case 'on_hand':
      return (a, b) => onHand(b, request) - onHand(a, request);
    case 'priority':
      return (a, b) => a.candidate.location.priority - b.candidate.location.priority;
    case 'last_order_assigned':
    case 'sales_velocity':
      // Known words of a catalogue that this engine has no figures for: they break no tie.
      return () => 0;
  }
}

function onHand({ candidate }: Judged, { lines }: RoutingRequest): number {
  return [...new Set(lines.map((line) => line.productId))]
    .reduce((sum, productId) => sum + promisable(candidate, productId), 0);
}

const byCode: Comparison = (a, b) => {
  const left = a.candidate.location;
  const right = b.candidate.location;
  return compareText(left.system.systemCd, right.system.systemCd) || compareText(left.locationCd, right.locationCd);
};

/** By code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
