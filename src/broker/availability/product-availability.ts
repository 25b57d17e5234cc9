import type { Location } from '../../domain/network/location.js';
import { flowOf, parseOrderType } from '../../domain/values/order-type.js';
import type { Flow } from '../../domain/values/order-type.js';
import type { OrganizationPreferences } from '../../domain/network/effective-preferences.js';
import { describeRejections, Rejection, RESPONSE_CODES } from '../../domain/response-code.js';
import type { SplitRules } from '../../routing/allocation-problem.js';
import { maximumOrderable } from '../../routing/maximum-orderable.js';
import type { GeocodeInput } from '../../geo/geocode.js';
import type { RoutingLine } from '../../routing/request.js';
import type { Session } from '../../platform/db/session.js';
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
import type { SoughtItem } from './search-terms.js';

export interface AvailabilityQuery {
  readonly requestingLocation: LocationCode;
  readonly types: readonly AvailabilityType[];
  readonly items: readonly SoughtItem[];
  readonly address: GeocodeInput;
}

/** A way of fulfillment that is asked about; an empty range is the organization's. */
export interface AvailabilityType {
  readonly type: string;
  readonly distance: string;
  readonly unit: string;
}

export interface AvailabilityResult {
  /** One for each type of the query, in its order. */
  readonly types: readonly TypeAvailability[];
  /** Every location that is named in them, once. */
  readonly locations: readonly Location[];
}

export interface TypeAvailability {
  readonly type: string;
  readonly code: number;
  readonly description: string;
  /** Whether what was asked could be understood; nothing available is an answer too. */
  readonly understood: boolean;
  /** Empty when it could not. */
  readonly items: readonly AvailableItem[];
}

export interface AvailableItem {
  readonly itemId: string;
  /** Units that could be had in one order line. */
  readonly maximum: number;
  /** Nearest first. */
  readonly places: readonly (FoundPlace & { readonly satisfies: boolean })[];
}

/**
 * Tells for several ways of fulfillment what of some items could be had, and where; changes nothing.
 * docs/reference/locate-contract.md (c) ProductAvailability, docs/reference/routing-engine.md 2.4, 2.5.
 *
 * 1. The requesting location, the items and the address are those of the whole query: a fault of theirs is answered at
 *    every type. A fault of a type (its word, its range) is answered at that one.
 * 2. Each item is looked at by itself, as if it were an order's only line, with the rules of that way of fulfillment.
 * 3. Locations that can promise some of it are told, also where that is less than was asked for, the nearest first and
 *    at most `max_responses`; the maximum counts them all.
 */
export async function productAvailability(
  context: BrokerContext,
  query: AvailabilityQuery,
): Promise<AvailabilityResult> {
  return context.database.transaction(async (session) => {
    const network = await context.networks.current(session);
    const requesting = requestingLocation(query.requestingLocation, network);
    if (requesting instanceof Rejection)
      return { types: query.types.map(({ type }) => refused(type, [requesting])), locations: [] };
    const sought = await readSoughtItems(session, requesting.system.systemCd, query.items);
    const faults = sought.filter((item) => item instanceof Rejection);
    const lines = sought.filter((item): item is RoutingLine => !(item instanceof Rejection));
    const search = startSearch(context, network, requesting, query.address);
    const types: TypeAvailability[] = [];
    for (const type of query.types) types.push(await availabilityOf(session, search, type, query.items, lines, faults));
    return {
      types,
      locations: [
        ...new Set(types.flatMap(({ items }) => items.flatMap(({ places }) => places.map((place) => place.location)))),
      ],
    };
  });
}

async function availabilityOf(
  session: Session,
  search: LocationSearch,
  asked: AvailabilityType,
  items: readonly SoughtItem[],
  lines: readonly RoutingLine[],
  faults: readonly Rejection[],
): Promise<TypeAvailability> {
  const { preferences } = search.network;
  const type = parseOrderType(asked.type);
  const range = readRange(asked, preferences);
  if (type === undefined || range instanceof Rejection || faults.length > 0) {
    return refused(asked.type, [
      ...(type === undefined ? [new Rejection('fulfillment_type', { type: asked.type })] : []),
      ...(range instanceof Rejection ? [range] : []),
      ...faults,
    ]);
  }
  const flow = flowOf(type);
  const candidates = await candidatesAround(session, search, range, lines, NEAREST);
  const request = searchRequest(search, {
    ...range,
    flow,
    lines,
    brokering: NEAREST,
    split: splitOf(flow, preferences),
  });
  const found = items.map((item, index): AvailableItem => {
    const line = lines[index];
    const { locations, maximum } =
      line === undefined ? { locations: [], maximum: 0 } : maximumOrderable(request, line, candidates);
    return {
      itemId: item.itemId,
      maximum,
      places: locations.slice(0, preferences.maxResponses).map((judged) => {
        const place = foundPlace(judged, line?.productId ?? 0, range.unit);
        return { ...place, satisfies: place.available >= (line?.quantity ?? 0) };
      }),
    };
  });
  if (found.every(({ maximum }) => maximum === 0)) {
    const nowhere = placeRejection(search);
    if (nowhere !== undefined) return refused(asked.type, [nowhere]);
    const none = new Rejection('none_available', { type: asked.type });
    return { type: asked.type, code: none.code, description: none.text, understood: true, items: found };
  }
  return {
    type: asked.type,
    code: RESPONSE_CODES.found.code,
    description: RESPONSE_CODES.found.text,
    understood: true,
    items: found,
  };
}

function refused(type: string, faults: readonly Rejection[]): TypeAvailability {
  return { type, ...describeRejections(faults), understood: false, items: [] };
}

/** A customer collects at one place; what is shipped may come from as many as an order may go to. */
function splitOf(flow: Flow, preferences: OrganizationPreferences): SplitRules {
  const allowSplitOrder = flow !== 'pickup' && preferences.allowSplitOrder;
  return {
    allowSplitOrder,
    allowSplitLine: allowSplitOrder && preferences.allowSplitLine,
    maxLocations: preferences.maxSplitLocations,
    minPart: preferences.minSplitQuantity,
  };
}
