import type { EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import type { Session } from '../../platform/db/session.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  LocationTypeEntity,
  PlaceEntity,
  ProbabilityRuleEntity,
  ShippingRateEntity,
  SystemEntity,
  ZoneEntity,
} from './catalog-entities.js';
import {
  attributeDefinitionEntry,
  carrierEntry,
  locationTypeEntry,
  placeEntry,
  probabilityRuleEntry,
  shippingRateEntry,
  systemEntry,
  zoneEntry,
} from './catalog-entries.js';
import { readOne, readPage } from './catalog-pages.js';
import type { PageRequest } from './catalog-pages.js';

/** The collections of a catalog document whose entries have a key of one column. */
export type CatalogCollection =
  | 'location_types'
  | 'systems'
  | 'carriers'
  | 'attribute_definitions'
  | 'zones'
  | 'places'
  | 'shipping_rates'
  | 'probability_rules';

/** An entry in the form of the catalog document, with its key. */
interface KeyedEntry {
  readonly key: string;
  readonly entry: object;
}

interface Collection {
  /** The key's column, named as the field of the entry that has it; for places, whose key is derived, of no field. */
  readonly key: string;
  /** Entries in key order. */
  readonly list: (session: Session, page: PageRequest) => Promise<KeyedEntry[]>;
  readonly get: (session: Session, key: string) => Promise<object | undefined>;
  /** @returns whether there was such an entry */
  readonly remove: (session: Session, key: string) => Promise<boolean>;
}

function collectionOf<T extends ObjectLiteral>(
  entity: EntitySchema<T>,
  key: keyof T & string,
  toEntry: (row: T) => object,
): Collection {
  const isKey = (value: string): FindOptionsWhere<T> => ({ [key]: value }) as FindOptionsWhere<T>;
  return {
    key,
    list: async (session, page) =>
      (await readPage(session, entity, key, page)).map((row) => ({ key: String(row[key]), entry: toEntry(row) })),
    get: async (session, value) => {
      const row = await readOne(session, entity, isKey(value));
      return row && toEntry(row);
    },
    remove: async (session, value) => ((await session.manager.delete(entity, isKey(value))).affected ?? 0) > 0,
  };
}

/** Reads and deletes the entries of each collection. */
export const CATALOG_COLLECTIONS: Readonly<Record<CatalogCollection, Collection>> = {
  location_types: collectionOf(LocationTypeEntity, 'code', locationTypeEntry),
  systems: collectionOf(SystemEntity, 'system_cd', systemEntry),
  carriers: collectionOf(CarrierEntity, 'code', carrierEntry),
  attribute_definitions: collectionOf(AttributeDefinitionEntity, 'code', attributeDefinitionEntry),
  zones: collectionOf(ZoneEntity, 'code', zoneEntry),
  places: collectionOf(PlaceEntity, 'place_key', placeEntry),
  shipping_rates: collectionOf(ShippingRateEntity, 'code', shippingRateEntry),
  probability_rules: collectionOf(ProbabilityRuleEntity, 'name', probabilityRuleEntry),
};
