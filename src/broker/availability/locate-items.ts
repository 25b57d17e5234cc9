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
import { inUnit } from '../unit.js';
import {
  addressRejection,
  candidatesAround,
  foundLocation,
  NEAREST,
  searchRequest,
  startSearch,
} from './location-search.js';
import type { FoundLocation, LocationSearch } from './location-search.js';
import { readRange, readSoughtItems, requestingLocation } from './search-terms.js';
import type { SearchRange, SoughtItem, SoughtLine } from './search-terms.js';

export interface LocateItemsQuery {
  readonly items: readonly (SoughtItem & { readonly fulfillmentType: string })[];
  readonly requestingLocation: LocationCode;
  /** Search this location only; both codes are empty for all locations. */
  readonly requestedLocation: LocationCode;
  readonly address: GeocodeInput;
  /** Empty for the organization's search radius. */
  readonly distance: string;
  readonly unit: string;
}

export interface LocateItemsResult {
  readonly items: readonly LocatedItem[];
  /** The locations that have all the items, best first. */
  readonly locations: readonly Location[];
}

export interface LocatedItem {
  readonly itemId: string;
  readonly fulfillmentType: string;
  /** Why no location was found; undefined if one was. */
  readonly rejection: Rejection | undefined;
  readonly found: readonly FoundLocation[];
}

/**
 * Finds the locations that have all the items in the requested quantity, without reserving anything.
 * docs/reference/locate-contract.md (c) LocateItems, docs/reference/routing-engine.md 2.11.
 *
 * The search uses the routing: locations are ranked as for an order, and limited to the maximum number of responses.
 */
export function locateItems(context: BrokerContext, query: LocateItemsQuery): Promise<LocateItemsResult> {
  return inUnit(context, async (unit) => {
    const { network } = unit;
    const requesting = requestingLocation(query.requestingLocation, network);
    if (requesting instanceof Rejection) return nothing(query, () => requesting);
    const range = readRange(query, network.preferences);
    if (range instanceof Rejection) return nothing(query, () => range);
    const sought = await readSoughtItems(unit.session, requesting.system.systemCd, query.items);
    const lines = sought.filter((item): item is SoughtLine => !(item instanceof Rejection));
    const items = query.items.map((item, index) => ({ ...item, itemId: spelledBy(sought[index], item) }));
    if (lines.length < sought.length) {
      return nothing({ items }, ({ itemId }, index) =>
        sought[index] instanceof Rejection ? sought[index] : new Rejection('nothing_found', { item: itemId }),
      );
    }
    const search = startSearch(unit, requesting, query.address);
    const { systemCd, locationCd } = query.requestedLocation;
    const around = await candidatesAround(search, range, lines, network.preferences.brokering);
    const requested = network.location(systemCd, locationCd);
    const candidates = around.filter(({ location }) => locationCd === '' || location === requested);
    const flows = new Set(query.items.map((item) => requestedFlow(item.fulfillmentType)));
    const exempt = new Set(requested === undefined ? [] : [requested.id]);
    const holders = holdersOfAll(search, range, lines, flows, candidates, exempt);
    if (holders.length === 0)
      return nothing(
        { items },
        ({ itemId }) => addressRejection(search) ?? new Rejection('nothing_found', { item: itemId }),
      );
    return {
      locations: holders.map(({ candidate }) => candidate.location),
      items: items.map(({ itemId, fulfillmentType }, index) => ({
        itemId,
        fulfillmentType,
        rejection: undefined,
        found: holders.map((holder) => foundLocation(holder, lines[index]?.productId ?? 0, range.unit)),
      })),
    };
  });
}

function spelledBy(sought: SoughtLine | Rejection | undefined, item: SoughtItem): string {
  return sought === undefined || sought instanceof Rejection ? item.itemId : sought.itemId;
}

function nothing(
  query: Pick<LocateItemsQuery, 'items'>,
  rejectionOf: (item: LocateItemsQuery['items'][number], index: number) => Rejection,
): LocateItemsResult {
  return {
    locations: [],
    items: query.items.map((item, index) => ({
      itemId: item.itemId,
      fulfillmentType: item.fulfillmentType,
      rejection: rejectionOf(item, index),
      found: [],
    })),
  };
}

/** The values of fulfillment_type are not documented. One that is no order type means a pickup, as callers use it. */
function requestedFlow(text: string): Flow {
  const type = parseOrderType(text);
  return type === undefined ? 'pickup' : flowOf(type);
}

/**
 * The candidates that have all the items for every one of the flows, best first.
 * @param exemptFromMaximum the requested location: it is found although it has had its orders of the day
 */
function holdersOfAll(
  search: LocationSearch,
  range: SearchRange,
  lines: readonly RoutingLine[],
  flows: ReadonlySet<Flow>,
  candidates: readonly Candidate[],
  exemptFromMaximum: ReadonlySet<number>,
): Evaluated[] {
  const { preferences } = search.unit.network;
  const ranked = [...flows].map((flow) =>
    route(
      searchRequest(search, {
        ...range,
        flow,
        lines,
        // Pickup searches use the standard criteria; with weighted brokering, proximity. docs/reference/routing-engine.md 2.4.
        brokering: flow !== 'pickup' || preferences.brokering.weights === undefined ? preferences.brokering : NEAREST,
        split: TOGETHER,
        exemptFromMaximum,
      }),
      candidates,
    ).eligible.map((one) => one.evaluated),
  );
  const [first = [], ...others] = ranked;
  return first
    .filter((one) => others.every((ranking) => ranking.some((other) => other.candidate === one.candidate)))
    .slice(0, preferences.maxResponses);
}

const TOGETHER = { allowSplitOrder: false, allowSplitLine: false, maxLocations: 1, minPart: 1 };
