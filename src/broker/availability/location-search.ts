import type { DistanceUnit } from '../../domain/geography/distance-unit.js';
import type { Location } from '../../domain/network/location.js';
import type { Flow } from '../../domain/values/order-type.js';
import type { RankingPolicy } from '../../domain/network/effective-preferences.js';
import { Rejection } from '../../domain/response-code.js';
import type { SplitRules } from '../../routing/allocation-problem.js';
import type { Evaluated } from '../../routing/evaluate.js';
import { needsOf } from '../../routing/needs.js';
import { locationIndexOf } from '../../geo/location-index.js';
import type { GeocodeInput } from '../../geo/geocode.js';
import type { Candidate, RoutingLine, RoutingRequest } from '../../routing/request.js';
import { readLoads } from '../../store/inventory/location-load.js';
import { readStock } from '../../store/inventory/stock.js';
import { candidatesOf, dayAt } from '../brokering/assign.js';
import { destinationAt, destinationIn } from '../brokering/destination.js';
import type { Destination } from '../brokering/destination.js';
import type { Unit } from '../unit.js';
import type { SearchRange } from './search-terms.js';

/**
 * A search for locations around an address, made by a requesting location: the decision of the routing, without
 * reservations. Without an address, it is around the requesting location.
 */
export interface LocationSearch {
  readonly unit: Unit;
  readonly requesting: Location;
  readonly address: GeocodeInput;
  /** Without coordinates, only locations without the proximity locator are found. */
  readonly destination: Destination;
}

/** A location that was found, with its available to promise of one product. */
export interface FoundLocation {
  readonly location: Location;
  /** 0 if the location does not use the proximity locator. */
  readonly distance: number;
  readonly unit: DistanceUnit;
  readonly available: number;
  readonly nextPoQuantity: number;
  readonly nextPoDate: string | null;
}

export const NEAREST: RankingPolicy = { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined };

/** @param address where to search; blank for around the requesting location */
export function startSearch(unit: Unit, requesting: Location, address: GeocodeInput): LocationSearch {
  const hasAddress = [address.postal, address.city, address.province].some((part) => part.trim() !== '');
  return {
    unit,
    requesting,
    address: hasAddress ? address : requesting.address,
    destination: hasAddress ? destinationAt(unit.network, address) : destinationIn(unit.network, requesting),
  };
}

/** The locations within the range that have a stock record of one of the products. */
export async function candidatesAround(
  { unit: { session, network, rules, now }, destination }: LocationSearch,
  { radius, unit }: SearchRange,
  lines: readonly RoutingLine[],
  brokering: RankingPolicy,
): Promise<Candidate[]> {
  const stock = await readStock(
    session,
    lines.map((line) => line.productId),
    {
      locationIds: locationIndexOf(network).within(destination.point, radius, unit).ids,
      locations: network.content.locations.length,
      figures: true,
    },
  );
  const loads = needsOf(network, { rules, brokering }).has('order counts')
    ? await readLoads(session, [...new Set(stock.map((row) => row.locationId))], dayAt(network, now))
    : undefined;
  return candidatesOf(network, stock, loads);
}

/** The routing request of a search. */
export function searchRequest(
  { unit: { network, rules, now }, requesting, destination }: LocationSearch,
  criteria: SearchRange & {
    readonly flow: Flow;
    readonly lines: readonly RoutingLine[];
    readonly brokering: RankingPolicy;
    readonly split: SplitRules;
    readonly exemptFromMaximum: RoutingRequest['exemptFromMaximum'];
  },
): RoutingRequest {
  const { preferences, content } = network;
  return {
    ...criteria,
    destination: destination.point,
    rules,
    now,
    systemCd: requesting.system.systemCd,
    requestingLocationId: requesting.id,
    // A customer in the requesting store can collect there.
    requestingLocationMayFulfill: criteria.flow === 'pickup' || preferences.requestingLocationMayFulfill,
    avoidedSystems: new Set(),
    furtherDestinations: [],
    preferred: new Set(),
    zone: criteria.flow === 'pickup' ? undefined : destination.zone,
    attributes: { definitions: content.attributes, originating: requesting.attributes },
  };
}

export function foundLocation(
  { candidate, distance, atp }: Evaluated,
  productId: number,
  unit: DistanceUnit,
): FoundLocation {
  const promised = atp.get(productId);
  return {
    location: candidate.location,
    distance: distance ?? 0,
    unit,
    available: promised?.units ?? 0,
    nextPoQuantity: promised?.nextPoQuantity ?? 0,
    nextPoDate: promised?.nextPoDate ?? null,
  };
}

/** The rejection of an address that cannot be geocoded; undefined if it can. */
export function addressRejection({
  destination,
  address: { postal, city, province },
}: LocationSearch): Rejection | undefined {
  return destination.point === undefined ? new Rejection('place_unknown', { postal, city, province }) : undefined;
}
