import { sumByProduct } from '../domain/product.js';
import { AllocationProblem } from './allocation-problem.js';
import type { AllocatedPart, LineDemand, Offer, SplitRules } from './allocation-problem.js';

/**
 * Allocates the lines of an order to locations: a pure search.
 *
 * 1. One location that can take every line completely gets the order: the best ranked one.
 * 2. If orders are not split, that is all: otherwise nothing is allocated.
 * 3. Otherwise as many units as possible are allocated, to as few locations as possible, and among those to the best
 *    ranked ones. A line is split only when no single location can take it completely (and lines may be split); a rest
 *    that no location can take does not prevent the other lines from being allocated.
 *
 * Step 3 tries every set of one location, then of two, up to EXACT_SIZE, and stops at the first size that allocates all
 * that can be allocated. Locations that cannot be part of the best set are dropped first: those with at least as many
 * better ranked ones that offer no less of anything as a set may hold (except where lines share a product: they compete
 * for it, larger lines first). When more than EXACT_LOCATIONS remain, or a larger set is needed, locations are added
 * one by one instead, each time the one that adds most units (the fallback: never better than the search, sometimes one
 * location more). 16 locations in sets of up to 4 are 2,516 sets, which takes about 5 ms for three lines.
 */
const EXACT_LOCATIONS = 16;
const EXACT_SIZE = 4;

export interface Allocation {
  /** By line, then best ranked location first. */
  readonly parts: readonly AllocatedPart[];
  readonly method: 'one location' | 'not split' | 'exact' | 'fallback';
}

export function allocate(lines: readonly LineDemand[], offers: readonly Offer[], rules: SplitRules): Allocation {
  const total = sumOf(lines);
  const problem = new AllocationProblem(lines, offers, rules);
  const single = offers.find((offer) => problem.couldTakeAll(offer) && problem.unitsFrom([offer]) === total);
  if (single !== undefined) return { parts: problem.partsFrom([single]), method: 'one location' };
  if (!rules.allowSplitOrder) return { parts: [], method: 'not split' };
  return exactAllocation(problem) ?? fallbackAllocation(problem);
}

/** The smallest, best ranked set that allocates all that can be allocated; undefined beyond the bounds of the search. */
export function exactAllocation(problem: AllocationProblem): Allocation | undefined {
  const size = Math.min(EXACT_SIZE, problem.rules.maxLocations);
  const shared = new Set(problem.lines.map((line) => line.productId)).size < problem.lines.length;
  const offers = shared ? problem.offers : undominated(problem, size);
  if (offers.length > EXACT_LOCATIONS) return undefined;
  const most = problem.unitsFrom(offers);
  let best: readonly Offer[] = [];
  let bestUnits = 0;
  for (let k = 1; k <= Math.min(size, offers.length) && bestUnits < most; k += 1) {
    let bestRanks = Infinity;
    for (const { set, ranks } of sets(offers, k)) {
      const units = problem.unitsFrom(set);
      if (units > bestUnits || (units === bestUnits && set.length === best.length && ranks < bestRanks)) {
        [best, bestUnits, bestRanks] = [set, units, ranks];
      }
    }
  }
  // A larger set than the search may try might allocate more.
  if (bestUnits < most && problem.rules.maxLocations > size) return undefined;
  const exact: Allocation = { parts: problem.partsFrom(best), method: 'exact' };
  // Lines of one product compete for it, and their order is a rule, not a search: the fallback may do better there.
  const fallback = shared ? fallbackAllocation(problem) : exact;
  return isBetter(fallback, exact) ? fallback : exact;
}

function isBetter(one: Allocation, other: Allocation): boolean {
  const [units, otherUnits] = [sumOf(one.parts), sumOf(other.parts)];
  return units === otherUnits ? locationsOf(one) < locationsOf(other) : units > otherUnits;
}

function sumOf(entries: readonly { readonly quantity: number }[]): number {
  return entries.reduce((sum, { quantity }) => sum + quantity, 0);
}

function locationsOf({ parts }: Allocation): number {
  return new Set(parts.map((part) => part.locationId)).size;
}

/**
 * Adds locations one by one, each time the one that adds most units, the better ranked on a tie. A location whose stock
 * of what is still open cannot beat the best so far is skipped. That is nearly all of them: trying a thousand locations
 * for a hundred lines blocked the event loop for seconds.
 */
export function fallbackAllocation(problem: AllocationProblem): Allocation {
  const chosen: Offer[] = [];
  let units = 0;
  while (chosen.length < problem.rules.maxLocations) {
    let next: Offer | undefined;
    const allocated = units;
    const open = problem.stillWanted(chosen);
    for (const offer of problem.offers) {
      if (allocated + mostOf(offer, open) <= units || chosen.includes(offer)) continue;
      const gained = problem.unitsFrom([...chosen, offer]);
      if (gained > units) [next, units] = [offer, gained];
    }
    if (next === undefined) break;
    chosen.push(next);
  }
  return { parts: problem.partsFrom(problem.offers.filter((offer) => chosen.includes(offer))), method: 'fallback' };
}

/** An upper bound of the units an offer can add. @param open units by product */
function mostOf(offer: Offer, open: ReadonlyMap<number, number>): number {
  let most = 0;
  for (const [productId, units] of open) most += Math.min(units, offer.atp.get(productId)?.units ?? 0);
  return most;
}

/**
 * Drops what cannot be part of the best set: an offer with `size` better ranked ones, each of which gives no less of
 * anything. Units beyond the demand for a product do not count.
 */
function undominated(problem: AllocationProblem, size: number): Offer[] {
  const { lines, offers } = problem;
  const demand = sumByProduct(lines);
  const value = (offer: Offer, line: number): number =>
    Math.min(problem.offered(offer, line), demand.get(lines[line]?.productId ?? 0) ?? 0);
  const useful = offers.filter((offer) => lines.some((_, line) => value(offer, line) > 0));
  const kept: Offer[] = [];
  for (const offer of useful) {
    const better = kept.filter((other) => lines.every((_, line) => value(other, line) >= value(offer, line)));
    if (better.length < size) kept.push(offer);
    // Already above EXACT_LOCATIONS, so the exact search will not run; stop counting.
    if (kept.length > EXACT_LOCATIONS) break;
  }
  return kept;
}

/** Every set of k offers with the sum of its ranks, in the order of the offers. */
function* sets(offers: readonly Offer[], k: number, from = 0): Generator<{ set: readonly Offer[]; ranks: number }> {
  if (k === 0) {
    yield { set: [], ranks: 0 };
    return;
  }
  for (let index = from; index <= offers.length - k; index += 1) {
    const offer = offers[index];
    if (offer === undefined) return;
    for (const rest of sets(offers, k - 1, index + 1)) yield { set: [offer, ...rest.set], ranks: rest.ranks + index };
  }
}
