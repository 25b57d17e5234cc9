import type { EntitySchema, ObjectLiteral } from 'typeorm';
import { CLASSIFICATION } from '../../domain/product.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  PlaceEntity,
  ProbabilityAssignmentEntity,
  ProbabilityRuleEntity,
  ZoneEntity,
  LocationEntity,
  LocationTypeEntity,
  OrganizationEntity,
  ProductEntity,
  ProductLocationEntity,
  SystemEntity,
  SystemProductEntity,
} from './catalog-entities.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  ZoneRow,
  LocationRow,
  LocationTypeRow,
  OrganizationRow,
  ProductLocationRow,
  ProductRow,
  SystemProductRow,
  SystemRow,
} from './catalog-entities.js';
import type { Session } from '../../platform/db/session.js';
import { productIds } from '../inventory/products.js';

/** Rows a statement: SQLite takes 32,766 parameters, the widest table has 11. */
const CHUNK = 1000;

/** Inserts rows, or writes the given columns over where the key is there already. */
async function upsert<T extends ObjectLiteral>(
  session: Session,
  entity: EntitySchema<T>,
  rows: readonly Partial<T>[],
  key: (keyof T & string)[],
  overwrite: (keyof T & string)[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await session.manager
      .createQueryBuilder()
      .insert()
      .into(entity)
      .values(rows.slice(from, from + CHUNK))
      .orUpdate(overwrite, key)
      // Reading generated values back costs a SELECT a row.
      .updateEntity(false)
      .execute();
  }
}

export async function writeOrganization(session: Session, row: OrganizationRow): Promise<void> {
  session.endsGroup = true;
  await upsert(
    session,
    OrganizationEntity,
    [row],
    ['id'],
    ['code', 'account', 'default_system', 'preferences', 'revision'],
  );
}

export async function writeLocationTypes(session: Session, rows: readonly LocationTypeRow[]): Promise<void> {
  await upsert(session, LocationTypeEntity, rows, ['code'], ['category', 'preferences']);
}

export async function writeSystems(session: Session, rows: readonly SystemRow[]): Promise<void> {
  await upsert(
    session,
    SystemEntity,
    rows,
    ['system_cd'],
    ['name', 'require_status_update', 'reject_may_reshop_same_system', 'shop_within_system', 'reserved_statuses'],
  );
}

/** @param rows without ids: a location keeps the one it has */
export async function writeLocations(session: Session, rows: readonly Omit<LocationRow, 'id'>[]): Promise<void> {
  await upsert(
    session,
    LocationEntity,
    rows,
    ['system_cd', 'location_cd'],
    [
      'name',
      'type_code',
      'address',
      'latitude',
      'longitude',
      'priority',
      'labor_cost',
      'active',
      'attributes',
      'preferences',
    ],
  );
}

/** @returns the ids of the products, by their codes */
export async function writeProducts(
  session: Session,
  rows: readonly Omit<ProductRow, 'id'>[],
): Promise<Map<string, number>> {
  await upsert(session, ProductEntity, rows, ['product_cd'], ['description', 'attributes', ...CLASSIFICATION]);
  return productIds(
    session,
    rows.map((row) => row.product_cd),
  );
}

export async function writeSystemProducts(session: Session, rows: readonly SystemProductRow[]): Promise<void> {
  await upsert(session, SystemProductEntity, rows, ['system_cd', 'item_key'], ['product_id', 'upc', 'ean']);
}

/** Sets what is on hand; what is reserved stays. */
export async function writeStock(
  session: Session,
  rows: readonly Omit<ProductLocationRow, 'reserved_qty'>[],
): Promise<void> {
  await upsert(
    session,
    ProductLocationEntity,
    rows,
    ['product_id', 'location_id'],
    [
      'available_qty',
      'next_po_qty',
      'next_po_date',
      'updated_at',
      'unit_cost',
      'daily_sell_through',
      'minimum_sell_qty',
      'sell_multiple',
      'shrink_rate',
      'sales_velocity',
    ],
  );
}

export async function writeCarriers(session: Session, rows: readonly CarrierRow[]): Promise<void> {
  await upsert(session, CarrierEntity, rows, ['code'], ['description', 'express']);
}

export async function writeAttributeDefinitions(
  session: Session,
  rows: readonly AttributeDefinitionRow[],
): Promise<void> {
  await upsert(session, AttributeDefinitionEntity, rows, ['code'], ['data_type', 'multi_value', 'applies_to']);
}

export async function writeZones(session: Session, rows: readonly ZoneRow[]): Promise<void> {
  await upsert(session, ZoneEntity, rows, ['code'], ['name', 'active', 'definition']);
}

export async function writePlaces(session: Session, rows: readonly PlaceRow[]): Promise<void> {
  await upsert(session, PlaceEntity, rows, ['place_key'], ['latitude', 'longitude']);
}

export async function writeProbabilityRules(session: Session, rows: readonly ProbabilityRuleRow[]): Promise<void> {
  await upsert(session, ProbabilityRuleEntity, rows, ['name'], ['definition']);
}

export async function replaceProbabilityAssignments(
  session: Session,
  rows: readonly Omit<ProbabilityAssignmentRow, 'id'>[],
): Promise<void> {
  await session.run('DELETE FROM probability_assignment');
  if (rows.length > 0)
    await session.manager
      .createQueryBuilder()
      .insert()
      .into(ProbabilityAssignmentEntity)
      .values([...rows])
      .updateEntity(false)
      .execute();
}
