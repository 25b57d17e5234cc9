import type { CatalogDocument } from '../../../src/domain/network/catalog-document.js';
import type { Preferences } from '../../../src/domain/network/preferences.js';
import { SMALL_RETAILER } from './broker.js';

/** The small retailer, whose stores are of the type `STORE`, with a second warehouse that has lamps. */
export function storesAndWarehouses(preferences: Preferences = {}, updatesItself = false): Partial<CatalogDocument> {
  const [oms, stores] = SMALL_RETAILER.systems ?? [];
  if (oms === undefined || stores === undefined) throw new Error('the small retailer has two systems');
  const west = { location_cd: '2', name: 'West', address: { postal: '98032', country: 'US' } };
  const locations = (stores.locations ?? []).map((location) => ({ ...location, type: 'STORE' }));
  return {
    preferences: { ...SMALL_RETAILER.preferences, ...preferences },
    location_types: [{ code: 'STORE', category: 'store' }],
    systems: [
      { ...oms, locations: [...(oms.locations ?? []), west] },
      { ...stores, locations, require_status_update: updatesItself },
    ],
    inventory: [
      ...(SMALL_RETAILER.inventory ?? []),
      { system_cd: '6', location_cd: '2', item_id: 'LAMP', available_qty: 9 },
    ],
  };
}
