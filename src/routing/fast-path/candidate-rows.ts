import { distanceBetween, EARTH_RADIUS } from '../../domain/geography/geography.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { boxAround, isInBox } from '../../geo/location-index.js';
import type { Box } from '../../geo/location-index.js';
import { uncommitted } from '../available-to-promise.js';
import type { RoutingRequest } from '../request.js';
import { MAX_ROWS } from './bucket-sort.js';
import type { RowView } from './columnar-form.js';
import { DISTANCE_IGNORED, vectorOf } from './location-columns.js';
import type { LocationColumns } from './location-columns.js';

/** The stock of one product, an entry for each location with a record, by location id. */
export interface ProductColumns {
  readonly locationIds: Int32Array;
  readonly available: Float64Array;
  readonly reserved: Float64Array;
}

/** Half chords that differ by less than this are compared by the exact formula. */
const PRECISION = 1e-9;

const UNSEEN = 0;
const CANDIDATE = 1;
const UNREACHABLE = 2;

// Reused by every decision, which runs without a pause: allocating them each time was 50 KB of garbage per order.
const SEEN = new Uint8Array(MAX_ROWS);
const ROWS = new Int32Array(MAX_ROWS);
const ON_HAND = new Float64Array(MAX_ROWS);
const STOCKED = new Uint16Array(MAX_ROWS);
const SUFFICIENT = new Uint16Array(MAX_ROWS);
const DISTANCES = new Float64Array(MAX_ROWS);
const HALF_CHORDS = new Float64Array(MAX_ROWS);

/**
 * The rows with a stock record of a requested product that the radius can reach, with what they can promise and how far
 * they are. One decision at a time: the arrays are shared.
 */
export class CandidateRows implements RowView {
  /** `UNSEEN`, `CANDIDATE` or `UNREACHABLE`. */
  readonly #seen: Uint8Array;
  readonly #onHand: Float64Array;
  /** How many of the products a location can promise some units of, and all the requested units of. */
  readonly #stocked: Uint16Array;
  readonly #sufficient: Uint16Array;
  readonly #distances: Float64Array;
  readonly #halfChords: Float64Array;
  readonly #distanceUse: Uint8Array;
  readonly #vectors: Float64Array;
  readonly #coordinates: Float64Array;
  /** The destination on the unit sphere. */
  readonly #x: number;
  readonly #y: number;
  readonly #z: number;
  /** The half chord of the radius. */
  readonly #reach: number;
  readonly #box: Box;
  #found = 0;
  #products = 0;

  constructor(
    private readonly request: Pick<RoutingRequest, 'radius' | 'unit'>,
    private readonly columns: LocationColumns,
    private readonly destination: GeoPoint,
  ) {
    const { length } = columns.locations;
    this.#seen = SEEN.subarray(0, length).fill(UNSEEN);
    this.#onHand = ON_HAND.subarray(0, length).fill(0);
    this.#stocked = STOCKED.subarray(0, length).fill(0);
    this.#sufficient = SUFFICIENT.subarray(0, length).fill(0);
    this.#distances = DISTANCES.subarray(0, length).fill(Number.NaN);
    this.#halfChords = HALF_CHORDS.subarray(0, length).fill(Number.NaN);
    this.#distanceUse = columns.distanceUse;
    this.#vectors = columns.vectors;
    this.#coordinates = columns.coordinates;
    [this.#x, this.#y, this.#z] = vectorOf(destination);
    this.#reach = Math.sin(Math.min(Math.PI, request.radius / EARTH_RADIUS[request.unit]) / 2);
    this.#box = boxAround(destination, request.radius, request.unit);
  }

  /** Adds the stock of one product. @param wanted requested units of it */
  add({ locationIds, available, reserved }: ProductColumns, wanted: number): void {
    const { rowOfId, backup } = this.columns;
    this.#products += 1;
    for (let entry = 0; entry < locationIds.length; entry += 1) {
      const row = rowOfId[locationIds[entry] ?? 0] ?? -1;
      if (row < 0) continue;
      if (this.#seen[row] === UNSEEN) {
        const reachable = this.#mayReach(row);
        this.#seen[row] = reachable ? CANDIDATE : UNREACHABLE;
        if (reachable) ROWS[this.#found++] = row;
      }
      if (this.#seen[row] !== CANDIDATE) continue;
      const units = uncommitted(available[entry] ?? 0, reserved[entry] ?? 0, backup[row] ?? 0);
      if (units <= 0) continue;
      this.#onHand[row] = (this.#onHand[row] ?? 0) + units;
      this.#stocked[row] = (this.#stocked[row] ?? 0) + 1;
      if (units >= wanted) this.#sufficient[row] = (this.#sufficient[row] ?? 0) + 1;
    }
  }

  /** The candidates, in the order of their ids. The caller may reorder them in place. */
  rows(): Int32Array {
    const rows = ROWS.subarray(0, this.#found);
    // The entries of a single product are in the order of location ids already.
    return this.#products > 1 ? rows.sort() : rows;
  }

  /** Whether the location can promise any unit. */
  hasAny(row: number): boolean {
    return this.#stocked[row] !== 0;
  }

  /** Whether the location can fulfill the whole order. */
  hasAll(row: number): boolean {
    return this.#sufficient[row] === this.#products;
  }

  onHand(row: number): number {
    return this.#onHand[row] ?? 0;
  }

  isWithinRadius(row: number): boolean {
    if (this.#distanceUse[row] === DISTANCE_IGNORED) return true;
    const halfChord = this.halfChord(row);
    if (Math.abs(halfChord - this.#reach) > PRECISION) return halfChord < this.#reach;
    return this.distance(row) <= this.request.radius;
  }

  halfChord(row: number): number {
    let halfChord = this.#halfChords[row] ?? 0;
    if (halfChord === halfChord) return halfChord;
    halfChord = 0;
    if (this.#distanceUse[row] !== DISTANCE_IGNORED) {
      const at = row * 3;
      const dx = (this.#vectors[at] ?? 0) - this.#x;
      const dy = (this.#vectors[at + 1] ?? 0) - this.#y;
      const dz = (this.#vectors[at + 2] ?? 0) - this.#z;
      halfChord = Math.sqrt(dx * dx + dy * dy + dz * dz) / 2;
    }
    this.#halfChords[row] = halfChord;
    return halfChord;
  }

  distance(row: number): number {
    const known = this.#distances[row] ?? Number.NaN;
    if (!Number.isNaN(known)) return known;
    const latitude = this.#coordinates[row * 2] ?? Number.NaN;
    const longitude = this.#coordinates[row * 2 + 1] ?? Number.NaN;
    const distance =
      this.#distanceUse[row] === DISTANCE_IGNORED || Number.isNaN(latitude)
        ? 0
        : distanceBetween({ latitude, longitude }, this.destination, this.request.unit);
    this.#distances[row] = distance;
    return distance;
  }

  /** How many locations the radius cannot reach, and how many it can but have no stock record of a requested product. */
  countOthers(): { readonly unreachable: number; readonly withoutRecord: number } {
    const { length } = this.columns.locations;
    let unreachable = 0;
    for (let row = 0; row < length; row += 1) {
      const seen = this.#seen[row];
      if (seen === UNREACHABLE || (seen === UNSEEN && !this.#mayReach(row))) unreachable += 1;
    }
    return { unreachable, withoutRecord: length - unreachable - this.#found };
  }

  /** Whether `LocationIndex.within` would return the location. */
  #mayReach(row: number): boolean {
    if (this.#distanceUse[row] === DISTANCE_IGNORED) return true;
    // Comparisons with NaN, the coordinates of a location without a point, are false.
    const latitude = this.#coordinates[row * 2] ?? Number.NaN;
    const longitude = this.#coordinates[row * 2 + 1] ?? Number.NaN;
    return isInBox(latitude, longitude, this.destination, this.#box);
  }
}
