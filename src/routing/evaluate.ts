import { distanceBetween } from '../domain/geography/geography.js';
import { availableToPromise } from './available-to-promise.js';
import type { AvailableToPromise } from './available-to-promise.js';
import type { RankedContender } from './criteria/criterion.js';
import { demandOf } from './demand.js';
import { LINE_POLICIES, LOCATION_POLICIES } from './elimination/policies.js';
import type { EliminationReason } from './elimination/policies.js';
import type { Candidate, CandidateStock, Contender, RoutingLine, RoutingRequest } from './request.js';

/** A candidate after evaluation. */
export interface Evaluated extends RankedContender {
  /** Why it gets nothing; undefined when it is eligible. */
  readonly eliminated: EliminationReason | undefined;
  /** Why an eligible location may not get a line, by line index. */
  readonly excludedLines: ReadonlyMap<number, EliminationReason>;
}

/**
 * Evaluates one candidate: first by what concerns the location as a whole, then line by line. A location that may not
 * get any line is eliminated for the reason of its first line.
 */
export function evaluate(candidate: Candidate, request: RoutingRequest): Evaluated {
  const contender: Contender = { candidate, distance: distanceOf(candidate, request) };
  for (const { eliminates, reason } of LOCATION_POLICIES) {
    if (eliminates(contender, request)) return { ...contender, eliminated: reason, atp: NONE, excludedLines: NONE };
  }
  const atp = new Map<number, AvailableToPromise>();
  // Allocated lazily: almost no candidate is excluded from a line, and 1,000 empty maps per order dominated GC.
  let excluded: Map<number, EliminationReason> | undefined;
  for (const [index, line] of request.lines.entries()) {
    const { productId } = line;
    const stock = candidate.stock.get(productId);
    let reason = stock === undefined ? 'insufficient_inventory' : excludedBy(contender, line, stock, request);
    if (stock !== undefined && reason === undefined) {
      let promise = atp.get(productId);
      if (promise === undefined)
        atp.set(productId, (promise = availableToPromise(contender, productId, stock, request)));
      reason = nothingToPromise(promise);
    }
    if (reason !== undefined) (excluded ??= new Map<number, EliminationReason>()).set(index, reason);
  }
  const eliminated = excluded?.size === request.lines.length ? excluded.get(0) : undefined;
  return { candidate, distance: contender.distance, eliminated, atp, excludedLines: excluded ?? NONE };
}

const NONE: ReadonlyMap<number, never> = new Map<number, never>();

function excludedBy(
  contender: Contender,
  line: RoutingLine,
  stock: CandidateStock,
  request: RoutingRequest,
): EliminationReason | undefined {
  for (const { excludes, reason } of LINE_POLICIES) if (excludes(contender, line, stock, request)) return reason;
  return undefined;
}

function nothingToPromise({ excludedBy: rule, units }: AvailableToPromise): EliminationReason | undefined {
  if (rule !== undefined) return 'probability_rule';
  return units > 0 ? undefined : 'insufficient_inventory';
}

/** Why a candidate cannot fulfill all the lines together; undefined when it can. */
export function shortOf(evaluated: Evaluated, lines: readonly RoutingLine[]): EliminationReason | undefined {
  const [excluded] = evaluated.excludedLines.values();
  if (excluded !== undefined) return excluded;
  for (const [productId, quantity] of demandOf(lines)) {
    if ((evaluated.atp.get(productId)?.units ?? 0) < quantity) return 'insufficient_inventory';
  }
  return undefined;
}

function distanceOf({ location }: Candidate, request: RoutingRequest): number | undefined {
  if (!location.preferences.useProximityLocator) return 0;
  const { point } = location;
  let furthest = 0;
  for (const destination of [request.destination, ...request.furtherDestinations]) {
    if (point === undefined || destination === undefined) return undefined;
    furthest = Math.max(furthest, distanceBetween(point, destination, request.unit));
  }
  return furthest;
}
