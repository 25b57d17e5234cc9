import type { Location } from '../../domain/network/location.js';
import type { Network } from '../../domain/network/network.js';
import type { GeoPoint } from '../../domain/values/geography.js';
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
