import type { DistanceUnit } from '../../domain/values/distance-unit.js';
import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import type { GeoPoint } from '../../domain/values/geography.js';
import type { Flow } from '../../domain/values/order-type.js';
import type { RankingPolicy } from '../../domain/network/effective-preferences.js';
import { Rejection } from '../../domain/response-code.js';
import type { SplitRules } from '../../routing/allocation-problem.js';
import type { Evaluated } from '../../routing/evaluate.js';
import { needsOf } from '../../routing/needs.js';
import { locationIndexOf } from '../../geo/location-index.js';
import { geocode } from '../../geo/geocode.js';
import type { GeocodeInput } from '../../geo/geocode.js';
import type { RuleBook } from '../../routing/probability/rule-book.js';
import type { Candidate, RoutingLine, RoutingRequest } from '../../routing/request.js';
import { findZone } from '../../routing/zone.js';
import { readLoads } from '../../store/inventory/location-load.js';
import type { Session } from '../../platform/db/session.js';
import { readStock } from '../../store/inventory/stock.js';
import { candidatesOf } from '../brokering/assign.js';
import type { BrokerContext } from '../context.js';
import type { SearchRange } from './search-terms.js';

/**
 * A search for locations around a place, by a location that asks: the routing's own decision, with nothing reserved.
 * Without an address it is around the requesting location.
 */
export interface LocationSearch {
  readonly network: Network;
  readonly requesting: Location;
  readonly address: GeocodeInput;
  /** Undefined when nobody knows where the address is: then only locations that do not go by distance are found. */
  readonly destination: GeoPoint | undefined;
  readonly rules: RuleBook | undefined;
  readonly now: Date;
}

/** A location that was found, with what it can promise of one product. */
export interface FoundPlace {
  readonly location: Location;
  /** 0 where the location does not use the proximity locator. */
  readonly distance: number;
  readonly unit: DistanceUnit;
  readonly available: number;
  readonly nextPoQuantity: number;
  readonly nextPoDate: string | null;
}

export const NEAREST: RankingPolicy = { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined };

export function startSearch(
  context: BrokerContext,
  network: Network,
  requesting: Location,
  address: GeocodeInput,
): LocationSearch {
  const given = [address.postal, address.city, address.province].some((part) => part.trim() !== '');
  return {
    network,
    requesting,
    address: given ? address : requesting.address,
    destination: given ? geocode(address, network.content.places) : requesting.point,
    rules: context.networks.ruleBook(network),
    now: context.clock(),
  };
}

/** The locations a range can reach that have a stock record of one of the products. */
export async function candidatesAround(
  session: Session,
  { network, destination, rules, now }: LocationSearch,
  { radius, unit }: SearchRange,
  lines: readonly RoutingLine[],
  brokering: RankingPolicy,
): Promise<Candidate[]> {
  const stock = await readStock(
    session,
    lines.map((line) => line.productId),
    {
      locationIds: locationIndexOf(network).within(destination, radius, unit).ids,
      locations: network.content.locations.length,
      figures: true,
    },
  );
  const loads = needsOf(network, { rules, brokering }).has('order counts')
    ? await readLoads(session, now.toISOString().slice(0, 10), [...new Set(stock.map((row) => row.locationId))])
    : undefined;
  return candidatesOf(network, stock, loads);
}

/** What the routing is asked. */
export function searchRequest(
  { network, requesting, address, destination, rules, now }: LocationSearch,
  wanted: SearchRange & {
    readonly flow: Flow;
    readonly lines: readonly RoutingLine[];
    readonly brokering: RankingPolicy;
    readonly split: SplitRules;
  },
): RoutingRequest {
  const { preferences, content } = network;
  return {
    ...wanted,
    destination,
    rules,
    now,
    systemCd: requesting.system.systemCd,
    requestingLocationId: requesting.id,
    // Who stands in a store and asks may well collect there.
    requestingLocationMayFulfill: wanted.flow === 'pickup' || preferences.requestingLocationMayFulfill,
    avoidedSystems: new Set(),
    preferred: new Set(),
    zone: preferences.useZones && wanted.flow !== 'pickup' ? (findZone(content.zones, address) ?? 'none') : undefined,
    attributes: { definitions: content.attributes, originating: requesting.attributes },
  };
}

export function foundPlace({ candidate, distance, atp }: Evaluated, productId: number, unit: DistanceUnit): FoundPlace {
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

/** Why nothing was found, where it is the address nobody knows. */
export function placeRejection({
  destination,
  address: { postal, city, province },
}: LocationSearch): Rejection | undefined {
  return destination === undefined ? new Rejection('place_unknown', { postal, city, province }) : undefined;
}
