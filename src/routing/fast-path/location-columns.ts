import type { Location, System } from '../../domain/network/network.js';
import type { GeoPoint } from '../../domain/values/geography.js';
import type { Flow } from '../../domain/values/order-type.js';

/** Of a location in its column: what nothing but a change of the catalog changes. */
export interface LocationColumns {
  readonly locations: readonly Location[];
  readonly ids: Int32Array;
  /** Where a location stands in the columns, by its id; -1 for one that is not there. */
  readonly indexOfId: Int32Array;
  /** The systems of the locations, and whose each is, by number. */
  readonly systems: readonly System[];
  readonly systemOf: Uint16Array;
  /** The place in the order of system and location codes, which settles what is otherwise equal. */
  readonly codeOrder: Int32Array;
  readonly priority: Float64Array;
  readonly backup: Float64Array;
  /** 0: does not go by distance; 1: does, and stands somewhere; 2: does, and nobody knows where. */
  readonly placed: Uint8Array;
  readonly points: readonly (GeoPoint | undefined)[];
  /** The point on a globe of radius 1, three numbers a location: distances are then compared without trigonometry. */
  readonly vectors: Float64Array;
  /** Whether any location believes stock figures only for so long, or takes only so many orders a day. */
  readonly limits: { readonly age: boolean; readonly orders: boolean };
  /** Whether an active location offers a way of fulfillment. */
  readonly active: Uint8Array;
  readonly offers: Readonly<Record<Flow, Uint8Array>>;
}

/** Puts the locations of a catalog into columns, in the order of their ids. */
export function columnsOf(unordered: readonly Location[]): LocationColumns {
  const locations = [...unordered].sort((a, b) => a.id - b.id);
  const { length } = locations;
  const indexOfId = new Int32Array((locations.at(-1)?.id ?? 0) + 1).fill(-1);
  const vectors = new Float64Array(length * 3);
  const codeOrder = new Int32Array(length);
  const byCode = locations
    .map((location, index) => ({ location, index }))
    .sort(
      (a, b) =>
        compare(a.location.system.systemCd, b.location.system.systemCd) ||
        compare(a.location.locationCd, b.location.locationCd),
    );
  byCode.forEach(({ index }, place) => {
    codeOrder[index] = place;
  });
  locations.forEach(({ id, point }, index) => {
    indexOfId[id] = index;
    if (point !== undefined) vectors.set(vectorOf(point), index * 3);
  });
  const systems = [...new Set(locations.map(({ system }) => system))];
  const flags = (is: (location: Location) => boolean): Uint8Array =>
    Uint8Array.from(locations, (location) => Number(is(location)));
  return {
    locations,
    ids: Int32Array.from(locations, ({ id }) => id),
    indexOfId,
    systems,
    systemOf: Uint16Array.from(locations, ({ system }) => systems.indexOf(system)),
    codeOrder,
    priority: Float64Array.from(locations, ({ priority }) => priority),
    backup: Float64Array.from(locations, ({ preferences }) => preferences.backupQuantity),
    placed: Uint8Array.from(locations, ({ point, preferences }) =>
      !preferences.useProximityLocator ? 0 : point === undefined ? 2 : 1,
    ),
    points: locations.map(({ point }) => point),
    vectors,
    limits: {
      age: locations.some(({ preferences }) => preferences.stockNewerThan !== null),
      orders: locations.some(({ preferences }) => preferences.maxOrdersPerDay !== null),
    },
    active: flags(({ active }) => active),
    offers: {
      delivery: flags(({ preferences }) => preferences.deliveryAvailable),
      pickup: flags(({ preferences }) => preferences.pickupAvailable),
      'ship-for-pickup': flags(({ preferences }) => preferences.shipForPickupAvailable),
    },
  };
}

/** A place as a point on a globe of radius 1. */
export function vectorOf({ latitude, longitude }: GeoPoint): [x: number, y: number, z: number] {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
