import { ClientError } from '../../client/client-error.js';
import type { StoreReference } from '../oms/file/oms-file.js';
import { locationText } from '../oms/orders/order.js';
import { storeReference } from './catalog-view.js';
import type { CatalogLocation, CatalogView } from './catalog-view.js';

/**
 * A retailer as the catalog of its broker shows it: the warehouses of its OMS, stores that poll, partners that are spoken for, and
 * items that can be sold. An item is left out if a location that nobody speaks for has stock of it: its lines would stay there.
 */

export interface Item {
  /** As the OMS calls it. */
  readonly item: string;
  /** Locations with stock, as `system/location`. */
  readonly stockedAt: readonly string[];
}

export interface PartnerLocation {
  readonly channel: string;
  /** As `system/location`. */
  readonly at: string;
  readonly preferences: Readonly<Record<string, unknown>>;
}

export interface Network {
  readonly account: string;
  /** The system of the OMS. */
  readonly system: string;
  /** Location codes of the OMS's warehouses, those with stock. */
  readonly warehouses: readonly string[];
  /** Code of the location of unfulfillable lines; empty for none. */
  readonly unfulfillable: string;
  readonly stores: readonly StoreReference[];
  readonly partners: readonly PartnerLocation[];
  readonly items: readonly Item[];
}

/**
 * @param speaksFor whether a location of a partner is played
 * @throws {ClientError} when the catalog has nothing to sell, or nobody to sell it
 */
export function networkOf(catalog: CatalogView, speaksFor: (partner: PartnerLocation) => boolean): Network {
  const system = catalog.organization?.default_system ?? '';
  const stocked = stockOf(catalog);
  const places = (catalog.systems ?? []).flatMap(({ system_cd: code, locations = [] }) =>
    locations.map((location) => ({ code, at: locationText(code, location.location_cd), location })),
  );
  const stockedPlaces = new Set([...stocked.values()].flat());
  const own = places.filter(({ code, at }) => code === system && stockedPlaces.has(at));
  const polling = places.filter(
    ({ code, at, location }) =>
      code !== system && channelOf(location) === 'locate' && (location.type === 'STORE' || stockedPlaces.has(at)),
  );
  const partners = places
    .map(({ at, location }) => ({ channel: channelOf(location), at, preferences: location.preferences ?? {} }))
    .filter((partner) => partner.channel !== 'locate' && speaksFor(partner));
  const spokenFor = new Set([...own, ...polling, ...partners].map(({ at }) => at));
  const items = (catalog.products ?? []).flatMap(({ product_cd: product, system_products: codes = [] }) => {
    const item = codes.find(({ system_cd: code }) => code === system)?.item_id;
    const stockedAt = stocked.get(product) ?? [];
    return item === undefined || !stockedAt.every((at) => spokenFor.has(at)) ? [] : [{ item, stockedAt }];
  });
  const [warehouse] = own;
  const lacking =
    warehouse === undefined
      ? `no location of system ${JSON.stringify(system)} has stock`
      : polling.length === 0
        ? 'no store polls'
        : items.every(({ stockedAt }) => stockedAt.length === 0)
          ? 'no item can be sold'
          : undefined;
  if (lacking !== undefined)
    throw new ClientError(`the broker's catalog is not one of a retailer: ${lacking}`, 'load one, e.g. the demo');
  const unfulfillable = catalog.preferences?.default_unfulfillable_location;
  return {
    account: catalog.organization?.account ?? '',
    system,
    warehouses: own.map(({ location }) => location.location_cd),
    unfulfillable: unfulfillable?.system_cd === system ? (unfulfillable.location_cd ?? '') : '',
    stores: polling.map(({ code, location }) => storeReference(code, location)),
    partners,
    items,
  };
}

const channelOf = ({ channel = 'locate' }: CatalogLocation): string => channel;

/** Locations with stock, by product. */
function stockOf({ products = [], inventory = [] }: CatalogView): Map<string, string[]> {
  const productOf = new Map(
    products.flatMap(({ product_cd: product, system_products: codes = [] }) =>
      codes.map(({ system_cd: system, item_id: item }) => [`${system} ${item}`, product] as const),
    ),
  );
  const stocked = new Map<string, string[]>();
  for (const { system_cd: system, location_cd: location, item_id: item, available_qty: quantity = 0 } of inventory) {
    const product = productOf.get(`${system} ${item}`);
    if (product === undefined || quantity <= 0) continue;
    const at = stocked.get(product) ?? [];
    stocked.set(product, at);
    at.push(locationText(system, location));
  }
  return stocked;
}
