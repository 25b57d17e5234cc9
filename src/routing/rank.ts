import { WEIGHTED_CRITERIA } from '../domain/network/ranking-preferences.js';
import type { RankingCriterion } from '../domain/network/ranking-preferences.js';
import { compareText } from '../domain/values/compare-text.js';
import { SCORE_CRITERIA, STANDARD_CRITERIA } from './criteria/criteria.js';
import type { Criterion } from './criteria/criterion.js';
import type { Evaluated } from './evaluate.js';
import type { RoutingRequest } from './request.js';
import { score } from './weighted-score.js';
import type { Score, ScoredValues } from './weighted-score.js';

/** A candidate in the ranking. */
export interface Ranked {
  readonly evaluated: Evaluated;
  /** Weighted brokering only. */
  readonly score: Score | undefined;
}

/** What put one candidate before another: a criterion, or one of the rules around the criteria. */
export type Decider = RankingCriterion | 'already_ships' | 'primary_zone' | 'score' | 'code';

/** One step of the ranking: the smaller key comes first. */
interface RankingStep {
  readonly by: Decider;
  readonly key: (ranked: Ranked) => number;
}

/**
 * Orders eligible candidates:
 *
 * 1. locations that already ship for the order, then the zone's primary locations before its alternate ones;
 * 2. standard brokering: the criteria in the retailer's order, a later one only breaks the ties of the earlier ones;
 *    weighted brokering: the higher score;
 * 3. remaining ties go by system and location code, so that the same data always gives the same decision.
 *
 * docs/reference/routing-engine.md 2.4.
 */
export function rank(eligible: readonly Evaluated[], request: RoutingRequest): Ranked[] {
  const { weights } = request.brokering;
  const scores = weights === undefined ? [] : score(scoredValues(eligible, request), weights);
  const steps = stepsOf(request);
  // Keys are computed once for each candidate instead of once for each comparison.
  const keyed = eligible.map((evaluated, index) => {
    const ranked: Ranked = { evaluated, score: scores[index] };
    return { ranked, keys: steps.map(({ key }) => key(ranked)) };
  });
  keyed.sort((a, b) => compareKeys(a.keys, b.keys) || compareCodes(a.ranked, b.ranked));
  return keyed.map(({ ranked }) => ranked);
}

/** What decided that one candidate ranks before another. */
export function decider(a: Ranked, b: Ranked, request: RoutingRequest): Decider {
  return stepsOf(request).find(({ key }) => key(a) !== key(b))?.by ?? 'code';
}

function stepsOf(request: RoutingRequest): RankingStep[] {
  const { criteria, weights } = request.brokering;
  return [
    { by: 'already_ships', key: ({ evaluated }) => Number(!request.preferred.has(idOf(evaluated))) },
    { by: 'primary_zone', key: ({ evaluated }) => Number(!isPrimary(idOf(evaluated), request)) },
    ...(weights === undefined
      ? criteria.map((name): RankingStep => ({ by: name, key: keyOf(STANDARD_CRITERIA[name], request) }))
      : [{ by: 'score', key: ({ score: own }: Ranked) => -(own?.total ?? 0) } as const]),
  ];
}

/** Unknown values come last, whichever direction is better. */
function keyOf({ value, better }: Criterion, request: RoutingRequest): RankingStep['key'] {
  return ({ evaluated }) => {
    const known = value(evaluated, request);
    if (known === undefined) return Infinity;
    return better === 'lower' ? known : -known;
  };
}

/** Not by subtraction: two unknown values (Infinity) are equal, not NaN apart. */
function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let step = 0; step < a.length; step += 1) {
    const left = a[step] ?? 0;
    const right = b[step] ?? 0;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function scoredValues(eligible: readonly Evaluated[], request: RoutingRequest): ScoredValues[] {
  return eligible.map(
    (evaluated) =>
      Object.fromEntries(
        WEIGHTED_CRITERIA.map((name) => [name, SCORE_CRITERIA[name].value(evaluated, request)]),
      ) as ScoredValues,
  );
}

function idOf({ candidate }: Evaluated): number {
  return candidate.location.id;
}

function isPrimary(locationId: number, { zone }: RoutingRequest): boolean {
  return zone !== undefined && zone !== 'none' && zone.primary.has(locationId);
}

function compareCodes(a: Ranked, b: Ranked): number {
  const left = a.evaluated.candidate.location;
  const right = b.evaluated.candidate.location;
  return compareText(left.system.systemCd, right.system.systemCd) || compareText(left.locationCd, right.locationCd);
}
