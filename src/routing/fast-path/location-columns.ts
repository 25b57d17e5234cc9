import { memoizeByIdentity } from '../../domain/memoize.js';
import { offersFlow } from '../../domain/network/effective-preferences.js';
import type { Location, System } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { compareText } from '../../domain/values/compare-text.js';
import type { Flow } from '../../domain/values/order-type.js';

/**
 * A columnar snapshot of the locations of a network, in typed arrays: a row for each location, in the order of their
 * ids. It holds only what the catalog says; stock is in arrays of its own.
 */
export interface LocationColumns {
  readonly locations: readonly Location[];
  readonly ids: Int32Array;
  /** The row of a location, by its id; -1 for an id that no location has. */
  readonly rowOfId: Int32Array;
  /** The systems of the locations; `systemOf` has the index of each row's system. */
  readonly systems: readonly System[];
  readonly systemOf: Uint16Array;
  /** The position in the order of system and location codes, which breaks the last ties. */
  readonly codeOrder: Int32Array;
  readonly priority: Float64Array;
  /** Safety stock. */
  readonly backup: Float64Array;
  /** Whether distance counts: `DISTANCE_IGNORED`, `DISTANCE_KNOWN` or `DISTANCE_UNKNOWN`. */
  readonly distanceUse: Uint8Array;
  /**
   * Latitude and longitude of each row in degrees, NaN without a point. Every decision reads all of them: as objects spread
   * over the heap, a thousand cost 0.1 ms of cache misses on a busy machine.
   */
  readonly coordinates: Float64Array;
  /** The point on the unit sphere, three numbers a row: distances can be compared without trigonometry. */
  readonly vectors: Float64Array;
  /** Whether any location limits the age of its stock records, or its orders a day. */
  readonly limits: { readonly stockAge: boolean; readonly ordersPerDay: boolean };
  readonly active: Flags;
  readonly offers: Readonly<Record<Flow, Flags>>;
}

/** A property that each row has (1) or lacks (0). */
export interface Flags {
  readonly rows: Uint8Array;
  /** Whether every row has it. */
  readonly all: boolean;
}

/** The location does not use the proximity locator. */
export const DISTANCE_IGNORED = 0;
/** It does, and has coordinates. */
const DISTANCE_KNOWN = 1;
/** It does, but has no coordinates. */
const DISTANCE_UNKNOWN = 2;

/** The columnar snapshot of a revision of the network, made on first use. */
export const columnsOf = memoizeByIdentity(({ content }: Network) => makeColumns(content.locations));

function makeColumns(unordered: readonly Location[]): LocationColumns {
  const locations = [...unordered].sort((a, b) => a.id - b.id);
  const systems = [...new Set(locations.map(({ system }) => system))];
  const flags = (has: (location: Location) => boolean): Flags => {
    const rows = Uint8Array.from(locations, (location) => Number(has(location)));
    return { rows, all: !rows.includes(0) };
  };
  const offers = (flow: Flow): Flags => flags(({ preferences }) => offersFlow(preferences, flow));
  return {
    locations,
    ids: Int32Array.from(locations, ({ id }) => id),
    rowOfId: rowsById(locations),
    systems,
    systemOf: Uint16Array.from(locations, ({ system }) => systems.indexOf(system)),
    codeOrder: codeOrderOf(locations),
    priority: Float64Array.from(locations, ({ priority }) => priority),
    backup: Float64Array.from(locations, ({ preferences }) => preferences.backupQuantity),
    distanceUse: Uint8Array.from(locations, distanceUseOf),
    coordinates: Float64Array.from(
      locations.flatMap(({ point }) => [point?.latitude ?? Number.NaN, point?.longitude ?? Number.NaN]),
    ),
    vectors: vectorsOf(locations),
    limits: {
      stockAge: locations.some(({ preferences }) => preferences.stockNewerThan !== null),
      ordersPerDay: locations.some(({ preferences }) => preferences.maxOrdersPerDay !== null),
    },
    active: flags(({ active }) => active),
    offers: { delivery: offers('delivery'), pickup: offers('pickup'), 'ship-for-pickup': offers('ship-for-pickup') },
  };
}

function distanceUseOf({ point, preferences }: Location): number {
  if (!preferences.useProximityLocator) return DISTANCE_IGNORED;
  return point === undefined ? DISTANCE_UNKNOWN : DISTANCE_KNOWN;
}

function rowsById(locations: readonly Location[]): Int32Array {
  const rows = new Int32Array((locations.at(-1)?.id ?? 0) + 1).fill(-1);
  locations.forEach(({ id }, row) => {
    rows[id] = row;
  });
  return rows;
}

function codeOrderOf(locations: readonly Location[]): Int32Array {
  const positions = new Int32Array(locations.length);
  locations
    .map((location, row) => ({ systemCd: location.system.systemCd, locationCd: location.locationCd, row }))
    .sort((a, b) => compareText(a.systemCd, b.systemCd) || compareText(a.locationCd, b.locationCd))
    .forEach(({ row }, position) => {
      positions[row] = position;
    });
  return positions;
}

function vectorsOf(locations: readonly Location[]): Float64Array {
  const vectors = new Float64Array(locations.length * 3);
  locations.forEach(({ point }, row) => {
    if (point !== undefined) vectors.set(vectorOf(point), row * 3);
  });
  return vectors;
}

/** Coordinates as a point on the unit sphere. */
export function vectorOf({ latitude, longitude }: GeoPoint): [x: number, y: number, z: number] {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}
