import type { Location } from '../../domain/network/location.js';
import { flowOf, parseOrderType } from '../../domain/values/order-type.js';
import type { Flow } from '../../domain/values/order-type.js';
import { Rejection } from '../../domain/response-code.js';
import type { Evaluated } from '../../routing/evaluate.js';
import type { GeocodeInput } from '../../geo/geocode.js';
import type { Candidate, RoutingLine } from '../../routing/request.js';
import { route } from '../../routing/route.js';
import type { BrokerContext } from '../context.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import {
  candidatesAround,
  foundPlace,
  NEAREST,
  placeRejection,
  searchRequest,
  startSearch,
} from './location-search.js';
import type { FoundPlace, LocationSearch } from './location-search.js';
import { readRange, readSoughtItems, requestingLocation } from './search-terms.js';
import type { SearchRange, SoughtItem } from './search-terms.js';

export interface LocateItemsQuery {
  readonly items: readonly (SoughtItem & { readonly fulfillmentType: string })[];
  readonly requestingLocation: LocationCode;
  /** Look at this location only; both codes empty for all. */
  readonly requestedLocation: LocationCode;
  readonly address: GeocodeInput;
  /** Empty for the organization's search radius. */
  readonly distance: string;
  readonly unit: string;
}

export interface LocateItemsResult {
  readonly items: readonly LocatedItem[];
  /** The locations that have them all, best first. */
  readonly locations: readonly Location[];
}

export interface LocatedItem {
  readonly itemId: string;
  readonly fulfillmentType: string;
  /** Why there is nothing; undefined when there is. */
  readonly fault: Rejection | undefined;
  readonly places: readonly FoundPlace[];
}

/**
 * Finds the locations that can give all the items in the wanted quantity, nearest first, and changes nothing.
 * docs/reference/locate-contract.md (c) LocateItems, docs/reference/routing-engine.md 2.11.
 *
 * The search is the routing's own, ranked as orders are and cut at the maximum of responses.
 */
export async function locateItems(context: BrokerContext, query: LocateItemsQuery): Promise<LocateItemsResult> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const requesting = requestingLocation(query.requestingLocation, network);
    if (requesting instanceof Rejection) return nothing(query, () => requesting);
    const range = readRange(query, network.preferences);
    if (range instanceof Rejection) return nothing(query, () => range);
    const sought = await readSoughtItems(session, requesting.system.systemCd, query.items);
    const lines = sought.filter((item): item is RoutingLine => !(item instanceof Rejection));
    if (lines.length < sought.length) {
      return nothing(query, (item, index) =>
        sought[index] instanceof Rejection ? sought[index] : new Rejection('nothing_found', { item: item.itemId }),
      );
    }
    const search = startSearch(context, network, requesting, query.address);
    const candidates = await candidatesAround(session, search, range, lines, network.preferences.brokering);
    const { systemCd, locationCd } = query.requestedLocation;
    const asked = candidates.filter(
      ({ location }) => locationCd === '' || location === network.location(systemCd, locationCd),
    );
    const found = holdersOfAll(
      search,
      range,
      lines,
      new Set(query.items.map((item) => wantedFlow(item.fulfillmentType))),
      asked,
    );
    if (found.length === 0)
      return nothing(query, (item) => placeRejection(search) ?? new Rejection('nothing_found', { item: item.itemId }));
    return {
      locations: found.map(({ candidate }) => candidate.location),
      items: query.items.map((item, index) => ({
        itemId: item.itemId,
        fulfillmentType: item.fulfillmentType,
        fault: undefined,
        places: found.map((judged) => foundPlace(judged, lines[index]?.productId ?? 0, range.unit)),
      })),
    };
  });
}

function nothing(
  query: LocateItemsQuery,
  fault: (item: LocateItemsQuery['items'][number], index: number) => Rejection,
): LocateItemsResult {
  return {
    locations: [],
    items: query.items.map((item, index) => ({
      itemId: item.itemId,
      fulfillmentType: item.fulfillmentType,
      fault: fault(item, index),
      places: [],
    })),
  };
}

/** The words for fulfillment_type are not documented; one that names no order type asks for a pickup, as callers do. */
function wantedFlow(written: string): Flow {
  const type = parseOrderType(written);
  return type === undefined ? 'pickup' : flowOf(type);
}

/** The candidates that offer all the items in every one of the ways, best first. */
function holdersOfAll(
  search: LocationSearch,
  range: SearchRange,
  lines: readonly RoutingLine[],
  flows: ReadonlySet<Flow>,
  candidates: readonly Candidate[],
): Evaluated[] {
  const { preferences } = search.network;
  const ranked = [...flows].map((flow) =>
    route(
      searchRequest(search, {
        ...range,
        flow,
        lines,
        // Pickup searches go by the standard rules; with weighted brokering nearest first. docs/reference/routing-engine.md 2.4.
        brokering: flow !== 'pickup' || preferences.brokering.weights === undefined ? preferences.brokering : NEAREST,
        split: TOGETHER,
      }),
      candidates,
    ).eligible.map((one) => one.evaluated),
  );
  const [first = [], ...others] = ranked;
  return first
    .filter((one) => others.every((pass) => pass.some((other) => other.candidate === one.candidate)))
    .slice(0, preferences.maxResponses);
}

const TOGETHER = { allowSplitOrder: false, allowSplitLine: false, maxLocations: 1, minPart: 1 };
