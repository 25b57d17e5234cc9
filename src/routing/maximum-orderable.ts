import type { SplitRules } from './allocate.js';
import { evaluate } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { rank } from './rank.js';
import type { Candidate, RoutingLine, RoutingRequest } from './request.js';

/** What can be had of one product. */
export interface MaximumOrderable {
  /** The locations that can promise some of it, best first. */
  readonly places: readonly Evaluated[];
  /** Units of the largest line that could be placed as a whole. */
  readonly most: number;
}

/**
 * Tells how much of one product could be had, and where: a pure function, by the same rules that decide where an order
 * goes (route.ts), so that what it says is what an order placed at this moment would find.
 *
 * Without split lines `most` is what the location with most can promise. With them it is what as many locations as an
 * order may go to can promise together, the ones with most first; of a location that has less than the smallest part
 * nothing is taken, unless it gives the whole line.
 */
export function maximumOrderable(
  request: RoutingRequest,
  line: RoutingLine,
  candidates: readonly Candidate[],
): MaximumOrderable {
  const alone: RoutingRequest = { ...request, lines: [line] };
  const eligible = candidates
    .map((candidate) => evaluate(candidate, alone))
    .filter((judged) => judged.eliminated === undefined);
  return {
    places: rank(eligible, alone).map((ranked) => ranked.judged),
    most: largestLine(
      eligible.map((judged) => judged.promises.get(line.productId)?.units ?? 0),
      request.split,
    ),
  };
}

function largestLine(promises: readonly number[], { allowSplitLine, maxLocations, minPart }: SplitRules): number {
  const whole = promises.reduce((most, units) => Math.max(most, units), 0);
  if (!allowSplitLine) return whole;
  const parts = promises
    .filter((units) => units >= minPart)
    .sort((a, b) => b - a)
    .slice(0, maxLocations);
  return Math.max(
    whole,
    parts.reduce((sum, units) => sum + units, 0),
  );
}
