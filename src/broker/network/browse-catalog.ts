import type { EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type {
  LocationEntry,
  OrganizationEntry,
  PlaceEntry,
  Preferences,
  ProbabilityAssignmentEntry,
  ProductEntry,
} from '../../domain/network/catalog-document.js';
import { CLASSIFICATION } from '../../domain/product.js';
import type { GeoPoint } from '../../domain/values/geography.js';
import { placeAddress, placeKey } from '../../geo/geocode.js';
import { completeAddress } from '../../store/network/catalog.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  LocationEntity,
  LocationTypeEntity,
  OrganizationEntity,
  PlaceEntity,
  ProbabilityAssignmentEntity,
  ProbabilityRuleEntity,
  ProductEntity,
  SystemEntity,
  ZoneEntity,
} from '../../store/network/catalog-entities.js';
import type { LocationRow, OrganizationRow, PlaceRow, ProductRow } from '../../store/network/catalog-entities.js';
import {
  attributeDefinitionEntry,
  carrierEntry,
  locationEntry,
  locationTypeEntry,
  placeEntry,
  probabilityAssignmentEntry,
  probabilityRuleEntry,
  systemEntry,
  zoneEntry,
} from '../../store/network/catalog-entries.js';
import { readOne, readPage } from '../../store/network/catalog-pages.js';
import type { PageRequest } from '../../store/network/catalog-pages.js';
import { findProductItems } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';

/** Looking at the catalog: each entry as a catalog document would say it, lists page by page in the order of their keys. */

type Context = Pick<BrokerContext, 'database'>;

export interface Page<T> {
  readonly items: readonly T[];
  /** What to ask for entries after; absent on the last page. */
  readonly next?: string;
}

/** A collection of the document whose entries have one key. */
export type Collection =
  'location_types' | 'systems' | 'carriers' | 'attribute_definitions' | 'zones' | 'places' | 'probability_rules';

interface Source {
  list(session: Session, page: PageRequest): Promise<{ key: string; entry: object }[]>;
  one(session: Session, key: string): Promise<object | undefined>;
}

function source<T extends ObjectLiteral>(
  entity: EntitySchema<T>,
  key: keyof T & string,
  toEntry: (row: T) => object,
): Source {
  return {
    list: async (session, page) =>
      (await readPage(session, entity, key, page)).map((row) => ({ key: String(row[key]), entry: toEntry(row) })),
    one: async (session, value) => {
      const row = await readOne(session, entity, { [key]: value } as FindOptionsWhere<T>);
      return row && toEntry(row);
    },
  };
}

const SOURCES: Readonly<Record<Collection, Source>> = {
  location_types: source(LocationTypeEntity, 'code', locationTypeEntry),
  systems: source(SystemEntity, 'system_cd', systemEntry),
  carriers: source(CarrierEntity, 'code', carrierEntry),
  attribute_definitions: source(AttributeDefinitionEntity, 'code', attributeDefinitionEntry),
  zones: source(ZoneEntity, 'code', zoneEntry),
  places: source(PlaceEntity, 'place_key', placeEntry),
  probability_rules: source(ProbabilityRuleEntity, 'name', probabilityRuleEntry),
};

export async function listEntries(context: Context, collection: Collection, page: PageRequest): Promise<Page<object>> {
  return context.database.transaction(async (session) =>
    paged(await SOURCES[collection].list(session, oneMore(page)), page),
  );
}

export async function findEntry(context: Context, collection: Collection, key: string): Promise<object | undefined> {
  return context.database.transaction((session) => SOURCES[collection].one(session, key));
}

/** @returns undefined for an unknown system */
export async function listLocations(
  context: Context,
  systemCd: string,
  page: PageRequest,
): Promise<Page<LocationEntry> | undefined> {
  return context.database.transaction(async (session) => {
    if ((await readOne(session, SystemEntity, { system_cd: systemCd })) === undefined) return undefined;
    const rows = await readPage(session, LocationEntity, 'location_cd', oneMore(page), { system_cd: systemCd });
    const places = await session.manager.find(PlaceEntity);
    return paged(
      rows.map((row) => ({ key: row.location_cd, entry: placedEntry(row, places) })),
      page,
    );
  });
}

export async function findLocation(
  session: Session,
  systemCd: string,
  locationCd: string,
): Promise<LocationEntry | undefined> {
  const row = await readOne(session, LocationEntity, { system_cd: systemCd, location_cd: locationCd });
  return row && placedEntry(row, await session.manager.find(PlaceEntity));
}

/**
 * Coordinates that only follow from the address are left out: written back, they would outlive a change of the address.
 * @param places the uploaded ones; a location written before them stands where the built-in table has it
 */
export function placedEntry(row: LocationRow, places: readonly PlaceRow[]): LocationEntry {
  const { latitude, longitude, ...entry } = locationEntry(row);
  const address = completeAddress(entry.address);
  const uploaded = new Map<string, GeoPoint>(places.map((place) => [place.place_key, place]));
  const derived = [placeAddress(address, uploaded), placeAddress(address)].some(
    (point) => point?.latitude === latitude && point?.longitude === longitude,
  );
  return derived || latitude === undefined || longitude === undefined ? entry : { ...entry, latitude, longitude };
}

export async function listProducts(context: Context, page: PageRequest): Promise<Page<ProductEntry>> {
  return context.database.transaction(async (session) => {
    const rows = await readPage(session, ProductEntity, 'product_cd', oneMore(page));
    const entries = await productEntries(session, rows);
    return paged(
      entries.map((entry) => ({ key: entry.product_cd, entry })),
      page,
    );
  });
}

export async function findProduct(context: Context, productCd: string): Promise<ProductEntry | undefined> {
  return context.database.transaction(async (session) => {
    const row = await readOne(session, ProductEntity, { product_cd: productCd });
    return row === undefined ? undefined : (await productEntries(session, [row]))[0];
  });
}

async function productEntries(session: Session, rows: readonly ProductRow[]): Promise<ProductEntry[]> {
  const items = await findProductItems(
    session,
    rows.map((row) => row.id),
  );
  return rows.map((row) => {
    const attributes = JSON.parse(row.attributes) as NonNullable<ProductEntry['attributes']>;
    return {
      product_cd: row.product_cd,
      description: row.description,
      ...Object.fromEntries(CLASSIFICATION.filter((name) => row[name] !== '').map((name) => [name, row[name]])),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      system_products: items.get(row.id) ?? [],
    };
  });
}

/** The organization; undefined while the store has none. */
export async function findOrganization(context: Context): Promise<OrganizationEntry | undefined> {
  const row = await context.database.transaction(organizationRow);
  return row && { code: row.code, account: row.account, default_system: row.default_system };
}

/** The organization's preferences that are set. */
export async function storedPreferences(session: Session): Promise<Preferences> {
  return JSON.parse((await organizationRow(session))?.preferences ?? '{}') as Preferences;
}

export async function listProbabilityAssignments(context: Context): Promise<ProbabilityAssignmentEntry[]> {
  const rows = await context.database.transaction((session) =>
    session.manager.find(ProbabilityAssignmentEntity, { order: { id: 'ASC' } }),
  );
  return rows.map(probabilityAssignmentEntry).sort((a, b) => a.sequence - b.sequence);
}

function organizationRow(session: Session): Promise<OrganizationRow | undefined> {
  return readOne(session, OrganizationEntity, { id: 1 });
}

function oneMore(page: PageRequest): PageRequest {
  return { ...page, limit: page.limit + 1 };
}

function paged<T>(found: readonly { readonly key: string; readonly entry: T }[], { limit }: PageRequest): Page<T> {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ entry }) => entry),
    ...(found.length > limit && last !== undefined ? { next: last.key } : {}),
  };
}

/** What a place is listed and found by: its postal code, else `CITY|PROVINCE`. */
export function placeKeyOf(place: PlaceEntry): string {
  return placeKey(place);
}
