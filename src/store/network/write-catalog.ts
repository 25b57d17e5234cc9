import type { Session } from '../../platform/db/session.js';
import { productIds } from '../inventory/products.js';
import {
  ATTRIBUTE_DEFINITION,
  CARRIER,
  LOCATION,
  LOCATION_TYPE,
  ORGANIZATION,
  PLACE,
  PROBABILITY_ASSIGNMENT,
  PROBABILITY_RULE,
  PRODUCT,
  PRODUCT_LOCATION,
  SYSTEM,
  SYSTEM_PRODUCT,
  ZONE,
} from './catalog-entities.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  LocationRow,
  LocationTypeRow,
  OrganizationRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  ProductLocationRow,
  ProductRow,
  SystemProductRow,
  SystemRow,
  ZoneRow,
} from './catalog-entities.js';

/** Writes the organization with the catalog's revision. */
export async function writeOrganization(session: Session, row: OrganizationRow): Promise<void> {
  session.endsGroup = true;
  await ORGANIZATION.upsert(session, [row]);
}

export async function writeLocationTypes(session: Session, rows: readonly LocationTypeRow[]): Promise<void> {
  await LOCATION_TYPE.upsert(session, rows);
}

export async function writeSystems(session: Session, rows: readonly SystemRow[]): Promise<void> {
  await SYSTEM.upsert(session, rows);
}

/** @param rows without ids: an existing location keeps its id */
export async function writeLocations(session: Session, rows: readonly Omit<LocationRow, 'id'>[]): Promise<void> {
  await LOCATION.upsert(session, rows);
}

/** @returns the ids of the products, by code */
export async function writeProducts(
  session: Session,
  rows: readonly Omit<ProductRow, 'id'>[],
): Promise<Map<string, number>> {
  await PRODUCT.upsert(session, rows);
  return productIds(
    session,
    rows.map((row) => row.product_cd),
  );
}

export async function writeSystemProducts(session: Session, rows: readonly SystemProductRow[]): Promise<void> {
  await SYSTEM_PRODUCT.upsert(session, rows);
}

/** Sets stock, except for the reserved quantity. */
export async function writeStock(
  session: Session,
  rows: readonly Omit<ProductLocationRow, 'reserved_qty'>[],
): Promise<void> {
  await PRODUCT_LOCATION.upsert(session, rows);
}

export async function writeCarriers(session: Session, rows: readonly CarrierRow[]): Promise<void> {
  await CARRIER.upsert(session, rows);
}

export async function writeAttributeDefinitions(
  session: Session,
  rows: readonly AttributeDefinitionRow[],
): Promise<void> {
  await ATTRIBUTE_DEFINITION.upsert(session, rows);
}

export async function writeZones(session: Session, rows: readonly ZoneRow[]): Promise<void> {
  await ZONE.upsert(session, rows);
}

export async function writePlaces(session: Session, rows: readonly PlaceRow[]): Promise<void> {
  await PLACE.upsert(session, rows);
}

export async function writeProbabilityRules(session: Session, rows: readonly ProbabilityRuleRow[]): Promise<void> {
  await PROBABILITY_RULE.upsert(session, rows);
}

export async function replaceProbabilityAssignments(
  session: Session,
  rows: readonly Omit<ProbabilityAssignmentRow, 'id'>[],
): Promise<void> {
  await session.run('DELETE FROM probability_assignment');
  await PROBABILITY_ASSIGNMENT.insert(session, rows);
}
