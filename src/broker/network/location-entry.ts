import type { LocationEntry } from '../../domain/network/catalog-document.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { geocode } from '../../geo/geocode.js';
import { completeAddress } from '../../store/network/catalog.js';
import { locationEntry } from '../../store/network/catalog-entries.js';
import type { LocationRow, PlaceRow } from '../../store/network/catalog-entities.js';

/**
 * A location in the form of the catalog document. Coordinates that were geocoded from the address are left out: written
 * back, they would outlive a change of the address.
 * @param places the uploaded coordinates; a location written before they were uploaded has those of the built-in table
 */
export function documentedLocation(row: LocationRow, places: readonly PlaceRow[]): LocationEntry {
  const { latitude, longitude, ...entry } = locationEntry(row);
  const address = completeAddress(entry.address);
  const uploaded = new Map<string, GeoPoint>(places.map((place) => [place.place_key, place]));
  const isGeocoded = [geocode(address, uploaded), geocode(address)].some(
    (point) => point?.latitude === latitude && point?.longitude === longitude,
  );
  return isGeocoded || latitude === undefined || longitude === undefined ? entry : { ...entry, latitude, longitude };
}
