import { WEIGHTED_CRITERIA } from '../domain/network/ranking-preferences.js';
import type { WeightedCriterion, Weights } from '../domain/network/ranking-preferences.js';
import { SCORE_CRITERIA } from './criteria/criteria.js';

/** The values of a candidate by criterion; undefined where it is unknown. Units do not matter as long as all use the same. */
export type ScoredValues = Readonly<Record<WeightedCriterion, number | undefined>>;

export interface Score {
  /** 0 to 1, six decimals; the highest is the best. */
  readonly total: number;
  /** 0 (worst) to 1 (best) before weighting, six decimals. */
  readonly byCriterion: Readonly<Record<WeightedCriterion, number>>;
}

/**
 * Weighted brokering: one score for each candidate from several criteria. docs/reference/routing-engine.md 2.4; the
 * original formula is not public, this one is ours.
 *
 * 1. Each criterion is normalized to a number from 0 (worst) to 1 (best) among the candidates: (value - worst) / (best -
 *    worst). So a criterion's unit does not matter, and a weight means the same for dollars and for miles. The price: a
 *    remote candidate compresses the differences between the others and may so change their order. Fixed bounds for
 *    each criterion would avoid that, but a retailer would have to know and maintain them.
 * 2. Where all are equal all get 1: a criterion that cannot tell the candidates apart affects none of them.
 * 3. A candidate with an unknown value (mostly its distance) gets 0; the scale is that of the known ones.
 * 4. The total is the sum of weight / 100 x number: 0 to 1, as weights sum to 100. It is rounded to six decimals, so
 *    that a tie goes to the next rule instead of being decided by the last bit of a sum.
 *
 * @returns a score for each candidate, in their order
 */
export function score(candidates: readonly ScoredValues[], weights: Weights): Score[] {
  const scales = WEIGHTED_CRITERIA.map((name) => ({
    name,
    normalize: scaleOf(
      candidates.map((values) => values[name]),
      SCORE_CRITERIA[name].better,
    ),
  }));
  return candidates.map((values) => {
    const numbers = scales.map(({ name, normalize }) => [name, normalize(values[name])] as const);
    const total = numbers.reduce((sum, [name, number]) => sum + (weights[name] / 100) * number, 0);
    return {
      total: rounded(total),
      byCriterion: Object.fromEntries(numbers.map(([name, number]) => [name, rounded(number)])) as Score['byCriterion'],
    };
  });
}

function scaleOf(
  values: readonly (number | undefined)[],
  better: 'lower' | 'higher',
): (value: number | undefined) => number {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = known.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  return (value) => {
    if (value === undefined) return 0;
    if (least === most) return 1;
    return (better === 'higher' ? value - least : most - value) / (most - least);
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
