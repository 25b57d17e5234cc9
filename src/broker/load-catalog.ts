import type { CatalogDocument, LocationEntry } from '../domain/catalog-document.js';
import { itemKey } from '../domain/item-code.js';
import { placeAddress } from '../routing/places.js';
import { completeAddress, readStoredCatalog } from '../store/catalog.js';
import type { StoredCatalog } from '../store/catalog.js';
import { existingProducts, findItems } from '../store/products.js';
import type { Session } from '../store/session.js';
import { countStock } from '../store/stock.js';
import {
  writeLocations, writeLocationTypes, writeOrganization, writeProducts, writeStock, writeSystemProducts, writeSystems,
} from '../store/write-catalog.js';
import type { BrokerContext } from './context.js';

/** A fault of a catalogue document: where, and what is wrong with it. */
export interface CatalogFault {
  /** In the document, e.g. `inventory[3].location_cd`. */
  readonly path: string;
  readonly reason: string;
}

/** What loading a document did, for each of its collections. */
export type CatalogChanges = Readonly<Record<
  'location_types' | 'systems' | 'locations' | 'products' | 'inventory', { readonly created: number; readonly updated: number }
>>;

export type LoadCatalogResult = { readonly changes: CatalogChanges } | { readonly faults: readonly CatalogFault[] };

/**
 * Writes a catalogue document over what is stored: all of it, or nothing and every fault.
 *
 * The document's form has been checked; what is checked here is what it refers to, in itself or in the store. What it
 * leaves out stays as it is; a location, system or location type it names is replaced as a whole.
 */
export async function loadCatalog(context: Pick<BrokerContext, 'database' | 'clock'>, document: CatalogDocument): Promise<LoadCatalogResult> {
  return context.database.transaction(async (session) => {
    const stored = await readStoredCatalog(session);
    const faults = [...referenceFaults(document, stored), ...await itemFaults(session, document)];
    if (faults.length > 0) return { faults };
    return { changes: await write(session, document, stored, context.clock().toISOString()) };
  });
}

function referenceFaults(document: CatalogDocument, stored: StoredCatalog): CatalogFault[] {
  const faults: CatalogFault[] = [];
  const types = new Set([...stored.types.map((type) => type.code), ...(document.location_types ?? []).map((type) => type.code)]);
  const systems = new Set([...stored.systems.map((system) => system.system_cd), ...(document.systems ?? []).map((system) => system.system_cd)]);
  const locations = locationsOf(document, stored);
  const needSystem = (path: string, systemCd: string): void => {
    if (!systems.has(systemCd)) faults.push({ path, reason: `system "${systemCd}" is neither in the document nor in the store` });
  };
  const needLocation = (path: string, systemCd: string, locationCd: string): void => {
    if (!systems.has(systemCd)) needSystem(path, systemCd);
    else if (!locations.has(codeOf(systemCd, locationCd))) faults.push({ path, reason: `location "${locationCd}" of system "${systemCd}" is neither in the document nor in the store` });
  };
  if (stored.organization === undefined && document.organization === undefined) {
    faults.push({ path: 'organization', reason: 'the store has no organization yet, so the first document must say which: code, account, default_system' });
  }
  if (document.organization !== undefined) needSystem('organization.default_system', document.organization.default_system);
  const unfulfillable = document.preferences?.default_unfulfillable_location;
  if (unfulfillable !== undefined) needLocation('preferences.default_unfulfillable_location', unfulfillable.system_cd, unfulfillable.location_cd);
  document.systems?.forEach((system, i) => system.locations?.forEach((location, j) => {
    if (location.type !== undefined && !types.has(location.type)) {
      faults.push({ path: `systems[${String(i)}].locations[${String(j)}].type`, reason: `location type "${location.type}" is neither in the document nor in the store` });
    }
  }));
  document.products?.forEach((product, i) => product.system_products?.forEach((item, j) => {
    needSystem(`products[${String(i)}].system_products[${String(j)}].system_cd`, item.system_cd);
  }));
  document.inventory?.forEach((entry, i) => needLocation(`inventory[${String(i)}].location_cd`, entry.system_cd, entry.location_cd));
  return faults;
}

function locationsOf(document: CatalogDocument, stored: StoredCatalog): Set<string> {
  return new Set([
    ...stored.locations.map((location) => codeOf(location.system_cd, location.location_cd)),
    ...(document.systems ?? []).flatMap((system) => (system.locations ?? []).map((location) => codeOf(system.system_cd, location.location_cd))),
  ]);
}

/** Stock is of an item its system knows, and a system's code stands for one product. */
async function itemFaults(session: Session, document: CatalogDocument): Promise<CatalogFault[]> {
  const declared = new Set((document.products ?? []).flatMap((product) => (product.system_products ?? [])
    .map((item) => codeOf(item.system_cd, itemKey(item.item_id)))));
  const open = (document.inventory ?? []).filter((entry) => !declared.has(codeOf(entry.system_cd, itemKey(entry.item_id))));
  const known = await findItems(session, open.map((entry) => ({ systemCd: entry.system_cd, itemId: entry.item_id })));
  return (document.inventory ?? []).flatMap((entry, i): CatalogFault[] => {
    const code = codeOf(entry.system_cd, itemKey(entry.item_id));
    return declared.has(code) || known.has(code) ? []
      : [{ path: `inventory[${String(i)}].item_id`, reason: `item "${entry.item_id}" of system "${entry.system_cd}" is neither in the document nor in the store` }];
  });
}

async function write(session: Session, document: CatalogDocument, stored: StoredCatalog, now: string): Promise<CatalogChanges> {
  const { organization } = stored;
  await writeOrganization(session, {
    id: 1,
    code: document.organization?.code ?? organization?.code ?? '',
    account: document.organization?.account ?? organization?.account ?? '',
    default_system: document.organization?.default_system ?? organization?.default_system ?? '',
    preferences: JSON.stringify({ ...JSON.parse(organization?.preferences ?? '{}') as object, ...document.preferences }),
    revision: (organization?.revision ?? 0) + 1,
  });
  await writeLocationTypes(session, (document.location_types ?? []).map((type) => ({
    code: type.code, category: type.category, preferences: JSON.stringify(type.preferences ?? {}),
  })));
  await writeSystems(session, (document.systems ?? []).map((system) => ({
    system_cd: system.system_cd,
    name: system.name ?? '',
    require_status_update: system.require_status_update === true ? 1 : 0,
    reject_may_reshop_same_system: system.reject_may_reshop_same_system === false ? 0 : 1,
    shop_within_system: system.shop_within_system === false ? 0 : 1,
  })));
  await writeLocations(session, (document.systems ?? []).flatMap((system) => (system.locations ?? []).map((location) => ({
    system_cd: system.system_cd, location_cd: location.location_cd, name: location.name, type_code: location.type ?? null,
    address: JSON.stringify(completeAddress(location.address)), ...coordinates(location), priority: location.priority ?? 10,
    labor_cost: location.labor_cost === undefined ? null : String(location.labor_cost), active: location.active === false ? 0 : 1,
    preferences: JSON.stringify(location.preferences ?? {}),
  }))));
  const knownProducts = await existingProducts(session, (document.products ?? []).map((product) => product.product_cd));
  const products = await writeProducts(session, (document.products ?? []).map((product) => ({
    product_cd: product.product_cd, description: product.description,
  })));
  await writeSystemProducts(session, (document.products ?? []).flatMap((product) => (product.system_products ?? []).map((item) => ({
    system_cd: item.system_cd, item_key: itemKey(item.item_id), product_id: products.get(product.product_cd) ?? 0,
    upc: item.upc ?? '', ean: item.ean ?? '',
  }))));
  const locations = (document.systems ?? []).flatMap((system) => (system.locations ?? []).map((location) => codeOf(system.system_cd, location.location_cd)));
  return {
    location_types: changes((document.location_types ?? []).map((type) => type.code), new Set(stored.types.map((type) => type.code))),
    systems: changes((document.systems ?? []).map((system) => system.system_cd), new Set(stored.systems.map((system) => system.system_cd))),
    locations: changes(locations, new Set(stored.locations.map((location) => codeOf(location.system_cd, location.location_cd)))),
    products: changes((document.products ?? []).map((product) => product.product_cd), knownProducts),
    inventory: await writeInventory(session, document, now),
  };
}

function changes(keys: readonly string[], known: ReadonlySet<string>): { created: number; updated: number } {
  const updated = keys.filter((key) => known.has(key)).length;
  return { created: keys.length - updated, updated };
}

async function writeInventory(session: Session, document: CatalogDocument, now: string): Promise<{ created: number; updated: number }> {
  const entries = document.inventory ?? [];
  const items = await findItems(session, entries.map((entry) => ({ systemCd: entry.system_cd, itemId: entry.item_id })));
  const { locations } = await readStoredCatalog(session);
  const locationIds = new Map(locations.map((location) => [codeOf(location.system_cd, location.location_cd), location.id]));
  const rows = entries.map((entry) => ({
    product_id: items.get(codeOf(entry.system_cd, itemKey(entry.item_id))) ?? 0,
    location_id: locationIds.get(codeOf(entry.system_cd, entry.location_cd)) ?? 0,
    available_qty: entry.available_qty, next_po_qty: entry.next_po_qty ?? 0, next_po_date: entry.next_po_date ?? null, updated_at: now,
  }));
  const before = await countStock(session);
  await writeStock(session, rows);
  const created = await countStock(session) - before;
  return { created, updated: rows.length - created };
}

/** Where a location stands: as the document says, else by its address. */
function coordinates(location: LocationEntry): { latitude: number | null; longitude: number | null } {
  if (location.latitude !== undefined && location.longitude !== undefined) return { latitude: location.latitude, longitude: location.longitude };
  const point = placeAddress(completeAddress(location.address));
  return { latitude: point?.latitude ?? null, longitude: point?.longitude ?? null };
}

function codeOf(systemCd: string, code: string): string {
  return JSON.stringify([systemCd, code]);
}
