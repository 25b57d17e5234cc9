import type { AttributeValues } from '../../domain/network/catalog-document.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  LocationEntity,
  LocationTypeEntity,
  PlaceEntity,
  ProbabilityAssignmentEntity,
  ProbabilityRuleEntity,
  ZoneEntity,
} from '../../store/network/catalog-entities.js';
import { bumpRevision, lockCatalog } from '../../store/network/catalog.js';
import { probabilityAssignmentEntry } from '../../store/network/catalog-entries.js';
import type { Session } from '../../platform/db/session.js';
import type { Collection } from './browse-catalog.js';
import type { BrokerContext } from '../context.js';

/** What may leave the catalog. Systems, locations and products may not: orders and stock refer to them for good. */
export type RemovableCollection = Exclude<Collection, 'systems'>;

/** What became of it; `referredBy` names what keeps it from being removed. */
export type Removal = { readonly removed: boolean } | { readonly referredBy: readonly string[] };

/** Takes an entry out of the catalog, unless something refers to it. */
export async function removeEntry(
  context: Pick<BrokerContext, 'database'>,
  collection: RemovableCollection,
  key: string,
): Promise<Removal> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const referredBy = await referencesTo(session, collection, key);
    if (referredBy.length > 0) return { referredBy };
    const removed = (await REMOVE[collection](session, key)) > 0;
    if (removed) await bumpRevision(session);
    return { removed };
  });
}

const REMOVE: Readonly<Record<RemovableCollection, (session: Session, key: string) => Promise<number>>> = {
  location_types: async ({ manager }, key) => (await manager.delete(LocationTypeEntity, { code: key })).affected ?? 0,
  carriers: async ({ manager }, key) => (await manager.delete(CarrierEntity, { code: key })).affected ?? 0,
  attribute_definitions: async ({ manager }, key) =>
    (await manager.delete(AttributeDefinitionEntity, { code: key })).affected ?? 0,
  zones: async ({ manager }, key) => (await manager.delete(ZoneEntity, { code: key })).affected ?? 0,
  places: async ({ manager }, key) => (await manager.delete(PlaceEntity, { place_key: key })).affected ?? 0,
  probability_rules: async ({ manager }, key) =>
    (await manager.delete(ProbabilityRuleEntity, { name: key })).affected ?? 0,
};

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

/** The locations and products that have a value of the attribute. */
async function holdersOf(session: Session, code: string): Promise<string[]> {
  // The pattern finds more than the attribute's name (`_` stands for any sign, a value may read like a name); the rows decide.
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
