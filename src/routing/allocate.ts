/**
 * Shares the lines of an order out over locations: a pure search.
 *
 * 1. One location that can take every line whole takes the order: the best ranked one.
 * 2. Where orders are not split, that is all: else nothing is placed.
 * 3. Otherwise as many units as possible are placed, from as few locations as possible, and among those from the best
 *    ranked ones. A line is split only when no single location can take it whole (and only where lines may be split);
 *    what cannot be placed of a line is left over and does not keep the rest from being placed.
 *
 * Step 3 tries every set of one location, then of two, up to EXACT_SIZE, and stops at the first size that places all
 * that can be placed. Before, locations are left out that cannot be part of the answer: those with at least as many
 * better ranked ones that offer no less of anything as a set may hold (not where lines share a product: they compete
 * for it, the larger lines first). When more than EXACT_LOCATIONS are left, or a
 * larger set is needed, locations are added one by one instead, each time the one that adds most units (the fallback:
 * never better than the search, at times a location more). 16 locations in sets of up to 4 are 2,516 sets, which takes
 * about 5 ms for three lines.
 */
export const EXACT_LOCATIONS = 16;
export const EXACT_SIZE = 4;

/** Units of one product wanted on one line. */
export interface Demand {
  readonly productId: number;
  readonly quantity: number;
}

/** What a location can give; offers come best ranked first. */
export interface Offer {
  readonly locationId: number;
  /** Units it can promise, by product. */
  readonly promise: ReadonlyMap<number, { readonly units: number }>;
  /** Lines, by index, that it may not take although it has the product. */
  readonly barred: { has(line: number): boolean };
}

export interface SplitRules {
  readonly allowSplitOrder: boolean;
  readonly allowSplitLine: boolean;
  /** Most locations one order may go to. */
  readonly maxLocations: number;
  /** Fewest units a part of a split line may have. */
  readonly minPart: number;
}

/** So many units of a line at a location. */
export interface Part {
  readonly line: number;
  readonly locationId: number;
  readonly quantity: number;
}

export interface Allocation {
  /** By line, then best ranked location first. */
  readonly parts: readonly Part[];
  readonly method: 'one location' | 'not split' | 'exact' | 'fallback';
}

export function allocate(lines: readonly Demand[], offers: readonly Offer[], rules: SplitRules): Allocation {
  const total = lines.reduce((sum, line) => sum + line.quantity, 0);
  const problem = new Problem(lines, offers, rules);
  const single = offers.find((offer) => problem.couldTakeAll(offer) && problem.unitsFrom([offer]) === total);
  if (single !== undefined) return { parts: problem.partsFrom([single]), method: 'one location' };
  if (!rules.allowSplitOrder) return { parts: [], method: 'not split' };
  return exactAllocation(problem) ?? fallbackAllocation(problem);
}

/** The smallest, best ranked set that places all that can be placed; undefined beyond the bound. */
export function exactAllocation(problem: Problem): Allocation | undefined {
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
  // A larger set might place more than the search may look at.
  if (bestUnits < most && problem.rules.maxLocations > size) return undefined;
  const exact: Allocation = { parts: problem.partsFrom(best), method: 'exact' };
  // Lines of one product compete for it, and which goes first is a rule, not a search: there the fallback may do better.
  const fallback = shared ? fallbackAllocation(problem) : exact;
  return isBetter(fallback, exact) ? fallback : exact;
}

function isBetter(one: Allocation, other: Allocation): boolean {
  const [units, otherUnits] = [one, other].map(({ parts }) => parts.reduce((sum, part) => sum + part.quantity, 0));
  if (units !== otherUnits) return (units ?? 0) > (otherUnits ?? 0);
  return (
    new Set(one.parts.map((part) => part.locationId)).size < new Set(other.parts.map((part) => part.locationId)).size
  );
}

/**
 * Adds locations one by one, each time the one that adds most units, the better ranked on a tie. One that could not add
 * as many as the best so far, even if it gave all it has of what is still wanted, is not tried: that is nearly all of
 * them, and a thousand locations tried for a hundred lines stood in everybody's way for seconds.
 */
export function fallbackAllocation(problem: Problem): Allocation {
  const chosen: Offer[] = [];
  let units = 0;
  while (chosen.length < problem.rules.maxLocations) {
    let next: Offer | undefined;
    const placed = units;
    const wanted = problem.stillWanted(chosen);
    for (const offer of problem.offers) {
      if (placed + mostOf(offer, wanted) <= units || chosen.includes(offer)) continue;
      const gained = problem.unitsFrom([...chosen, offer]);
      if (gained > units) [next, units] = [offer, gained];
    }
    if (next === undefined) break;
    chosen.push(next);
  }
  return { parts: problem.partsFrom(problem.offers.filter((offer) => chosen.includes(offer))), method: 'fallback' };
}

/** Units an offer has of what is wanted, by product: it never adds more. */
function mostOf(offer: Offer, wanted: ReadonlyMap<number, number>): number {
  let most = 0;
  for (const [productId, units] of wanted) most += Math.min(units, offer.promise.get(productId)?.units ?? 0);
  return most;
}

/** An order to be shared out, with what any set of locations would place of it. */
export class Problem {
  /** Lines that some location can take whole: they are never split. */
  readonly #whole: ReadonlySet<number>;

  constructor(
    readonly lines: readonly Demand[],
    readonly offers: readonly Offer[],
    readonly rules: SplitRules,
  ) {
    this.#whole = new Set(
      [...lines.keys()].filter((line) =>
        offers.some((offer) => offered(offer, line, lines) >= (lines[line]?.quantity ?? 0)),
      ),
    );
  }

  /** Whether an offer has enough for each line by itself: a quick look before the exact one. */
  couldTakeAll(offer: Offer): boolean {
    return this.lines.every(({ quantity }, line) => offered(offer, line, this.lines) >= quantity);
  }

  /** Units that a set leaves to be placed, by product. */
  stillWanted(set: readonly Offer[]): Map<number, number> {
    const wanted = new Map<number, number>();
    const add = (line: number, units: number): void => {
      const { productId = 0 } = this.lines[line] ?? {};
      wanted.set(productId, (wanted.get(productId) ?? 0) + units);
    };
    this.lines.forEach(({ quantity }, line) => {
      add(line, quantity);
    });
    for (const part of this.partsFrom(set)) add(part.line, -part.quantity);
    return wanted;
  }

  unitsFrom(set: readonly Offer[]): number {
    return this.partsFrom(set).reduce((sum, part) => sum + part.quantity, 0);
  }

  /**
   * What a set of locations places: first the lines that stay whole, the larger ones first, each at the best ranked
   * location that still can; then the others, from the location with most left.
   */
  partsFrom(set: readonly Offer[]): Part[] {
    const left = new Map(
      set.map((offer) => [offer, new Map([...offer.promise].map(([productId, { units }]) => [productId, units]))]),
    );
    const parts: Part[] = [];
    const take = (offer: Offer, line: number, productId: number, quantity: number): void => {
      const held = left.get(offer);
      held?.set(productId, (held.get(productId) ?? 0) - quantity);
      parts.push({ line, locationId: offer.locationId, quantity });
    };
    const free = (offer: Offer, line: number, productId: number): number =>
      offer.barred.has(line) ? 0 : (left.get(offer)?.get(productId) ?? 0);

    const larger = [...this.lines.entries()].sort(([a, { quantity: p }], [b, { quantity: q }]) => q - p || a - b);
    for (const [line, { productId, quantity }] of larger) {
      if (!this.#whole.has(line)) continue;
      const offer = set.find((one) => free(one, line, productId) >= quantity);
      if (offer !== undefined) take(offer, line, productId, quantity);
    }
    if (this.rules.allowSplitLine) {
      for (const [line, { productId, quantity }] of larger) {
        if (this.#whole.has(line)) continue;
        const sources = set
          .map((offer) => ({ offer, units: free(offer, line, productId) }))
          .sort((a, b) => b.units - a.units);
        const shares = shareOut(
          quantity,
          sources.map((source) => source.units),
          Math.max(1, this.rules.minPart),
        );
        shares.forEach((units, index) => {
          const offer = sources[index]?.offer;
          if (offer !== undefined) take(offer, line, productId, units);
        });
      }
    }
    const place = new Map(set.map((offer, index) => [offer.locationId, index]));
    return parts.sort((a, b) => a.line - b.line || (place.get(a.locationId) ?? 0) - (place.get(b.locationId) ?? 0));
  }
}

/**
 * Shares a line out over sources: as many units as can be in as few parts as that takes, the larger sources giving more.
 * @param free units at each source, the largest first
 * @returns units of the first sources, each at least `minPart`; the others give nothing
 */
function shareOut(quantity: number, free: readonly number[], minPart: number): number[] {
  const sources = free.filter((units) => units >= minPart).slice(0, Math.floor(quantity / minPart));
  let parts = 0;
  for (let sum = 0; parts < sources.length && sum < quantity; parts += 1) sum += sources[parts] ?? 0;
  // Every part has its minimum; what is left of the quantity goes to the largest sources first.
  let open = Math.max(0, quantity - parts * minPart);
  return sources.slice(0, parts).map((units) => {
    const more = Math.min(open, units - minPart);
    open -= more;
    return minPart + more;
  });
}

/** Units of a line's product at an offer, as far as the line is concerned. */
function offered(offer: Offer, line: number, lines: readonly Demand[]): number {
  return offer.barred.has(line) ? 0 : (offer.promise.get(lines[line]?.productId ?? 0)?.units ?? 0);
}

/**
 * Leaves out what cannot be part of the best set: an offer with `size` better ranked ones, each of which gives no less
 * of anything. More than is wanted of a product in all counts for nothing.
 */
function undominated(problem: Problem, size: number): Offer[] {
  const { lines, offers } = problem;
  const wanted = new Map<number, number>();
  for (const line of lines) wanted.set(line.productId, (wanted.get(line.productId) ?? 0) + line.quantity);
  const value = (offer: Offer, line: number): number =>
    Math.min(offered(offer, line, lines), wanted.get(lines[line]?.productId ?? 0) ?? 0);
  const useful = offers.filter((offer) => lines.some((_, line) => value(offer, line) > 0));
  const kept: Offer[] = [];
  for (const offer of useful) {
    const better = kept.filter((other) => lines.every((_, line) => value(other, line) >= value(offer, line)));
    if (better.length < size) kept.push(offer);
    // More than the search looks at: how many more does not matter.
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
