import type { Session } from '../../platform/db/session.js';
import { productIds } from '../inventory/products.js';
import { ORGANIZATION, PROBABILITY_ASSIGNMENT, PRODUCT } from './catalog-entities.js';
import type { OrganizationRow, ProbabilityAssignmentRow, ProductRow } from './catalog-entities.js';

/** Writes of the catalog that are more than an upsert of one table. */

/** Writes the organization, with the revision that invalidates every cached snapshot. */
export async function writeOrganization(session: Session, row: OrganizationRow): Promise<void> {
  session.endsGroup = true;
  await ORGANIZATION.upsert(session, [row]);
}

/** Writes products. @returns their ids, by code */
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

/** Replaces all probability assignments, since they have no key by which an upsert could recognize them. */
export async function replaceProbabilityAssignments(
  session: Session,
  rows: readonly Omit<ProbabilityAssignmentRow, 'id'>[],
): Promise<void> {
  await session.run('DELETE FROM probability_assignment');
  await PROBABILITY_ASSIGNMENT.insert(session, rows);
}
