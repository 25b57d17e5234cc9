import { sumByProduct } from '../domain/product.js';

/** Units of one product requested on one line. */
export interface LineDemand {
  readonly productId: number;
  readonly quantity: number;
}

/** What a location can contribute; offers come best ranked first. */
export interface Offer {
  readonly locationId: number;
  /** Available to promise, by product. */
  readonly atp: ReadonlyMap<number, { readonly units: number }>;
  /** Lines, by index, that it may not get although it has the product. */
  readonly excludedLines: { has(line: number): boolean };
}

export interface SplitRules {
  readonly allowSplitOrder: boolean;
  readonly allowSplitLine: boolean;
  /** Most locations one order may be split over. */
  readonly maxLocations: number;
  /** Fewest units a part of a split line may have. */
  readonly minPart: number;
}

/** Units of a line, by index, at a location. */
export interface AllocatedPart {
  readonly line: number;
  readonly locationId: number;
  readonly quantity: number;
}

/** An order to be allocated, and what any set of locations would fulfill of it. */
export class AllocationProblem {
  /** Lines that some location can take completely: they are never split. */
  readonly #whole: ReadonlySet<number>;

  constructor(
    readonly lines: readonly LineDemand[],
    readonly offers: readonly Offer[],
    readonly rules: SplitRules,
  ) {
    this.#whole = new Set(
      [...lines.keys()].filter((line) =>
        offers.some((offer) => this.offered(offer, line) >= (lines[line]?.quantity ?? 0)),
      ),
    );
  }

  /** Units of a line's product that an offer has for that line. */
  offered(offer: Offer, line: number): number {
    return offer.excludedLines.has(line) ? 0 : (offer.atp.get(this.lines[line]?.productId ?? 0)?.units ?? 0);
  }

  /** Whether an offer has enough for each line by itself: a cheap test before the exact one. */
  couldTakeAll(offer: Offer): boolean {
    return this.lines.every(({ quantity }, line) => this.offered(offer, line) >= quantity);
  }

  /** Units that a set of offers leaves open, by product. */
  stillWanted(set: readonly Offer[]): Map<number, number> {
    const taken = this.partsFrom(set).map(({ line, quantity }) => ({
      productId: this.lines[line]?.productId ?? 0,
      quantity: -quantity,
    }));
    return sumByProduct([...this.lines, ...taken]);
  }

  unitsFrom(set: readonly Offer[]): number {
    return this.partsFrom(set).reduce((sum, part) => sum + part.quantity, 0);
  }

  /**
   * What a set of offers fulfills: first the lines that stay whole, larger ones first, each at the best ranked location
   * that still has enough; then the others, from the location with most left.
   * @returns by line, then best ranked location first
   */
  partsFrom(set: readonly Offer[]): AllocatedPart[] {
    const left = new Map(
      set.map((offer) => [offer, new Map([...offer.atp].map(([productId, { units }]) => [productId, units]))]),
    );
    const parts: AllocatedPart[] = [];
    const take = (offer: Offer, line: number, productId: number, quantity: number): void => {
      const units = left.get(offer);
      units?.set(productId, (units.get(productId) ?? 0) - quantity);
      parts.push({ line, locationId: offer.locationId, quantity });
    };
    const free = (offer: Offer, line: number, productId: number): number =>
      offer.excludedLines.has(line) ? 0 : (left.get(offer)?.get(productId) ?? 0);

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
    const rankOf = new Map(set.map((offer, index) => [offer.locationId, index]));
    return parts.sort((a, b) => a.line - b.line || (rankOf.get(a.locationId) ?? 0) - (rankOf.get(b.locationId) ?? 0));
  }
}

/**
 * Splits a line over sources: as many units as possible in as few parts as that takes, larger sources giving more.
 * @param free units at each source, the largest first
 * @returns units of the first sources, each at least `minPart`; the others give nothing
 */
function shareOut(quantity: number, free: readonly number[], minPart: number): number[] {
  const sources = free.filter((units) => units >= minPart).slice(0, Math.floor(quantity / minPart));
  let parts = 0;
  for (let sum = 0; parts < sources.length && sum < quantity; parts += 1) sum += sources[parts] ?? 0;
  // Every part has its minimum; the rest of the quantity goes to the largest sources first.
  let open = Math.max(0, quantity - parts * minPart);
  return sources.slice(0, parts).map((units) => {
    const more = Math.min(open, units - minPart);
    open -= more;
    return minPart + more;
  });
}
