import type { Weights } from '../domain/network/catalog-document.js';

/**
 * Weighted brokering: one score for each candidate from several criteria. docs/reference/routing-engine.md 2.4; the formula is not
 * public, this one is ours.
 *
 * 1. Each criterion becomes a number from 0 (worst) to 1 (best) among the candidates at hand: (value - worst) / (best -
 *    worst). So a criterion's unit does not matter, and a weight means the same for dollars and for miles. The price:
 *    a far-off candidate narrows what lies between the others, and may so change their order; bounds fixed for each
 *    criterion would not, but a retailer would have to know and keep them.
 * 2. Where all are equal all get 1: a criterion that tells nobody apart moves nobody.
 * 3. What is not known of a candidate (its distance, mostly) gets 0, the known ones share the scale.
 * 4. The total is the sum of weight / 100 x number: 0 to 1, as weights sum to 100. It is rounded to six decimals, so
 *    that a tie is one, and is left to the next rule, not to the last bit of a sum.
 *
 * Good is: low labor cost, high gross margin, near, much on hand, low priority number, and low sales velocity: a store
 * that sells a product slowly gives it away first, one that sells it fast will need it for its own customers, at full
 * price. (High would protect slow sellers, who may end up marking down what they keep.)
 */
export function score(candidates: readonly ScoredCandidate[], weights: Weights): Score[] {
  const scales = CRITERIA.map((criterion) => ({ ...criterion, normalize: scaleOf(candidates.map(criterion.value)) }));
  return candidates.map((candidate) => {
    const numbers = scales.map(({ name, value, normalize }): [keyof Weights, number] => [
      name,
      normalize(value(candidate)),
    ]);
    const total = numbers.reduce((sum, [name, number]) => sum + (weights[name] / 100) * number, 0);
    const byCriterion = Object.fromEntries(numbers.map(([name, number]) => [name, rounded(number)])) as Record<
      keyof Weights,
      number
    >;
    return { key: candidate.key, total: rounded(total), byCriterion };
  });
}

/** What a candidate is scored by; undefined for what is not known of it. */
export interface ScoredCandidate {
  /** Tells the candidates of one call apart. */
  readonly key: string | number;
  /** Money for one order or unit: any unit, the same for all. */
  readonly laborCost: number | undefined;
  /** Price less cost of what is wanted. */
  readonly grossMargin: number | undefined;
  readonly distance: number | undefined;
  /** Units it can promise of what is wanted. */
  readonly onHand: number | undefined;
  readonly salesVelocity: number | undefined;
  /** 1 comes before 2. */
  readonly priority: number | undefined;
}

export interface Score {
  readonly key: string | number;
  /** 0 to 1, six decimals; the highest is the best. */
  readonly total: number;
  /** 0 (worst) to 1 (best) before weighting, six decimals. */
  readonly byCriterion: Readonly<Record<keyof Weights, number>>;
}

interface Criterion {
  readonly name: keyof Weights;
  /** Higher is better. */
  readonly value: (candidate: ScoredCandidate) => number | undefined;
}

const CRITERIA: readonly Criterion[] = [
  { name: 'labor_cost', value: ({ laborCost }) => negated(laborCost) },
  { name: 'gross_margin', value: ({ grossMargin }) => grossMargin },
  { name: 'proximity', value: ({ distance }) => negated(distance) },
  { name: 'on_hand', value: ({ onHand }) => onHand },
  { name: 'sales_velocity', value: ({ salesVelocity }) => negated(salesVelocity) },
  { name: 'priority', value: ({ priority }) => negated(priority) },
];

function scaleOf(values: readonly (number | undefined)[]): (value: number | undefined) => number {
  let [worst, best] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === undefined) continue;
    worst = Math.min(worst, value);
    best = Math.max(best, value);
  }
  return (value) => {
    if (value === undefined) return 0;
    return best > worst ? (value - worst) / (best - worst) : 1;
  };
}

function negated(value: number | undefined): number | undefined {
  return value === undefined ? undefined : -value;
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
