import type { RankingCriterion } from '../domain/network/catalog-document.js';
import type { Evaluated } from './evaluate.js';
import type { RoutingRequest } from './request.js';
import { score } from './weighted-score.js';
import type { Score } from './weighted-score.js';

/** A candidate with its place in the ranking. */
export interface Ranked {
  readonly judged: Evaluated;
  /** Weighted brokering only: the score, and each criterion's share of it. */
  readonly score: Pick<Score, 'total' | 'byCriterion'> | undefined;
}

/** What put one candidate before another: a criterion, or one of the rules around the criteria. */
export type Decider = RankingCriterion | 'already_ships' | 'primary_zone' | 'score' | 'code';

interface Comparison {
  readonly by: Decider;
  readonly compare: (a: Ranked, b: Ranked) => number;
}

/**
 * Orders eligible candidates:
 *
 * 1. locations that already ship for the order, then the zone's primary locations before its alternate ones;
 * 2. standard brokering: the criteria in the retailer's order, a later one only breaks the ties of the earlier ones;
 *    weighted brokering: the higher score;
 * 3. what is still equal goes by system and location code, so that the same data always gives the same decision.
 *
 * docs/reference/routing-engine.md 2.4.
 */
export function rank(eligible: readonly Evaluated[], request: RoutingRequest): Ranked[] {
  const { weights } = request.brokering;
  const scores =
    weights === undefined
      ? undefined
      : new Map<number, Score>(
          score(
            eligible.map((judged) => ({
              key: judged.candidate.location.id,
              laborCost: judged.candidate.location.laborCost,
              grossMargin: grossMargin(judged, request),
              distance: judged.distance,
              onHand: onHand(judged, request),
              salesVelocity: salesVelocity(judged, request),
              priority: judged.candidate.location.priority,
            })),
            weights,
          ).map((one) => [Number(one.key), one]),
        );
  const ranked = eligible.map((judged): Ranked => ({ judged, score: scores?.get(judged.candidate.location.id) }));
  const comparisons = comparisonsOf(request);
  return ranked.sort((a, b) => firstDifference(a, b, comparisons)?.order ?? 0);
}

/** What decided that one stands before the other. */
export function decider(a: Ranked, b: Ranked, request: RoutingRequest): Decider {
  return firstDifference(a, b, comparisonsOf(request))?.by ?? 'code';
}

function firstDifference(
  a: Ranked,
  b: Ranked,
  comparisons: readonly Comparison[],
): { by: Decider; order: number } | undefined {
  for (const { by, compare } of comparisons) {
    const order = compare(a, b);
    if (order !== 0) return { by, order };
  }
  return undefined;
}

function comparisonsOf(request: RoutingRequest): Comparison[] {
  const { criteria, weights } = request.brokering;
  return [
    { by: 'already_ships', compare: (a, b) => Number(alreadyShips(b, request)) - Number(alreadyShips(a, request)) },
    { by: 'primary_zone', compare: (a, b) => Number(inPrimary(b, request)) - Number(inPrimary(a, request)) },
    ...(weights === undefined
      ? criteria.map((by): Comparison => ({ by, compare: byCriterion(by, request) }))
      : [{ by: 'score', compare: (a: Ranked, b: Ranked) => (b.score?.total ?? 0) - (a.score?.total ?? 0) } as const]),
    { by: 'code', compare: byCode },
  ];
}

function byCriterion(criterion: RankingCriterion, request: RoutingRequest): (a: Ranked, b: Ranked) => number {
  switch (criterion) {
    case 'proximity':
      return (a, b) => compareNumbers(a.judged.distance ?? Infinity, b.judged.distance ?? Infinity);
    case 'on_hand':
      return (a, b) => onHand(b.judged, request) - onHand(a.judged, request);
    case 'priority':
      return (a, b) => a.judged.candidate.location.priority - b.judged.candidate.location.priority;
    case 'last_order_assigned':
      // Whoever has waited longest; one that never had an order has waited for ever.
      return (a, b) => compareText(a.judged.candidate.lastAssignedAt, b.judged.candidate.lastAssignedAt);
    case 'sales_velocity':
      // Slow sellers give their stock away first: it would lie there longest.
      return (a, b) =>
        compareNumbers(salesVelocity(a.judged, request) ?? Infinity, salesVelocity(b.judged, request) ?? Infinity);
  }
}

function alreadyShips({ judged }: Ranked, request: RoutingRequest): boolean {
  return request.preferred.has(judged.candidate.location.id);
}

function inPrimary({ judged }: Ranked, { zone }: RoutingRequest): boolean {
  return zone !== undefined && zone !== 'none' && zone.primary.has(judged.candidate.location.id);
}

/** Units it can promise of all the products together. */
export function onHand(judged: Evaluated, { lines }: RoutingRequest): number {
  return productsOf(lines).reduce((sum, productId) => sum + (judged.promises.get(productId)?.units ?? 0), 0);
}

/** Undefined when nobody recorded it: 0 would make it the slowest seller of all. */
function salesVelocity(judged: Evaluated, { lines }: RoutingRequest): number | undefined {
  const known = productsOf(lines).flatMap((productId) => judged.candidate.stock.get(productId)?.salesVelocity ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, velocity) => sum + velocity, 0);
}

/** In hundredths: what the lines bring over what their units cost there; undefined when a cost is not known. */
function grossMargin(judged: Evaluated, { lines }: RoutingRequest): number | undefined {
  let margin = 0;
  for (const line of lines) {
    const cost = judged.candidate.stock.get(line.productId)?.unitCost ?? undefined;
    if (cost === undefined) return undefined;
    margin += line.quantity * (line.unitPrice - Math.round(cost * 100));
  }
  return margin;
}

function productsOf(lines: RoutingRequest['lines']): number[] {
  return [...new Set(lines.map((line) => line.productId))];
}

function byCode(a: Ranked, b: Ranked): number {
  const left = a.judged.candidate.location;
  const right = b.judged.candidate.location;
  return compareText(left.system.systemCd, right.system.systemCd) || compareText(left.locationCd, right.locationCd);
}

/** Not a difference: two that are unknown are equal, not NaN apart. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By code unit: the same on every machine, whatever its language. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
