import type { Catalog, Location } from '../domain/catalog.js';
import type { DistanceUnit } from '../domain/catalog-document.js';
import type { GeoPoint } from '../domain/geography.js';
import { itemKey } from '../domain/item-code.js';
import { ZERO } from '../domain/money.js';
import { flowOf, parseOrderType } from '../domain/order-type.js';
import type { Flow } from '../domain/order-type.js';
import type { Brokering } from '../domain/preferences.js';
import { Fault } from '../domain/response-code.js';
import { placeAddress } from '../routing/places.js';
import type { Place } from '../routing/places.js';
import { route } from '../routing/route.js';
import { findZone } from '../routing/zone.js';
import type { Judged } from '../routing/judge.js';
import type { Candidate, RoutingLine } from '../routing/request.js';
import type { RuleBook } from '../routing/probability/rule-book.js';
import { findSystemProducts } from '../store/products.js';
import type { SystemProduct } from '../store/products.js';
import { readLoads } from '../store/location-load.js';
import { readStock } from '../store/stock.js';
import { candidatesOf, goesByLoad } from './assign.js';
import type { BrokerContext, LocationCode } from './context.js';

export interface LocateItemsQuery {
  readonly items: readonly { readonly itemId: string; readonly quantity: string; readonly fulfillmentType: string }[];
  readonly requestingLocation: LocationCode;
  /** Look at this location only; both codes empty for all. */
  readonly requestedLocation: LocationCode;
  readonly address: Place;
  /** Empty for the organisation's search radius. */
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
  readonly fault: Fault | undefined;
  readonly places: readonly LocatedPlace[];
}

export interface LocatedPlace {
  readonly location: Location;
  /** 0 where the location does not use the proximity locator. */
  readonly distance: number;
  readonly unit: DistanceUnit;
  readonly available: number;
  readonly nextPoQuantity: number;
  readonly nextPoDate: string | null;
}

/**
 * Finds the locations that can give all the items in the wanted quantity, nearest first, and changes nothing.
 * locate-contract (c) LocateItems, routing-engine.md 2.11.
 *
 * The search is the routing's own, ranked by proximity only and cut at the maximum of responses. Without an address it
 * is around the requesting location.
 */
export async function locateItems(context: BrokerContext, query: LocateItemsQuery): Promise<LocateItemsResult> {
  return context.database.transaction(async (session) => {
    const catalog = await context.catalogs.current(session);
    const { systemCd, locationCd } = query.requestingLocation;
    const requesting = catalog.location(systemCd, locationCd);
    if (requesting === undefined) return nothing(query, () => new Fault('requesting_location', { location: locationCd, system: systemCd }));
    const range = readRange(query, catalog);
    if (range === undefined) return nothing(query, () => new Fault('unit', { distance: query.distance, unit: query.unit }));

    const products = await findSystemProducts(session, systemCd, query.items.map((item) => item.itemId));
    const wanted = query.items.map((item) => readItem(item, products));
    if (wanted.some((item) => item instanceof Fault)) {
      return nothing(query, (item, index) => (wanted[index] instanceof Fault ? wanted[index] : new Fault('nothing_found', { item: item.itemId })));
    }
    const lines = wanted.filter((item): item is WantedLine => !(item instanceof Fault));
    const destination = centre(query.address, requesting, catalog);
    const reach = catalog.index.within(destination, range.radius, range.unit);
    const stock = await readStock(session, lines.map((line) => line.productId), {
      locationIds: reach.ids, locations: catalog.content.locations.length, figures: true,
    });
    const loads = goesByLoad(catalog, catalog.preferences.brokering)
      ? await readLoads(session, context.clock().toISOString().slice(0, 10), [...new Set(stock.map((row) => row.locationId))]) : undefined;
    const places = search(catalog, query, requesting, context.catalogs.ruleBook(catalog), { lines, destination, ...range, now: context.clock() }, candidatesOf(catalog, stock, loads));
    if (places.length === 0) {
      const { postal, city, province } = query.address;
      return nothing(query, (item) => (destination === undefined
        ? new Fault('place_unknown', { postal, city, province }) : new Fault('nothing_found', { item: item.itemId })));
    }
    return {
      locations: places.map(({ candidate }) => candidate.location),
      items: query.items.map((item, index) => ({
        itemId: item.itemId, fulfillmentType: item.fulfillmentType, fault: undefined,
        places: places.map(({ candidate, distance, promises }): LocatedPlace => {
          const promised = promises.get(lines[index]?.productId ?? 0);
          return {
            location: candidate.location, distance: distance ?? 0, unit: range.unit, available: promised?.units ?? 0,
            nextPoQuantity: promised?.nextPoQuantity ?? 0, nextPoDate: promised?.nextPoDate ?? null,
          };
        }),
      })),
    };
  });
}

function nothing(query: LocateItemsQuery, fault: (item: LocateItemsQuery['items'][number], index: number) => Fault): LocateItemsResult {
  return {
    locations: [],
    items: query.items.map((item, index) => ({ itemId: item.itemId, fulfillmentType: item.fulfillmentType, fault: fault(item, index), places: [] })),
  };
}

interface WantedLine extends RoutingLine {
  readonly flow: Flow;
}

function readItem(item: LocateItemsQuery['items'][number], products: ReadonlyMap<string, SystemProduct>): WantedLine | Fault {
  const product = products.get(itemKey(item.itemId));
  if (product === undefined) return new Fault('item_unknown', { item: item.itemId });
  const quantity = /^\d{1,6}$/.test(item.quantity.trim()) ? Number(item.quantity) : 0;
  if (quantity < 1) return new Fault('quantity', { quantity: item.quantity, line: item.itemId });
  // The words for fulfillment_type are not documented; one that names no order type asks for a pickup, as callers do.
  const type = parseOrderType(item.fulfillmentType);
  return {
    productId: product.productId, quantity, giftWrap: false, unitPrice: ZERO, attributes: product.attributes, rejecters: new Set(),
    flow: type === undefined ? 'pickup' : flowOf(type),
  };
}

const UNITS: ReadonlyMap<string, DistanceUnit> = new Map<string, DistanceUnit>([
  ['MI', 'MI'], ['M', 'MI'], ['MILE', 'MI'], ['MILES', 'MI'], ['KM', 'KM'], ['K', 'KM'], ['KILOMETER', 'KM'], ['KILOMETERS', 'KM'],
]);

function readRange(query: LocateItemsQuery, catalog: Catalog): { radius: number; unit: DistanceUnit } | undefined {
  const { searchRadius, distanceUnit } = catalog.preferences;
  const unit = query.unit.trim() === '' ? distanceUnit : UNITS.get(query.unit.trim().toUpperCase());
  const distance = query.distance.trim();
  if (unit === undefined || (distance !== '' && !/^\d{1,6}(\.\d+)?$/.test(distance))) return undefined;
  return { radius: distance === '' ? searchRadius : Number(distance), unit };
}

function isGiven(address: Place): boolean {
  return [address.postal, address.city, address.province].some((part) => part.trim() !== '');
}

function centre(address: Place, requesting: Location, catalog: Catalog): GeoPoint | undefined {
  return isGiven(address) ? placeAddress(address, catalog.content.places) : requesting.point;
}

function search(
  catalog: Catalog, query: LocateItemsQuery, requesting: Location, rules: RuleBook | undefined,
  wanted: { lines: readonly WantedLine[]; destination: GeoPoint | undefined; radius: number; unit: DistanceUnit; now: Date }, stocked: readonly Candidate[],
): Judged[] {
  const { systemCd, locationCd } = query.requestedLocation;
  const { preferences, content } = catalog;
  const candidates = stocked.filter(({ location }) => locationCd === '' || location === catalog.location(systemCd, locationCd));
  const ranked = [...new Set(wanted.lines.map((line) => line.flow))].map((flow) => route({
    ...wanted, flow, systemCd: query.requestingLocation.systemCd, requestingLocationId: requesting.id, requestingLocationMayFulfill: true,
    avoidedSystems: new Set(), preferred: new Set(),
    zone: preferences.useZones && flow !== 'pickup' ? findZone(content.zones, isGiven(query.address) ? query.address : requesting.address) ?? 'none' : undefined,
    attributes: { definitions: content.attributes, originating: requesting.attributes }, rules,
    // Pickup searches go by the standard rules; with weighted brokering nearest first. routing-engine.md 2.4.
    brokering: flow !== 'pickup' || preferences.brokering.weights === undefined ? preferences.brokering : NEAREST,
    split: TOGETHER,
  }, candidates).eligible.map((one) => one.judged));
  // Items wanted in different ways: a location must offer every one of them.
  const [first = [], ...others] = ranked;
  return first
    .filter((one) => others.every((pass) => pass.some((other) => other.candidate === one.candidate)))
    .slice(0, preferences.maxResponses);
}

const NEAREST: Brokering = { criteria: ['proximity', 'on_hand', 'priority'], weights: undefined };
const TOGETHER = { allowSplitOrder: false, allowSplitLine: false, maxLocations: 1, minPart: 1 };
