import type { LocationColumns } from './location-columns.js';
import { vectorOf } from './location-columns.js';
import { boxAround, isInBox } from '../../geo/location-index.js';
import { distanceBetween, EARTH_RADIUS } from '../../domain/values/geography.js';
import type { RankingCriterion } from '../../domain/network/catalog-document.js';
import type { GeoPoint } from '../../domain/values/geography.js';
import type { Part } from '../allocate.js';
import type { EliminationReason } from '../elimination/policy.js';
import type { Decider } from '../rank.js';
import { MAX_ROWS, sortByKey } from './bucket-sort.js';
import type { RoutingRequest } from '../request.js';
import { leaderOf, LEADERS, packIds, differences } from '../trace.js';
import type { StoredTrace } from '../trace.js';

/** What there is of one product, by location. */
export interface ProductColumns {
  readonly locationIds: Int32Array;
  readonly available: Float64Array;
  readonly reserved: Float64Array;
}

/** An order that one location takes. */
export interface FastProposal {
  readonly parts: readonly Part[];
  readonly unfulfillable: readonly [];
  readonly trace: StoredTrace;
  /** Units that must stay there: the safety stock. */
  readonly kept: number;
}

/** What a direct decision must not depend on: figures beyond available and reserved, and what was rejected before. */
const DIRECT_CRITERIA: ReadonlySet<RankingCriterion> = new Set<RankingCriterion>(['proximity', 'on_hand', 'priority']);

/**
 * The direct way of the routing: nearly every order is plain and goes to one location, and nearly all of its time went
 * into making objects of a thousand candidates that it does not go to. Here candidates stay numbers in columns.
 *
 * It decides exactly what `route` does, with the same trace, or nothing at all: where anything else plays a part (rules,
 * scores, attributes, limits, rejects, gift wrap), where no single location takes the whole order, or nobody knows where
 * the customer is. A test holds one against the other. A thousand candidates take about 0.1 ms, by `route` 2.
 *
 * @param stock of each different product of the lines, in the order they first come
 */
export function routeFast(
  request: RoutingRequest,
  columns: LocationColumns,
  stock: readonly ProductColumns[],
): FastProposal | undefined {
  const { destination } = request;
  if (destination === undefined || !isPlain(request) || columns.locations.length > MAX_ROWS) return undefined;
  const field = new ColumnarRouter(request, columns, destination);
  const products = [...new Set(request.lines.map((line) => line.productId))];
  products.forEach((productId, number) => {
    const rows = stock[number];
    if (rows !== undefined)
      field.add(
        rows,
        request.lines.reduce((sum, line) => (line.productId === productId ? sum + line.quantity : sum), 0),
      );
  });
  return field.decide(products.length);
}

function isPlain({ rules, brokering, attributes, lines }: RoutingRequest): boolean {
  return (
    rules === undefined &&
    brokering.weights === undefined &&
    attributes.definitions.length === 0 &&
    brokering.criteria.every((criterion) => DIRECT_CRITERIA.has(criterion)) &&
    lines.every((line) => !line.giftWrap && line.rejecters.size === 0)
  );
}

/** Distances on the unit globe that differ by less are compared by the exact formula. */
const SCALE = 2 ** 34;
const NEAR = 1e-9;

// Used again by every decision, which is made in one go: new ones for each were 50 KB of garbage an order.
const SEEN = new Uint8Array(MAX_ROWS);
const ON_HAND = new Float64Array(MAX_ROWS);
const CANDIDATES = new Int32Array(MAX_ROWS);
const SOME = new Uint16Array(MAX_ROWS);
const ENOUGH = new Uint16Array(MAX_ROWS);
const DISTANCES = new Float64Array(MAX_ROWS);
const CHORDS = new Float64Array(MAX_ROWS);
const IDS = new Int32Array(MAX_ROWS);

class ColumnarRouter {
  /** 0: not looked at yet; 1: a candidate; 2: outside of what the radius can reach. */
  readonly #seen: Uint8Array;
  readonly #onHand: Float64Array;
  /** How many of the products a location has some of, and enough of. */
  readonly #some: Uint16Array;
  readonly #enough: Uint16Array;
  readonly #candidates: Int32Array;
  #found = 0;
  /** Which systems do not take part, by number. */
  readonly #barred: Uint8Array;
  readonly #distances: Float64Array;
  readonly #chords: Float64Array;
  /** Of the customer, on the unit globe. */
  readonly #x: number;
  readonly #y: number;
  readonly #z: number;
  readonly #reach;

  constructor(
    private readonly request: RoutingRequest,
    private readonly columns: LocationColumns,
    private readonly destination: GeoPoint,
  ) {
    const { length } = columns.locations;
    this.#seen = SEEN.subarray(0, length).fill(0);
    this.#onHand = ON_HAND.subarray(0, length).fill(0);
    this.#candidates = CANDIDATES;
    this.#barred = Uint8Array.from(columns.systems, ({ systemCd, shopWithinSystem }) =>
      Number((systemCd === request.systemCd && !shopWithinSystem) || request.avoidedSystems.has(systemCd)),
    );
    this.#some = SOME.subarray(0, length).fill(0);
    this.#enough = ENOUGH.subarray(0, length).fill(0);
    this.#distances = DISTANCES.subarray(0, length).fill(Number.NaN);
    this.#chords = CHORDS.subarray(0, length).fill(0);
    [this.#x, this.#y, this.#z] = vectorOf(destination);
    this.#reach = Math.sin(Math.min(Math.PI, request.radius / EARTH_RADIUS[request.unit]) / 2);
  }

  add({ locationIds, available, reserved }: ProductColumns, wanted: number): void {
    const { indexOfId, backup } = this.columns;
    for (let row = 0; row < locationIds.length; row += 1) {
      const at = indexOfId[locationIds[row] ?? 0] ?? -1;
      if (at < 0) continue;
      if (this.#seen[at] === 0) {
        const inside = this.#mayReach(at);
        this.#seen[at] = inside ? 1 : 2;
        if (inside) this.#candidates[this.#found++] = at;
      }
      if (this.#seen[at] !== 1) continue;
      const units = (available[row] ?? 0) - (reserved[row] ?? 0) - (backup[at] ?? 0);
      if (units <= 0) continue;
      this.#onHand[at] = (this.#onHand[at] ?? 0) + units;
      this.#some[at] = (this.#some[at] ?? 0) + 1;
      if (units >= wanted) this.#enough[at] = (this.#enough[at] ?? 0) + 1;
    }
  }

  decide(products: number): FastProposal | undefined {
    const { columns } = this;
    const ranked = this.#candidates.subarray(0, this.#found);
    // Of one product they are in the order of their ids, as its rows are.
    if (products > 1) ranked.sort();
    const eliminated = new Map<EliminationReason, number[]>();
    let kept = 0;
    // By index: an iterator makes an object for each.
    for (let i = 0; i < this.#found; i += 1) {
      const at = ranked[i] ?? 0;
      const reason = this.#eliminated(at, products);
      if (reason === undefined) {
        ranked[kept++] = at;
        continue;
      }
      const ids = eliminated.get(reason);
      if (ids === undefined) eliminated.set(reason, [columns.ids[at] ?? 0]);
      else ids.push(columns.ids[at] ?? 0);
    }
    return this.#propose(ranked.subarray(0, kept), eliminated, products);
  }

  #propose(
    ranked: Int32Array,
    eliminated: Map<EliminationReason, number[]>,
    products: number,
  ): FastProposal | undefined {
    const { request, columns } = this;
    this.#rank(ranked);
    const winner = ranked.find((at) => this.#enough[at] === products);
    if (winner === undefined) return undefined;

    const locationId = columns.ids[winner] ?? 0;
    const parts = request.lines.map((line, index): Part => ({ line: index, locationId, quantity: line.quantity }));
    const [first, second] = ranked;
    const tooFar = eliminated.get('proximity')?.length ?? 0;
    eliminated.delete('proximity');
    const reachable = this.#reachable();
    return {
      parts,
      unfulfillable: [],
      kept: columns.backup[winner] ?? 0,
      trace: {
        flow: request.flow,
        radius: request.radius,
        unit: request.unit,
        method: 'one location',
        ...(first === undefined || second === undefined ? {} : { decidedBy: this.#decider(first, second) }),
        parts: parts.map((part) => [part.line, part.locationId, part.quantity]),
        eligible: packIds(this.#idsOf(ranked)),
        leaders: [...ranked.subarray(0, LEADERS)].map((at) => leaderOf(this.#distance(at), undefined)),
        eliminated: Object.fromEntries([...eliminated].map(([reason, ids]) => [reason, differences(ids)])),
        tooFar: columns.locations.length - reachable + tooFar,
        noRecord: reachable - this.#found,
      },
    };
  }

  #idsOf(places: Int32Array): Int32Array {
    for (let i = 0; i < places.length; i += 1) IDS[i] = this.columns.ids[places[i] ?? 0] ?? 0;
    return IDS.subarray(0, places.length);
  }

  /** The policies of judge.ts, in their order, as far as a plain request can meet them. */
  #eliminated(at: number, products: number): EliminationReason | undefined {
    const { request, columns } = this;
    if (columns.active[at] === 0) return 'inactive';
    if (columns.offers[request.flow][at] === 0) return 'order_type';
    if (this.#barred[columns.systemOf[at] ?? 0] === 1) return 'within_system';
    const id = columns.ids[at] ?? 0;
    if (id === request.requestingLocationId && !request.requestingLocationMayFulfill) return 'requesting_location';
    if (
      request.zone !== undefined &&
      (request.zone === 'none' || !(request.zone.primary.has(id) || request.zone.alternate.has(id)))
    )
      return 'zone';
    if (!this.#isNear(at)) return 'proximity';
    return this.#some[at] === 0 || (!request.split.allowSplitOrder && this.#enough[at] !== products)
      ? 'insufficient_inventory'
      : undefined;
  }

  /** What `LocationIndex.within` answers, for one location. */
  #mayReach(at: number): boolean {
    const point = this.columns.points[at];
    if (this.columns.placed[at] === 0) return true;
    return point !== undefined && isInBox(point, this.destination, this.#box);
  }

  get #box() {
    return (this.#boxed ??= boxAround(this.destination, this.request.radius, this.request.unit));
  }

  #boxed: ReturnType<typeof boxAround> | undefined;

  #reachable(): number {
    let reachable = 0;
    for (let at = 0; at < this.columns.locations.length; at += 1) {
      if (this.#seen[at] === 1 || (this.#seen[at] === 0 && this.#mayReach(at))) reachable += 1;
    }
    return reachable;
  }

  /** Half the chord to the customer on the unit globe: it grows as the distance does. */
  #isNear(at: number): boolean {
    const { vectors } = this.columns;
    if (this.columns.placed[at] === 0) return true;
    const dx = (vectors[at * 3] ?? 0) - this.#x;
    const dy = (vectors[at * 3 + 1] ?? 0) - this.#y;
    const dz = (vectors[at * 3 + 2] ?? 0) - this.#z;
    const chord = Math.sqrt(dx * dx + dy * dy + dz * dz) / 2;
    this.#chords[at] = chord;
    if (Math.abs(chord - this.#reach) > NEAR) return chord < this.#reach;
    return this.#distance(at) <= this.request.radius;
  }

  #distance(at: number): number {
    const known = this.#distances[at] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const point = this.columns.points[at];
    const distance =
      this.columns.placed[at] === 0 || point === undefined
        ? 0
        : distanceBetween(point, this.destination, this.request.unit);
    this.#distances[at] = distance;
    return distance;
  }

  /** The order of rank.ts: who ships already, primary zones, the criteria, the code. */
  #rank(order: Int32Array): void {
    const grouped = this.request.preferred.size > 0 || this.request.zone !== undefined;
    if (grouped)
      sortByKey(
        order,
        (at) => this.#group(at),
        (run) => {
          this.#rankBy(0, run);
        },
      );
    else this.#rankBy(0, order);
  }

  #rankBy(level: number, order: Int32Array): void {
    const criterion = this.request.brokering.criteria[level];
    if (order.length < 2) return;
    switch (criterion) {
      case undefined:
        sortByKey(
          order,
          (at) => this.columns.codeOrder[at] ?? 0,
          () => undefined,
        );
        return;
      case 'proximity':
        // What is equal here may still differ behind the last digit: there the exact distance decides.
        sortByKey(
          order,
          (at) => Math.floor((this.#chords[at] ?? 0) * SCALE),
          (run) => {
            run.sort((a, b) => this.#compare(a, b, level));
          },
        );
        return;
      case 'on_hand':
        sortByKey(
          order,
          (at) => 2 ** 35 - (this.#onHand[at] ?? 0),
          (run) => {
            this.#rankBy(level + 1, run);
          },
        );
        return;
      default:
        sortByKey(
          order,
          (at) => (this.columns.priority[at] ?? 0) + 2 ** 34,
          (run) => {
            this.#rankBy(level + 1, run);
          },
        );
    }
  }

  #group(at: number): number {
    const { preferred, zone } = this.request;
    const id = this.columns.ids[at] ?? 0;
    return (preferred.has(id) ? 0 : 2) + (zone !== undefined && zone !== 'none' && zone.primary.has(id) ? 0 : 1);
  }

  #compare(a: number, b: number, level: number): number {
    for (const criterion of this.request.brokering.criteria.slice(level)) {
      const difference = this.#difference(criterion, a, b);
      if (difference !== 0) return difference;
    }
    return (this.columns.codeOrder[a] ?? 0) - (this.columns.codeOrder[b] ?? 0);
  }

  #difference(criterion: RankingCriterion, a: number, b: number): number {
    if (criterion === 'proximity') return this.#distance(a) - this.#distance(b);
    if (criterion === 'on_hand') return (this.#onHand[b] ?? 0) - (this.#onHand[a] ?? 0);
    return (this.columns.priority[a] ?? 0) - (this.columns.priority[b] ?? 0);
  }

  /** What put the first before the second. */
  #decider(first: number, second: number): Decider {
    const [one, other] = [this.#group(first), this.#group(second)];
    if (one !== other) return one >> 1 === other >> 1 ? 'primary_zone' : 'already_ships';
    return (
      this.request.brokering.criteria.find((criterion) => this.#difference(criterion, first, second) !== 0) ?? 'code'
    );
  }
}
