import type { Location } from '../../domain/network/location.js';
import { flowOf, parseOrderType } from '../../domain/values/order-type.js';
import type { Flow } from '../../domain/values/order-type.js';
import type { OrganizationPreferences } from '../../domain/network/effective-preferences.js';
import { Rejection, RESPONSE_CODES } from '../../domain/response-code.js';
import { describeRejections } from '../describe-rejections.js';
import type { SplitRules } from '../../routing/allocation-problem.js';
import { maximumOrderable } from '../../routing/maximum-orderable.js';
import type { GeocodeInput } from '../../geo/geocode.js';
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
import type { SoughtItem, SoughtLine } from './search-terms.js';

export interface AvailabilityQuery {
  readonly requestingLocation: LocationCode;
  readonly types: readonly AvailabilityType[];
  readonly items: readonly SoughtItem[];
  readonly address: GeocodeInput;
}

/** A requested fulfillment type. An empty range means the organization's search radius. */
interface AvailabilityType {
  readonly type: string;
  readonly distance: string;
  readonly unit: string;
}

export interface AvailabilityResult {
  /** One for each type of the query, in the same order. */
  readonly types: readonly TypeAvailability[];
  /** Every location that occurs in them, once. */
  readonly locations: readonly Location[];
}

export interface TypeAvailability {
  readonly type: string;
  readonly code: number;
  readonly description: string;
  /** Whether the query is valid; it is also if nothing is available. */
  readonly isValid: boolean;
  /** Empty if it is not. */
  readonly items: readonly AvailableItem[];
}

interface AvailableItem {
  readonly itemId: string;
  /** The maximum orderable quantity of one order line. */
  readonly maximum: number;
  /** Nearest first. */
  readonly found: readonly (FoundLocation & { readonly satisfies: boolean })[];
}

/**
 * Finds the available quantities of items for several fulfillment types, without reserving anything.
 * docs/reference/locate-contract.md (c) ProductAvailability, docs/reference/routing-engine.md 2.4, 2.5.
 *
 * 1. The requesting location, the items and the address belong to the whole query: if one of them is wrong, every type is
 *    rejected. If a type or its range is wrong, only that type is.
 * 2. Each item is evaluated by itself, as the only line of an order of that type.
 * 3. Locations that have some of an item are returned even if that is less than requested: nearest first, at most
 *    `max_responses`. The maximum quantity counts all of them.
 */
export function productAvailability(context: BrokerContext, query: AvailabilityQuery): Promise<AvailabilityResult> {
  return inUnit(context, async (unit) => {
    const requesting = requestingLocation(query.requestingLocation, unit.network);
    if (requesting instanceof Rejection)
      return { types: query.types.map(({ type }) => rejected(type, [requesting])), locations: [] };
    const sought = await readSoughtItems(unit.session, requesting.system.systemCd, query.items);
    const search = startSearch(unit, requesting, query.address);
    const types: TypeAvailability[] = [];
    for (const type of query.types) types.push(await availabilityOf(search, type, sought));
    const locations = types.flatMap(({ items }) => items.flatMap(({ found }) => found.map((one) => one.location)));
    return { types, locations: [...new Set(locations)] };
  });
}

/** @param sought each item as a routing line, or why it is rejected */
async function availabilityOf(
  search: LocationSearch,
  requested: AvailabilityType,
  sought: readonly (SoughtLine | Rejection)[],
): Promise<TypeAvailability> {
  const { preferences } = search.unit.network;
  const type = parseOrderType(requested.type);
  const range = readRange(requested, preferences);
  const rejections = sought.filter((item) => item instanceof Rejection);
  if (type === undefined || range instanceof Rejection || rejections.length > 0) {
    return rejected(requested.type, [
      ...(type === undefined ? [new Rejection('fulfillment_type', { type: requested.type })] : []),
      ...(range instanceof Rejection ? [range] : []),
      ...rejections,
    ]);
  }
  const flow = flowOf(type);
  const lines = sought.filter((item): item is SoughtLine => !(item instanceof Rejection));
  const candidates = await candidatesAround(search, range, lines, NEAREST);
  const split = splitOf(flow, preferences);
  const request = searchRequest(search, {
    ...range,
    flow,
    lines,
    brokering: NEAREST,
    split,
    exemptFromMaximum: new Set(),
  });
  const available = lines.map((line): AvailableItem => {
    const { locations, maximum } = maximumOrderable(request, line, candidates);
    return {
      itemId: line.itemId,
      maximum,
      found: locations.slice(0, preferences.maxResponses).map((holder) => {
        const location = foundLocation(holder, line.productId, range.unit);
        return { ...location, satisfies: location.available >= line.quantity };
      }),
    };
  });
  if (available.every(({ maximum }) => maximum === 0)) {
    const unknownAddress = addressRejection(search);
    if (unknownAddress !== undefined) return rejected(requested.type, [unknownAddress]);
    const none = new Rejection('none_available', { type: requested.type });
    return { type: requested.type, code: none.code, description: none.text, isValid: true, items: available };
  }
  const { code, text } = RESPONSE_CODES.found;
  return { type: requested.type, code, description: text, isValid: true, items: available };
}

function rejected(type: string, rejections: readonly Rejection[]): TypeAvailability {
  return { type, ...describeRejections(rejections), isValid: false, items: [] };
}

/** A pickup comes from one location; goods that are shipped can come from as many as an order may be split into. */
function splitOf(flow: Flow, preferences: OrganizationPreferences): SplitRules {
  const allowSplitOrder = flow !== 'pickup' && preferences.allowSplitOrder;
  return {
    allowSplitOrder,
    allowSplitLine: allowSplitOrder && preferences.allowSplitLine,
    maxLocations: preferences.maxSplitLocations,
    minPart: preferences.minSplitQuantity,
  };
}
