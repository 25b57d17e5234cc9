import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { geocode } from '../../geo/geocode.js';
import type { GeocodeInput } from '../../geo/geocode.js';
import { provinceOf } from '../../geo/province.js';
import type { RoutingRequest } from '../../routing/request.js';
import { findZone } from '../../routing/zone.js';

/** Where goods go, as the routing sees it. */
export interface Destination {
  /** Undefined if the address cannot be geocoded. */
  readonly point: GeoPoint | undefined;
  readonly zone: RoutingRequest['zone'];
}

/** The destination of lines without an address: no zone constrains them, and no distance is known. */
export const NOWHERE: Destination = { point: undefined, zone: undefined };

export function destinationAt(network: Network, address: GeocodeInput): Destination {
  return { point: geocode(address, network.content.places), zone: zoneOf(network, address) };
}

export function destinationIn(network: Network, { address, point }: Location): Destination {
  return { point, zone: zoneOf(network, address) };
}

function zoneOf({ preferences, content }: Network, address: GeocodeInput): Destination['zone'] {
  if (!preferences.useZones) return undefined;
  return findZone(content.zones, { ...address, province: provinceOf(address) }) ?? 'none';
}

export function isSame(a: Destination, b: Destination): boolean {
  return a.zone === b.zone && a.point?.latitude === b.point?.latitude && a.point?.longitude === b.point?.longitude;
}

/** The different destinations, each with the indexes at which it is found, in the order of their first. */
export function grouped(
  destinations: readonly Destination[],
): { readonly destination: Destination; readonly indexes: readonly number[] }[] {
  const firsts = destinations.filter((one, index) => destinations.findIndex((other) => isSame(one, other)) === index);
  return firsts.map((destination) => ({
    destination,
    indexes: [...destinations.keys()].filter((index) => isSame(destinations[index] ?? NOWHERE, destination)),
  }));
}

/** The zone that serves every destination: the locations that the zones of all have in common, `none` if one has none. */
export function commonZone(zones: readonly Destination['zone'][]): Destination['zone'] {
  return zones.reduce((common, zone) => {
    if (common === zone || common === undefined || zone === undefined) return common ?? zone;
    if (common === 'none' || zone === 'none') return 'none';
    const serves = (id: number): boolean => zone.primary.has(id) || zone.alternate.has(id);
    const primary = new Set([...common.primary].filter((id) => zone.primary.has(id)));
    const all = [...common.primary, ...common.alternate].filter(serves);
    return { primary, alternate: new Set(all.filter((id) => !primary.has(id))) };
  });
}
