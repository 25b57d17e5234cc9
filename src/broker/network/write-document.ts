import type { CatalogChanges, ChangeCount } from '../../domain/network/catalog-changes.js';
import type { CatalogDocument, LocationEntry } from '../../domain/network/catalog-document.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { itemKey, itemPadded } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { geocodeKey } from '../../geo/geocode.js';
import type { Session } from '../../platform/db/session.js';
import { existingProducts } from '../../store/inventory/products.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import {
  ATTRIBUTE_DEFINITION,
  CARRIER,
  LOCATION,
  LOCATION_TYPE,
  PLACE,
  PROBABILITY_RULE,
  SHIPPING_RATE,
  SYSTEM,
  SYSTEM_PRODUCT,
  ZONE,
} from '../../store/network/catalog-entities.js';
import { replaceProbabilityAssignments, writeProducts } from '../../store/network/write-catalog.js';
import {
  attributeDefinitionRow,
  carrierRow,
  locationRow,
  locationTypeRow,
  probabilityAssignmentRow,
  probabilityRuleRow,
  productRow,
  shippingRateRow,
  systemRow,
  zoneRow,
} from './catalog-rows.js';
import { recountReservations } from './reserving-statuses.js';
import { writeInventory } from './write-inventory.js';

/**
 * Writes every collection of a document whose references have been checked.
 * @param stored the catalog before the load, to tell created entries from updated ones
 * @param now ISO 8601, UTC; becomes the date of the stock records
 */
export async function writeDocument(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
  now: string,
): Promise<CatalogChanges> {
  await writeNetwork(session, document, stored);
  const products = await writeProductsOf(session, document);
  return {
    ...networkChanges(document, stored),
    products,
    inventory: await writeInventory(session, document, stored, now),
  };
}

async function writeNetwork(session: Session, document: CatalogDocument, stored: StoredCatalog): Promise<void> {
  await LOCATION_TYPE.upsert(session, (document.location_types ?? []).map(locationTypeRow));
  await SYSTEM.upsert(session, (document.systems ?? []).map(systemRow));
  const places = new Map<string, GeoPoint>([
    ...stored.places.map((row): [string, GeoPoint] => [row.place_key, row]),
    ...(document.places ?? []).map((place): [string, GeoPoint] => [geocodeKey(place), place]),
  ]);
  await LOCATION.upsert(
    session,
    locationsOf(document).map(({ systemCd, location }) => locationRow(systemCd, location, places)),
  );
  await recountReservations(session, document, stored);
  await CARRIER.upsert(session, (document.carriers ?? []).map(carrierRow));
  await ATTRIBUTE_DEFINITION.upsert(session, (document.attribute_definitions ?? []).map(attributeDefinitionRow));
  await ZONE.upsert(session, (document.zones ?? []).map(zoneRow));
  await PLACE.upsert(
    session,
    (document.places ?? []).map((place) => ({
      place_key: geocodeKey(place),
      latitude: place.latitude,
      longitude: place.longitude,
    })),
  );
  await SHIPPING_RATE.upsert(session, (document.shipping_rates ?? []).map(shippingRateRow));
  await PROBABILITY_RULE.upsert(session, (document.probability_rules ?? []).map(probabilityRuleRow));
  // Assignments have no key, so those of a document replace all stored ones.
  if (document.probability_assignments !== undefined)
    await replaceProbabilityAssignments(session, document.probability_assignments.map(probabilityAssignmentRow));
}

async function writeProductsOf(session: Session, { products = [] }: CatalogDocument): Promise<ChangeCount> {
  const codes = products.map((product) => product.product_cd);
  const existing = await existingProducts(session, codes);
  const ids = await writeProducts(session, products.map(productRow));
  await SYSTEM_PRODUCT.upsert(
    session,
    products.flatMap((product) =>
      (product.system_products ?? []).map((item) => ({
        system_cd: item.system_cd,
        item_key: itemKey(item.item_id),
        product_id: ids.get(product.product_cd) ?? 0,
        upc: item.upc ?? '',
        ean: item.ean ?? '',
        item_spelling: itemPadded(item.item_id) ?? '',
      })),
    ),
  );
  return countChanges(codes, existing);
}

function networkChanges(
  document: CatalogDocument,
  stored: StoredCatalog,
): Omit<CatalogChanges, 'products' | 'inventory'> {
  const codes = (entries: readonly { readonly code: string }[] = []): string[] => entries.map(({ code }) => code);
  const systems = (entries: readonly { readonly system_cd: string }[] = []): string[] =>
    entries.map((system) => system.system_cd);
  const names = (entries: readonly { readonly name: string }[] = []): string[] => entries.map(({ name }) => name);
  return {
    location_types: countChanges(codes(document.location_types), codes(stored.types)),
    systems: countChanges(systems(document.systems), systems(stored.systems)),
    locations: countChanges(
      locationsOf(document).map(({ systemCd, location }) => systemKey(systemCd, location.location_cd)),
      stored.locations.map((row) => systemKey(row.system_cd, row.location_cd)),
    ),
    carriers: countChanges(codes(document.carriers), codes(stored.carriers)),
    attribute_definitions: countChanges(codes(document.attribute_definitions), codes(stored.attributes)),
    zones: countChanges(codes(document.zones), codes(stored.zones)),
    places: countChanges(
      (document.places ?? []).map(geocodeKey),
      stored.places.map((row) => row.place_key),
    ),
    shipping_rates: countChanges(codes(document.shipping_rates), codes(stored.rates)),
    probability_rules: countChanges(names(document.probability_rules), names(stored.rules)),
    probability_assignments: { created: document.probability_assignments?.length ?? 0, updated: 0 },
  };
}

function locationsOf(document: CatalogDocument): { systemCd: string; location: LocationEntry }[] {
  return (document.systems ?? []).flatMap((system) =>
    (system.locations ?? []).map((location) => ({ systemCd: system.system_cd, location })),
  );
}

function countChanges(keys: readonly string[], existing: Iterable<string>): ChangeCount {
  const known = new Set(existing);
  const updated = keys.filter((key) => known.has(key)).length;
  return { created: keys.length - updated, updated };
}
