import { EntitySchema } from 'typeorm';

/**
 * The tables of the catalogue as TypeORM entities. Orders have none: they live on the hot path, where plain SQL is
 * written (`../orders.ts`). Property names are column names, so that SQL and entities speak the same words.
 */

export interface OrganizationRow {
  /** Always 1: a database serves one organisation. */
  id: number;
  code: string;
  account: string;
  default_system: string;
  /** JSON */
  preferences: string;
  /** Grows by one with every change of the catalogue; snapshots in memory go by it. */
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
  preferences: string;
}

export interface ProductRow {
  id: number;
  product_cd: string;
  description: string;
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
}

const text = (length: number) => ({ type: 'varchar' as const, length });
const integer = { type: 'int' as const };

export const OrganizationEntity = new EntitySchema<OrganizationRow>({
  name: 'organization',
  columns: {
    id: { ...integer, primary: true },
    code: text(40), account: text(40), default_system: text(10),
    preferences: { type: 'text' }, revision: integer,
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
    system_cd: { ...text(10), primary: true }, name: text(100),
    require_status_update: integer, reject_may_reshop_same_system: integer, shop_within_system: integer,
  },
});

export const LocationEntity = new EntitySchema<LocationRow>({
  name: 'location',
  columns: {
    id: { ...integer, primary: true, generated: true },
    system_cd: text(10), location_cd: text(10), name: text(100), type_code: { ...text(20), nullable: true },
    address: { type: 'text' },
    latitude: { type: 'double', nullable: true }, longitude: { type: 'double', nullable: true },
    priority: integer, labor_cost: { ...text(20), nullable: true }, active: integer, preferences: { type: 'text' },
  },
  uniques: [{ columns: ['system_cd', 'location_cd'] }],
});

export const ProductEntity = new EntitySchema<ProductRow>({
  name: 'product',
  columns: {
    id: { ...integer, primary: true, generated: true },
    product_cd: { ...text(35), unique: true }, description: text(200),
  },
});

export const SystemProductEntity = new EntitySchema<SystemProductRow>({
  name: 'system_product',
  columns: {
    system_cd: { ...text(10), primary: true }, item_key: { ...text(35), primary: true },
    product_id: integer, upc: text(40), ean: text(40),
  },
});

export const ProductLocationEntity = new EntitySchema<ProductLocationRow>({
  name: 'product_location',
  columns: {
    product_id: { ...integer, primary: true }, location_id: { ...integer, primary: true },
    available_qty: integer, reserved_qty: { ...integer, default: 0 }, next_po_qty: integer,
    next_po_date: { ...text(10), nullable: true }, updated_at: text(24),
  },
});

export const CATALOG_ENTITIES = [
  OrganizationEntity, LocationTypeEntity, SystemEntity, LocationEntity, ProductEntity, SystemProductEntity, ProductLocationEntity,
];
