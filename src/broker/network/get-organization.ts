import type { OrganizationEntry, ProbabilityAssignmentEntry } from '../../domain/network/catalog-document.js';
import type { Preferences } from '../../domain/network/preferences.js';
import type { Session } from '../../platform/db/session.js';
import { OrganizationEntity, ProbabilityAssignmentEntity } from '../../store/network/catalog-entities.js';
import type { OrganizationRow } from '../../store/network/catalog-entities.js';
import { probabilityAssignmentEntry } from '../../store/network/catalog-entries.js';
import { readOne } from '../../store/network/catalog-pages.js';
import type { BrokerContext } from '../context.js';

type Context = Pick<BrokerContext, 'database'>;

/** The organization; undefined while the database has none. */
export async function getOrganization(context: Context): Promise<OrganizationEntry | undefined> {
  const row = await context.database.transaction(organizationRow);
  return row && { code: row.code, account: row.account, default_system: row.default_system };
}

/** The organization's preferences that are set; those not listed have their default. */
export async function getPreferences(context: Context): Promise<Preferences> {
  return context.database.transaction(readPreferences);
}

/** `getPreferences` as part of a transaction. */
export async function readPreferences(session: Session): Promise<Preferences> {
  return JSON.parse((await organizationRow(session))?.preferences ?? '{}') as Preferences;
}

/** All probability assignments in the order of their sequence. */
export async function listProbabilityAssignments(context: Context): Promise<ProbabilityAssignmentEntry[]> {
  const rows = await context.database.transaction((session) =>
    session.manager.find(ProbabilityAssignmentEntity, { order: { id: 'ASC' } }),
  );
  return rows.map(probabilityAssignmentEntry).sort((a, b) => a.sequence - b.sequence);
}

function organizationRow(session: Session): Promise<OrganizationRow | undefined> {
  return readOne(session, OrganizationEntity, { id: 1 });
}
