import type { CatalogDocument, LocationEntry } from '../../domain/network/catalog-document.js';
import type { GeoPoint } from '../../domain/values/geography.js';
import { itemKey } from '../../domain/values/item-code.js';
import { RESERVING_STATUSES } from '../../domain/values/status.js';
import { placeAddress, placeKey } from '../../geo/geocode.js';
import { completeAddress, lockCatalog, readStoredCatalog } from '../../store/network/catalog.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import { existingProducts, findItems } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import { countStock, recountReserved } from '../../store/inventory/stock.js';
import {
  replaceProbabilityAssignments,
  writeAttributeDefinitions,
  writeCarriers,
  writeLocations,
  writeLocationTypes,
  writeOrganization,
  writePlaces,
  writeProbabilityRules,
  writeProducts,
  writeStock,
  writeSystemProducts,
  writeSystems,
  writeZones,
} from '../../store/network/write-catalog.js';
import { attributeFaults } from './catalog-attributes.js';
import { codeOf, itemFaults, referenceFaults } from './catalog-references.js';
import type { BrokerContext } from '../context.js';

/** A fault of a catalog document: where, and what is wrong with it. */
export interface CatalogFault {
  /** In the document, e.g. `inventory[3].location_cd`. */
  readonly path: string;
  readonly reason: string;
}

/** What loading a document did, for each of its collections. */
export type CatalogChanges = Readonly<
  Record<CatalogCollection, { readonly created: number; readonly updated: number }>
>;

type CatalogCollection =
  | 'location_types'
  | 'carriers'
  | 'attribute_definitions'
  | 'systems'
  | 'locations'
  | 'zones'
  | 'places'
  | 'products'
  | 'inventory'
  | 'probability_rules'
  | 'probability_assignments';

export type LoadCatalogResult = { readonly changes: CatalogChanges } | { readonly faults: readonly CatalogFault[] };

export interface LoadCatalogOptions {
  /** The document's preferences are all there are; else those it leaves out stay. */
  readonly replacePreferences?: boolean;
}

/**
 * Writes a catalog document over what is stored: all of it, or nothing and every fault.
 *
 * The document's form has been checked; what is checked here is what it refers to, in itself or in the store. What it
 * leaves out stays as it is; a location, system or location type it names is replaced as a whole.
 */
export async function loadCatalog(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  document: CatalogDocument,
): Promise<LoadCatalogResult> {
  return context.database.transaction((session) => loadCatalogIn(session, document, context.clock().toISOString()));
}

/** `loadCatalog` as a part of a larger transaction; with faults it has written nothing. */
export async function loadCatalogIn(
  session: Session,
  document: CatalogDocument,
  now: string,
  options: LoadCatalogOptions = {},
): Promise<LoadCatalogResult> {
  // Products and stock are not in the snapshot that operations work with; changing them alone disturbs nobody.
  const reshapes = Object.keys(document).some((key) => key !== 'products' && key !== 'inventory');
  if (reshapes) await lockCatalog(session);
  const stored = await readStoredCatalog(session);
  const faults = [
    ...referenceFaults(document, stored),
    ...attributeFaults(document, stored),
    ...(await itemFaults(session, document)),
  ];
  if (faults.length > 0) return { faults };
  if (reshapes) await writeHead(session, document, stored, options);
  return { changes: await write(session, document, stored, now) };
}

async function writeHead(
  session: Session,
  document: CatalogDocument,
  { organization }: StoredCatalog,
  options: LoadCatalogOptions,
): Promise<void> {
  const inherited =
    options.replacePreferences === true ? {} : (JSON.parse(organization?.preferences ?? '{}') as object);
  await writeOrganization(session, {
    id: 1,
    code: document.organization?.code ?? organization?.code ?? '',
    account: document.organization?.account ?? organization?.account ?? '',
    default_system: document.organization?.default_system ?? organization?.default_system ?? '',
    preferences: JSON.stringify({ ...inherited, ...document.preferences }),
    revision: (organization?.revision ?? 0) + 1,
  });
}

async function write(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
  now: string,
): Promise<CatalogChanges> {
  await writeLocationTypes(
    session,
    (document.location_types ?? []).map((type) => ({
      code: type.code,
      category: type.category,
      preferences: JSON.stringify(type.preferences ?? {}),
    })),
  );
  await writeSystems(
    session,
    (document.systems ?? []).map((system) => ({
      system_cd: system.system_cd,
      name: system.name ?? '',
      require_status_update: system.require_status_update === true ? 1 : 0,
      reject_may_reshop_same_system: system.reject_may_reshop_same_system === false ? 0 : 1,
      shop_within_system: system.shop_within_system === false ? 0 : 1,
      reserved_statuses: (system.reserved_statuses ?? []).join(' '),
    })),
  );
  const places = new Map<string, GeoPoint>([
    ...stored.places.map((row): [string, GeoPoint] => [row.place_key, row]),
    ...(document.places ?? []).map((place): [string, GeoPoint] => [placeKey(place), place]),
  ]);
  await writeLocations(
    session,
    (document.systems ?? []).flatMap((system) =>
      (system.locations ?? []).map((location) => ({
        system_cd: system.system_cd,
        location_cd: location.location_cd,
        name: location.name,
        type_code: location.type ?? null,
        address: JSON.stringify(completeAddress(location.address)),
        ...coordinates(location, places),
        priority: location.priority ?? 10,
        labor_cost: location.labor_cost === undefined ? null : String(location.labor_cost),
        active: location.active === false ? 0 : 1,
        attributes: JSON.stringify(location.attributes ?? {}),
        preferences: JSON.stringify(location.preferences ?? {}),
      })),
    ),
  );
  for (const system of document.systems ?? []) {
    // Where it changes what counts as reserved, the figures follow from the lines.
    const statuses = system.reserved_statuses ?? [];
    const before = stored.systems.find((row) => row.system_cd === system.system_cd)?.reserved_statuses;
    if (before === undefined || before === statuses.join(' ')) continue;
    await recountReserved(session, system.system_cd, statuses.length > 0 ? statuses : RESERVING_STATUSES);
  }
  await writeCarriers(
    session,
    (document.carriers ?? []).map((carrier) => ({
      code: carrier.code,
      description: carrier.description ?? '',
      express: carrier.express === true ? 1 : 0,
    })),
  );
  await writeAttributeDefinitions(
    session,
    (document.attribute_definitions ?? []).map((one) => ({
      code: one.code,
      data_type: one.data_type ?? 'text',
      multi_value: one.multi_value === true ? 1 : 0,
      applies_to: one.applies_to,
    })),
  );
  await writeZones(
    session,
    (document.zones ?? []).map(({ code, name, active, ...definition }) => ({
      code,
      name: name ?? '',
      active: active === false ? 0 : 1,
      definition: JSON.stringify(definition),
    })),
  );
  await writePlaces(
    session,
    (document.places ?? []).map((place) => ({
      place_key: placeKey(place),
      latitude: place.latitude,
      longitude: place.longitude,
    })),
  );
  await writeProbabilityRules(
    session,
    (document.probability_rules ?? []).map(({ name, ...definition }) => ({
      name,
      definition: JSON.stringify(definition),
    })),
  );
  // Assignments have no key of their own: those of a document replace all there were.
  if (document.probability_assignments !== undefined) {
    await replaceProbabilityAssignments(
      session,
      document.probability_assignments.map(({ rule, ...definition }) => ({
        rule_name: rule,
        definition: JSON.stringify(definition),
      })),
    );
  }
  const knownProducts = await existingProducts(
    session,
    (document.products ?? []).map((product) => product.product_cd),
  );
  const products = await writeProducts(
    session,
    (document.products ?? []).map((product) => ({
      product_cd: product.product_cd,
      description: product.description,
      attributes: JSON.stringify(product.attributes ?? {}),
      department: product.department ?? '',
      class: product.class ?? '',
      sub_class: product.sub_class ?? '',
      master_style_code: product.master_style_code ?? '',
    })),
  );
  await writeSystemProducts(
    session,
    (document.products ?? []).flatMap((product) =>
      (product.system_products ?? []).map((item) => ({
        system_cd: item.system_cd,
        item_key: itemKey(item.item_id),
        product_id: products.get(product.product_cd) ?? 0,
        upc: item.upc ?? '',
        ean: item.ean ?? '',
      })),
    ),
  );
  const locations = (document.systems ?? []).flatMap((system) =>
    (system.locations ?? []).map((location) => codeOf(system.system_cd, location.location_cd)),
  );
  return {
    location_types: changes(
      (document.location_types ?? []).map((type) => type.code),
      new Set(stored.types.map((type) => type.code)),
    ),
    systems: changes(
      (document.systems ?? []).map((system) => system.system_cd),
      new Set(stored.systems.map((system) => system.system_cd)),
    ),
    locations: changes(
      locations,
      new Set(stored.locations.map((location) => codeOf(location.system_cd, location.location_cd))),
    ),
    carriers: changes(
      (document.carriers ?? []).map((one) => one.code),
      new Set(stored.carriers.map((row) => row.code)),
    ),
    attribute_definitions: changes(
      (document.attribute_definitions ?? []).map((one) => one.code),
      new Set(stored.attributes.map((row) => row.code)),
    ),
    zones: changes(
      (document.zones ?? []).map((zone) => zone.code),
      new Set(stored.zones.map((row) => row.code)),
    ),
    places: changes((document.places ?? []).map(placeKey), new Set(stored.places.map((row) => row.place_key))),
    probability_rules: changes(
      (document.probability_rules ?? []).map((rule) => rule.name),
      new Set(stored.rules.map((row) => row.name)),
    ),
    probability_assignments: { created: document.probability_assignments?.length ?? 0, updated: 0 },
    products: changes(
      (document.products ?? []).map((product) => product.product_cd),
      knownProducts,
    ),
    inventory: await writeInventory(session, document, stored, now),
  };
}

function changes(keys: readonly string[], known: ReadonlySet<string>): { created: number; updated: number } {
  const updated = keys.filter((key) => known.has(key)).length;
  return { created: keys.length - updated, updated };
}

async function writeInventory(
  session: Session,
  document: CatalogDocument,
  stored: StoredCatalog,
  now: string,
): Promise<{ created: number; updated: number }> {
  const entries = document.inventory ?? [];
  if (entries.length === 0) return { created: 0, updated: 0 };
  const items = await findItems(
    session,
    entries.map((entry) => ({ systemCd: entry.system_cd, itemId: entry.item_id })),
  );
  // A location has its id once it is written.
  const { locations } = document.systems === undefined ? stored : await readStoredCatalog(session);
  const locationIds = new Map(
    locations.map((location) => [codeOf(location.system_cd, location.location_cd), location.id]),
  );
  const rows = entries.map((entry) => ({
    product_id: items.get(codeOf(entry.system_cd, itemKey(entry.item_id))) ?? 0,
    location_id: locationIds.get(codeOf(entry.system_cd, entry.location_cd)) ?? 0,
    available_qty: entry.available_qty,
    next_po_qty: entry.next_po_qty ?? 0,
    next_po_date: entry.next_po_date ?? null,
    updated_at: now,
    unit_cost: entry.unit_cost ?? null,
    daily_sell_through: entry.daily_sell_through ?? null,
    minimum_sell_qty: entry.minimum_sell_qty ?? null,
    sell_multiple: entry.sell_multiple ?? null,
    shrink_rate: entry.shrink_rate ?? null,
    sales_velocity: entry.sales_velocity ?? null,
  }));
  const before = await countStock(session);
  await writeStock(session, rows);
  const created = (await countStock(session)) - before;
  return { created, updated: rows.length - created };
}

/** Where a location stands: as the document says, else by its address. */
function coordinates(
  location: LocationEntry,
  places: ReadonlyMap<string, GeoPoint>,
): { latitude: number | null; longitude: number | null } {
  if (location.latitude !== undefined && location.longitude !== undefined)
    return { latitude: location.latitude, longitude: location.longitude };
  const point = placeAddress(completeAddress(location.address), places);
  return { latitude: point?.latitude ?? null, longitude: point?.longitude ?? null };
}
