import { EntitySchema } from 'typeorm';
import type { Classification } from '../../domain/product.js';

/**
 * The tables of the catalog as TypeORM entities. Orders have none: they live on the hot path, where plain SQL is
 * written (`../orders.ts`). Property names are column names, so that SQL and entities speak the same words.
 */

export interface OrganizationRow {
  /** Always 1: a database serves one organization. */
  id: number;
  code: string;
  account: string;
  default_system: string;
  /** JSON */
  preferences: string;
  /** Grows by one with every change of the catalog; snapshots in memory go by it. */
  revision: number;
}

export interface LocationTypeRow {
  code: string;
  category: string;
  preferences: string;
}

export interface SystemRow {
  system_cd: string;
  name: string;
  require_status_update: number;
  reject_may_reshop_same_system: number;
  shop_within_system: number;
  /** Statuses separated by blanks. */
  reserved_statuses: string;
}

export interface LocationRow {
  id: number;
  system_cd: string;
  location_cd: string;
  name: string;
  type_code: string | null;
  /** JSON */
  address: string;
  latitude: number | null;
  longitude: number | null;
  priority: number;
  labor_cost: string | null;
  active: number;
  /** JSON */
  attributes: string;
  preferences: string;
}

export interface ProductRow extends Classification {
  id: number;
  product_cd: string;
  description: string;
  /** JSON */
  attributes: string;
}

export interface SystemProductRow {
  system_cd: string;
  /** The system's code without trailing blanks. */
  item_key: string;
  product_id: number;
  upc: string;
  ean: string;
}

export interface ProductLocationRow {
  product_id: number;
  location_id: number;
  available_qty: number;
  reserved_qty: number;
  next_po_qty: number;
  next_po_date: string | null;
  updated_at: string;
  unit_cost: number | null;
  daily_sell_through: number | null;
  minimum_sell_qty: number | null;
  sell_multiple: number | null;
  shrink_rate: number | null;
  sales_velocity: number | null;
}

const text = (length: number) => ({ type: 'varchar' as const, length });
const integer = { type: 'int' as const };
const real = { type: 'double' as const, nullable: true };

export const OrganizationEntity = new EntitySchema<OrganizationRow>({
  name: 'organization',
  columns: {
    id: { ...integer, primary: true },
    code: text(40),
    account: text(40),
    default_system: text(10),
    preferences: { type: 'text' },
    revision: integer,
  },
});

export const LocationTypeEntity = new EntitySchema<LocationTypeRow>({
  name: 'location_type',
  columns: { code: { ...text(20), primary: true }, category: text(10), preferences: { type: 'text' } },
});

export const SystemEntity = new EntitySchema<SystemRow>({
  name: 'system',
  tableName: 'broker_system',
  columns: {
    system_cd: { ...text(10), primary: true },
    name: text(100),
    require_status_update: integer,
    reject_may_reshop_same_system: integer,
    shop_within_system: integer,
    reserved_statuses: text(255),
  },
});

export const LocationEntity = new EntitySchema<LocationRow>({
  name: 'location',
  columns: {
    id: { ...integer, primary: true, generated: true },
    system_cd: text(10),
    location_cd: text(10),
    name: text(100),
    type_code: { ...text(20), nullable: true },
    address: { type: 'text' },
    latitude: { type: 'double', nullable: true },
    longitude: { type: 'double', nullable: true },
    priority: integer,
    labor_cost: { ...text(20), nullable: true },
    active: integer,
    attributes: { type: 'text' },
    preferences: { type: 'text' },
  },
  uniques: [{ columns: ['system_cd', 'location_cd'] }],
});

export const ProductEntity = new EntitySchema<ProductRow>({
  name: 'product',
  columns: {
    id: { ...integer, primary: true, generated: true },
    product_cd: { ...text(35), unique: true },
    description: text(200),
    attributes: { type: 'text' },
    department: text(40),
    class: text(40),
    sub_class: text(40),
    master_style_code: text(40),
  },
});

export const SystemProductEntity = new EntitySchema<SystemProductRow>({
  name: 'system_product',
  columns: {
    system_cd: { ...text(10), primary: true },
    item_key: { ...text(35), primary: true },
    product_id: integer,
    upc: text(40),
    ean: text(40),
  },
});

export const ProductLocationEntity = new EntitySchema<ProductLocationRow>({
  name: 'product_location',
  columns: {
    product_id: { ...integer, primary: true },
    location_id: { ...integer, primary: true },
    available_qty: integer,
    reserved_qty: { ...integer, default: 0 },
    next_po_qty: integer,
    next_po_date: { ...text(10), nullable: true },
    updated_at: text(24),
    unit_cost: real,
    daily_sell_through: real,
    minimum_sell_qty: { ...integer, nullable: true },
    sell_multiple: { ...integer, nullable: true },
    shrink_rate: real,
    sales_velocity: real,
  },
});

export interface CarrierRow {
  code: string;
  description: string;
  express: number;
}

export const CarrierEntity = new EntitySchema<CarrierRow>({
  name: 'carrier',
  columns: { code: { ...text(40), primary: true }, description: text(100), express: integer },
});

export interface AttributeDefinitionRow {
  code: string;
  data_type: string;
  multi_value: number;
  applies_to: string;
}

export const AttributeDefinitionEntity = new EntitySchema<AttributeDefinitionRow>({
  name: 'attribute_definition',
  columns: { code: { ...text(40), primary: true }, data_type: text(10), multi_value: integer, applies_to: text(25) },
});

export interface ZoneRow {
  code: string;
  name: string;
  active: number;
  /** JSON: areas, primary, alternate. */
  definition: string;
}

export const ZoneEntity = new EntitySchema<ZoneRow>({
  name: 'zone',
  columns: { code: { ...text(20), primary: true }, name: text(100), active: integer, definition: { type: 'text' } },
});

export interface ProbabilityRuleRow {
  name: string;
  /** JSON: when, result. */
  definition: string;
}

export const ProbabilityRuleEntity = new EntitySchema<ProbabilityRuleRow>({
  name: 'probability_rule',
  columns: { name: { ...text(40), primary: true }, definition: { type: 'text' } },
});

export interface ProbabilityAssignmentRow {
  id: number;
  rule_name: string;
  /** JSON: the assignment as it was written. */
  definition: string;
}

export const ProbabilityAssignmentEntity = new EntitySchema<ProbabilityAssignmentRow>({
  name: 'probability_assignment',
  columns: { id: { ...integer, primary: true, generated: true }, rule_name: text(40), definition: { type: 'text' } },
});

export interface PlaceRow {
  /** A postal code, or `CITY|PROVINCE`, in capitals. */
  place_key: string;
  latitude: number;
  longitude: number;
}

export const PlaceEntity = new EntitySchema<PlaceRow>({
  name: 'place',
  columns: { place_key: { ...text(100), primary: true }, latitude: { type: 'double' }, longitude: { type: 'double' } },
});

export const CATALOG_ENTITIES = [
  CarrierEntity,
  AttributeDefinitionEntity,
  ZoneEntity,
  ProbabilityRuleEntity,
  ProbabilityAssignmentEntity,
  PlaceEntity,
  OrganizationEntity,
  LocationTypeEntity,
  SystemEntity,
  LocationEntity,
  ProductEntity,
  SystemProductEntity,
  ProductLocationEntity,
];
