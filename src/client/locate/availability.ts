import type { XmlElement } from '../../platform/xml/element.js';
import { attribute, bodyOf, child, children, descend, text } from './response.js';

/** A location with stock of an item. All values are text, as in the response. */
interface StockLocation {
  /** `system/location`. */
  readonly at: string;
  readonly name: string;
  readonly distance: string;
  readonly distance_unit: string;
  readonly available_qty: string;
  readonly next_po_qty: string;
  readonly po_dt: string;
}

/** An item of a LocateItems response. */
export interface LocatedItem {
  readonly item_id: string;
  readonly response_cd: string;
  readonly response_description: string;
  readonly locations: readonly StockLocation[];
}

/** A way of fulfillment in a ProductAvailability response. */
export interface AvailabilityByType {
  readonly type: string;
  readonly response_cd: string;
  readonly response_description: string;
  readonly items: readonly {
    readonly item_id: string;
    readonly maximum_available: string;
    readonly locations: readonly (StockLocation & { readonly satisfied_request: string })[];
  }[];
}

const codesOf = (element: XmlElement): string =>
  `${attribute(element, 'system_cd')}/${attribute(element, 'location_cd')}`;

/** The names of the locations that a response describes, by their codes. */
function locationNames(body: XmlElement | undefined): ReadonlyMap<string, string> {
  return new Map(
    children(child(body, 'locations'), 'location').map((location) => [
      codesOf(location),
      text(child(location, 'locationname')),
    ]),
  );
}

/** The items of a LocateItems response. */
export function locatedItems(payload: XmlElement): LocatedItem[] {
  const body = bodyOf(payload);
  const names = locationNames(body);
  return children(descend(body, 'items'), 'item').map((item) => ({
    item_id: attribute(item, 'item_id'),
    response_cd: attribute(item, 'response_cd'),
    response_description: attribute(item, 'response_description'),
    locations: children(item, 'locations_lu')
      .map((found) => ({
        at: codesOf(found),
        name: names.get(codesOf(found)) ?? '',
        distance: attribute(found, 'distance'),
        distance_unit: attribute(found, 'distance_unit'),
        available_qty: attribute(found, 'available_qty'),
        next_po_qty: attribute(found, 'next_po_qty'),
        po_dt: attribute(found, 'po_dt'),
      }))
      // An item that no location has comes with one row without codes.
      .filter(({ at }) => at !== '/'),
  }));
}

/** The ways of fulfillment of a ProductAvailability response. */
export function availabilityByType(payload: XmlElement): AvailabilityByType[] {
  const body = bodyOf(payload);
  const names = locationNames(body);
  return children(child(body, 'fulfillment_types'), 'fulfillment_type').map((type) => ({
    type: attribute(type, 'type'),
    response_cd: attribute(type, 'response_cd'),
    response_description: attribute(type, 'response_description'),
    items: children(descend(type, 'items'), 'item').map((item) => ({
      item_id: attribute(item, 'item_id'),
      maximum_available: attribute(item, 'maximum_available'),
      locations: children(item, 'locations_lu').map((found) => ({
        at: codesOf(found),
        name: names.get(codesOf(found)) ?? '',
        distance: attribute(found, 'distance'),
        distance_unit: attribute(found, 'distance_unit'),
        available_qty: attribute(found, 'available_qty'),
        satisfied_request: attribute(found, 'satisfied_request'),
        next_po_qty: attribute(found, 'next_po_qty'),
        po_dt: attribute(found, 'po_dt'),
      })),
    })),
  }));
}
