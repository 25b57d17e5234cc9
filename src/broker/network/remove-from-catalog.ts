import type { AttributeValues } from '../../domain/network/catalog-document.js';
import type { Session } from '../../platform/db/session.js';
import { CATALOG_COLLECTIONS } from '../../store/network/catalog-collections.js';
import type { CatalogCollection } from '../../store/network/catalog-collections.js';
import { LocationEntity, ProbabilityAssignmentEntity } from '../../store/network/catalog-entities.js';
import { probabilityAssignmentEntry } from '../../store/network/catalog-entries.js';
import { bumpRevision, lockCatalog } from '../../store/network/catalog.js';
import type { BrokerContext } from '../context.js';

/** Collections whose entries can be removed. Systems, locations and products cannot: orders and stock refer to them. */
export type RemovableCollection = Exclude<CatalogCollection, 'systems'>;

/** Whether there was an entry to remove, or the references that prevent its removal, in words. */
export type Removal = { readonly removed: boolean } | { readonly referredBy: readonly string[] };

/** Removes an entry from the catalog unless something refers to it. */
export async function removeEntry(
  context: Pick<BrokerContext, 'database'>,
  collection: RemovableCollection,
  key: string,
): Promise<Removal> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const referredBy = await referencesTo(session, collection, key);
    if (referredBy.length > 0) return { referredBy };
    const removed = await CATALOG_COLLECTIONS[collection].remove(session, key);
    if (removed) await bumpRevision(session);
    return { removed };
  });
}

async function referencesTo(session: Session, collection: RemovableCollection, key: string): Promise<string[]> {
  switch (collection) {
    case 'location_types':
      return [
        ...(await locationsOfType(session, key)),
        ...(await assignments(session, (one) => one.location_type === key)),
      ];
    case 'probability_rules':
      return assignments(session, (one) => one.rule === key);
    case 'attribute_definitions':
      return holdersOf(session, key);
    default:
      return [];
  }
}

async function locationsOfType(session: Session, code: string): Promise<string[]> {
  const rows = await session.manager.find(LocationEntity, { where: { type_code: code }, order: { id: 'ASC' } });
  return rows.map((row) => `location ${row.system_cd}/${row.location_cd}`);
}

async function assignments(
  session: Session,
  refers: (entry: ReturnType<typeof probabilityAssignmentEntry>) => boolean,
): Promise<string[]> {
  const rows = await session.manager.find(ProbabilityAssignmentEntity, { order: { id: 'ASC' } });
  return rows
    .map(probabilityAssignmentEntry)
    .filter(refers)
    .map((one) => `probability assignment ${String(one.sequence)} of rule ${one.rule}`);
}

/** Locations and products that have a value of the attribute. */
async function holdersOf(session: Session, code: string): Promise<string[]> {
  // LIKE only narrows the rows down: `_` matches any character, and a text value may equal the attribute's code.
  const pattern = `%"${code}"%`;
  const rows = await session.all<{ holder: string; attributes: string }>(
    `SELECT CONCAT('location ', system_cd, '/', location_cd) AS holder, attributes FROM location WHERE attributes LIKE ?
     UNION ALL SELECT CONCAT('product ', product_cd), attributes FROM product WHERE attributes LIKE ?`,
    [pattern, pattern],
  );
  return rows
    .filter((row) => Object.hasOwn(JSON.parse(row.attributes) as AttributeValues, code))
    .map((row) => row.holder);
}
