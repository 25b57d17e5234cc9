import type { FoundLocation } from '../../broker/availability/location-search.js';
import type { Location } from '../../domain/network/location.js';
import type { LocateItemsResponseMessageLocationTypeBean } from './messages.js';

/** What LocateItems and ProductAvailability both return of a location that was found. */

/** The attributes of `locations_lu` that both have. */
export function encodePlace(
  place: FoundLocation,
): Readonly<
  Record<'location_cd' | 'system_cd' | 'distance' | 'distance_unit' | 'available_qty' | 'next_po_qty' | 'po_dt', string>
> {
  return {
    location_cd: place.location.locationCd,
    system_cd: place.location.system.systemCd,
    distance: place.distance.toFixed(2),
    distance_unit: place.unit,
    available_qty: String(place.available),
    next_po_qty: String(place.nextPoQuantity),
    po_dt: place.nextPoDate ?? '',
  };
}

/** Name and address; both responses have a type of this shape. */
export function encodeLocation(location: Location): LocateItemsResponseMessageLocationTypeBean {
  return {
    location_cd: location.locationCd,
    system_cd: location.system.systemCd,
    locationname: location.name,
    address: location.address,
  };
}
