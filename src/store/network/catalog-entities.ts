import type { EntitySchema } from 'typeorm';
import type { ShippingRateEntry } from '../../domain/outbound/rate-card.js';
import type {
  AttributeDefinitionEntry,
  AttributeValues,
  LocationTypeEntry,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
  ZoneEntry,
} from '../../domain/network/catalog-document.js';
import type { Channel } from '../../domain/partner/channel.js';
import type { Preferences } from '../../domain/network/preferences.js';
import type { Address } from '../../domain/geography/address.js';
import type { Status } from '../../domain/values/status.js';
import {
  CatalogTable,
  decimal,
  flag,
  generatedId,
  integer,
  json,
  maintained,
  optional,
  real,
  text,
  words,
} from './catalog-table.js';
import type { RowOf } from './catalog-table.js';

/**
 * The tables of the catalog, each declared once. What does not follow from a declaration: the migration, and which rows a
 * document's entry becomes (broker/network).
 */

export const ORGANIZATION = new CatalogTable(
  'organization',
  {
    /** Always 1: a database serves one organization. */
    id: integer(),
    code: text(40),
    account: text(40),
    default_system: text(10),
    preferences: json<Preferences>(),
    /** Incremented with every change of the catalog; cached snapshots are valid for one revision. */
    revision: integer(),
  },
  ['id'],
);

export const LOCATION_TYPE = new CatalogTable(
  'location_type',
  { code: text(20), category: text<LocationTypeEntry['category']>(10), preferences: json<Preferences>() },
  ['code'],
);

export const SYSTEM = new CatalogTable(
  'system',
  {
    system_cd: text(10),
    name: text(100),
    require_status_update: flag(),
    reject_may_reshop_same_system: flag(),
    shop_within_system: flag(),
    reserved_statuses: words<Status>(255),
  },
  ['system_cd'],
  'broker_system',
);

export const LOCATION = new CatalogTable(
  'location',
  {
    id: generatedId(),
    system_cd: text(10),
    location_cd: text(10),
    name: text(100),
    type_code: optional(text(20)),
    address: json<Address>(),
    latitude: optional(real()),
    longitude: optional(real()),
    priority: integer(),
    labor_cost: optional(decimal(20)),
    time_zone: optional(text(64)),
    channel: optional(text<Exclude<Channel, 'locate'>>(20)),
    active: flag(),
    attributes: json<AttributeValues>(),
    preferences: json<Preferences>(),
  },
  ['system_cd', 'location_cd'],
);

export const PRODUCT = new CatalogTable(
  'product',
  {
    id: generatedId(),
    product_cd: text(35),
    description: text(200),
    attributes: json<AttributeValues>(),
    department: text(40),
    class: text(40),
    sub_class: text(40),
    master_style_code: text(40),
  },
  ['product_cd'],
);

export const SYSTEM_PRODUCT = new CatalogTable(
  'system_product',
  {
    system_cd: text(10),
    /** The system's item code without the blanks around it. */
    item_key: text(35),
    product_id: integer(),
    upc: text(40),
    ean: text(40),
    /** The code with the blanks at its end, if the catalog has some; else empty. */
    item_spelling: text(50),
  },
  ['system_cd', 'item_key'],
);

/** Stock. inventory/stock.ts maps the same table for orders. */
export const PRODUCT_LOCATION = new CatalogTable(
  'product_location',
  {
    product_id: integer(),
    location_id: integer(),
    available_qty: integer(),
    reserved_qty: maintained(integer(), 0),
    next_po_qty: integer(),
    next_po_date: optional(text(10)),
    updated_at: text(24),
    unit_cost: optional(real()),
    daily_sell_through: optional(real()),
    minimum_sell_qty: optional(integer()),
    sell_multiple: optional(integer()),
    shrink_rate: optional(real()),
    sales_velocity: optional(real()),
  },
  ['product_id', 'location_id'],
);

export const CARRIER = new CatalogTable('carrier', { code: text(40), description: text(100), express: flag() }, [
  'code',
]);

export const ATTRIBUTE_DEFINITION = new CatalogTable(
  'attribute_definition',
  {
    code: text(40),
    data_type: text<NonNullable<AttributeDefinitionEntry['data_type']>>(10),
    multi_value: flag(),
    applies_to: text<AttributeDefinitionEntry['applies_to']>(25),
  },
  ['code'],
);

export const ZONE = new CatalogTable(
  'zone',
  {
    code: text(20),
    name: text(100),
    active: flag(),
    definition: json<Pick<ZoneEntry, 'areas' | 'primary' | 'alternate'>>(),
  },
  ['code'],
);

/** The rate card. */
export const SHIPPING_RATE = new CatalogTable(
  'shipping_rate',
  { code: text(40), definition: json<Omit<ShippingRateEntry, 'code'>>() },
  ['code'],
);

export const PROBABILITY_RULE = new CatalogTable(
  'probability_rule',
  { name: text(40), definition: json<Omit<ProbabilityRuleEntry, 'name'>>() },
  ['name'],
);

/** Assignments have no key of their own: those of a document replace all. */
export const PROBABILITY_ASSIGNMENT = new CatalogTable(
  'probability_assignment',
  { id: generatedId(), rule_name: text(40), definition: json<Omit<ProbabilityAssignmentEntry, 'rule'>>() },
  [],
);

/** Uploaded coordinates. */
export const PLACE = new CatalogTable(
  'place',
  {
    /** A postal code, or `CITY|PROVINCE`, in capitals. */
    place_key: text(100),
    latitude: real(),
    longitude: real(),
  },
  ['place_key'],
);

export type OrganizationRow = RowOf<typeof ORGANIZATION>;
export type LocationTypeRow = RowOf<typeof LOCATION_TYPE>;
export type SystemRow = RowOf<typeof SYSTEM>;
export type LocationRow = RowOf<typeof LOCATION>;
export type ProductRow = RowOf<typeof PRODUCT>;
export type CarrierRow = RowOf<typeof CARRIER>;
export type AttributeDefinitionRow = RowOf<typeof ATTRIBUTE_DEFINITION>;
export type ZoneRow = RowOf<typeof ZONE>;
export type ShippingRateRow = RowOf<typeof SHIPPING_RATE>;
export type ProbabilityRuleRow = RowOf<typeof PROBABILITY_RULE>;
export type ProbabilityAssignmentRow = RowOf<typeof PROBABILITY_ASSIGNMENT>;
export type PlaceRow = RowOf<typeof PLACE>;

export const OrganizationEntity = ORGANIZATION.entity;
export const LocationTypeEntity = LOCATION_TYPE.entity;
export const SystemEntity = SYSTEM.entity;
export const LocationEntity = LOCATION.entity;
export const ProductEntity = PRODUCT.entity;
export const CarrierEntity = CARRIER.entity;
export const AttributeDefinitionEntity = ATTRIBUTE_DEFINITION.entity;
export const ZoneEntity = ZONE.entity;
export const ShippingRateEntity = SHIPPING_RATE.entity;
export const ProbabilityRuleEntity = PROBABILITY_RULE.entity;
export const ProbabilityAssignmentEntity = PROBABILITY_ASSIGNMENT.entity;
export const PlaceEntity = PLACE.entity;

export const CATALOG_ENTITIES = [
  ORGANIZATION,
  LOCATION_TYPE,
  SYSTEM,
  LOCATION,
  PRODUCT,
  SYSTEM_PRODUCT,
  PRODUCT_LOCATION,
  CARRIER,
  ATTRIBUTE_DEFINITION,
  ZONE,
  PROBABILITY_RULE,
  PROBABILITY_ASSIGNMENT,
  PLACE,
  SHIPPING_RATE,
].map((table): EntitySchema => table.entity);
