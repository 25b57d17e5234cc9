import { allocate } from './allocate.js';
import type { Allocation } from './allocate.js';
import type { AllocatedPart, Offer } from './allocation-problem.js';
import type { EliminationReason } from './elimination/policies.js';
import { evaluate, shortOf } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { decider, rank } from './rank.js';
import type { Decider, Ranked } from './rank.js';
import type { Candidate, RoutingRequest } from './request.js';

/** A decision with all that led to it. */
export interface Proposal {
  readonly parts: readonly AllocatedPart[];
  /** Units of each line, by index, that no location can fulfill. */
  readonly unfulfillable: readonly { readonly line: number; readonly quantity: number }[];
  readonly method: Allocation['method'];
  /** What put the first of the ranking before the second; undefined when there was no second. */
  readonly decidedBy: Decider | undefined;
  /** Probability rules that failed somewhere, `name: reason`, for operators. */
  readonly failedRules: readonly string[];
  /** The eligible candidates, best first. */
  readonly eligible: readonly Ranked[];
  /** The others, each with its reason. */
  readonly eliminated: readonly { readonly evaluated: Evaluated; readonly reason: EliminationReason }[];
}

/** Most failed rules that a proposal reports. */
const MAX_FAILED_RULES = 10;

/**
 * Decides where lines go: a pure function of the request and the stock.
 *
 * 1. Candidates are locations with a stock record of a requested product.
 * 2. Each is evaluated by the elimination policies; the first that applies is its reason. Where the order is not split, a
 *    location that cannot fulfill all of it is eliminated too.
 * 3. The rest is ranked.
 * 4. The lines are allocated to the ranking (allocate.ts); what no location can take is unfulfillable.
 *
 * The order of the candidates does not affect the result.
 */
export function route(request: RoutingRequest, candidates: readonly Candidate[]): Proposal {
  const eligible: Evaluated[] = [];
  const eliminated: { evaluated: Evaluated; reason: EliminationReason }[] = [];
  for (const candidate of candidates) {
    const evaluated = evaluate(candidate, request);
    const reason =
      evaluated.eliminated ?? (request.split.allowSplitOrder ? undefined : shortOf(evaluated, request.lines));
    if (reason === undefined) eligible.push(evaluated);
    else eliminated.push({ evaluated, reason });
  }
  const ranked = rank(eligible, request);
  const { parts, method } = allocate(request.lines, ranked.map(offerOf), request.split);
  const [first, second] = ranked;
  return {
    parts,
    unfulfillable: request.lines.flatMap(({ quantity }, line) => {
      const allocated = parts.filter((part) => part.line === line).reduce((sum, part) => sum + part.quantity, 0);
      return allocated < quantity ? [{ line, quantity: quantity - allocated }] : [];
    }),
    method,
    decidedBy: first !== undefined && second !== undefined ? decider(first, second, request) : undefined,
    failedRules: failuresOf([...eligible, ...eliminated.map((one) => one.evaluated)]),
    eligible: ranked,
    eliminated: eliminated.sort((a, b) => a.evaluated.candidate.location.id - b.evaluated.candidate.location.id),
  };
}

/** The first few failures, each once: one bad rule fails at every location alike. */
function failuresOf(evaluated: readonly Evaluated[]): string[] {
  const failures = new Set<string>();
  for (const { atp } of evaluated) {
    for (const { failedRules } of atp.values()) for (const failure of failedRules) failures.add(failure);
    if (failures.size >= MAX_FAILED_RULES) break;
  }
  return [...failures].sort();
}

function offerOf({ evaluated }: Ranked): Offer {
  return {
    locationId: evaluated.candidate.location.id,
    atp: evaluated.atp,
    excludedLines: evaluated.excludedLines,
  };
}
