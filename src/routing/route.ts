import { allocate } from './allocate.js';
import type { Allocation, Offer, Part } from './allocate.js';
import type { EliminationReason } from './elimination/policy.js';
import { evaluate, shortOf } from './evaluate.js';
import type { Evaluated } from './evaluate.js';
import { decider, rank } from './rank.js';
import type { Decider, Ranked } from './rank.js';
import type { Candidate, RoutingRequest } from './request.js';

export interface Proposal {
  /** So many units of a line (by index) at a location. */
  readonly parts: readonly Part[];
  /** What is left of each line, by index: nobody can take it. */
  readonly unfulfillable: readonly { readonly line: number; readonly quantity: number }[];
  readonly method: Allocation['method'];
  /** What put the first of the ranking before the second; undefined when there was no second. */
  readonly decidedBy: Decider | undefined;
  /** Probability rules that failed somewhere, `name: reason`: what an operator should know. */
  readonly failedRules: readonly string[];
  /** The candidates that could take something, best first. */
  readonly eligible: readonly Ranked[];
  /** The others, each with its reason. */
  readonly eliminated: readonly { readonly judged: Evaluated; readonly reason: EliminationReason }[];
}

/**
 * Decides where: a pure function of what is wanted and what there is.
 *
 * 1. Candidates are locations with a stock record of a wanted product.
 * 2. Each is judged by the elimination policies; the first that applies is its reason. Where the order is not split, a
 *    location that cannot take all of it is out too.
 * 3. The rest is ranked.
 * 4. The lines are shared out over the ranking (allocate.ts); what nobody can take is unfulfillable.
 *
 * The order in which candidates are handed in has no influence on the result.
 */
export function route(request: RoutingRequest, candidates: readonly Candidate[]): Proposal {
  const eligible: Evaluated[] = [];
  const eliminated: { judged: Evaluated; reason: EliminationReason }[] = [];
  for (const candidate of candidates) {
    const judged = evaluate(candidate, request);
    const reason = judged.eliminated ?? (request.split.allowSplitOrder ? undefined : shortOf(judged, request.lines));
    if (reason === undefined) eligible.push(judged);
    else eliminated.push({ judged, reason });
  }
  const ranked = rank(eligible, request);
  const { parts, method } = allocate(request.lines, ranked.map(offerOf), request.split);
  const [first, second] = ranked;
  return {
    parts,
    unfulfillable: request.lines.flatMap(({ quantity }, line) => {
      const placed = parts.filter((part) => part.line === line).reduce((sum, part) => sum + part.quantity, 0);
      return placed < quantity ? [{ line, quantity: quantity - placed }] : [];
    }),
    method,
    decidedBy: first !== undefined && second !== undefined ? decider(first, second, request) : undefined,
    failedRules: failuresOf([...eligible, ...eliminated.map((one) => one.judged)]),
    eligible: ranked,
    eliminated: eliminated.sort((a, b) => a.judged.candidate.location.id - b.judged.candidate.location.id),
  };
}

/** Each failure once, the first few: one bad rule fails at every location alike. */
function failuresOf(judged: readonly Evaluated[]): string[] {
  const failures = new Set<string>();
  for (const { promises } of judged) {
    for (const { failedRules } of promises.values()) for (const failure of failedRules) failures.add(failure);
    if (failures.size >= 10) break;
  }
  return [...failures].sort();
}

function offerOf({ judged }: Ranked): Offer {
  return {
    locationId: judged.candidate.location.id,
    promise: judged.promises,
    barred: judged.barred,
  };
}
