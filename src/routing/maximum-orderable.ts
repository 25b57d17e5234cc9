import type { SplitRules } from './allocation-problem.js';
import { evaluate } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { rank } from './rank.js';
import type { Candidate, RoutingLine, RoutingRequest } from './request.js';

/** The availability of one product. */
export interface MaximumOrderable {
  /** The locations that can promise some of it, best first. */
  readonly locations: readonly Evaluated[];
  /** Units of the largest line that could be fulfilled completely. */
  readonly maximum: number;
}

/**
 * Computes how much of one product could be ordered, and from where: a pure function, by the same rules that route an
 * order (route.ts), so that an order placed at this moment would find what it reports.
 *
 * Without split lines the maximum is the largest quantity that one location can promise. With them it is what as many
 * locations as an order may be split over can promise together, the largest first; a location with less than the minimum
 * part contributes nothing, unless it takes the whole line.
 */
export function maximumOrderable(
  request: RoutingRequest,
  line: RoutingLine,
  candidates: readonly Candidate[],
): MaximumOrderable {
  const alone: RoutingRequest = { ...request, lines: [line] };
  const eligible = candidates
    .map((candidate) => evaluate(candidate, alone))
    .filter((evaluated) => evaluated.eliminated === undefined);
  return {
    locations: rank(eligible, alone).map((ranked) => ranked.evaluated),
    maximum: largestLine(
      eligible.map((evaluated) => evaluated.atp.get(line.productId)?.units ?? 0),
      request.split,
    ),
  };
}

function largestLine(quantities: readonly number[], { allowSplitLine, maxLocations, minPart }: SplitRules): number {
  const whole = quantities.reduce((most, units) => Math.max(most, units), 0);
  if (!allowSplitLine) return whole;
  const parts = quantities
    .filter((units) => units >= minPart)
    .sort((a, b) => b - a)
    .slice(0, maxLocations);
  return Math.max(
    whole,
    parts.reduce((sum, units) => sum + units, 0),
  );
}
