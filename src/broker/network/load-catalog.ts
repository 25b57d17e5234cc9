import type { LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import type { CatalogFault } from '../../domain/network/catalog-fault.js';
import type { Session } from '../../platform/db/session.js';
import { lockCatalog, readStoredCatalog } from '../../store/network/catalog.js';
import type { StoredCatalog } from '../../store/network/catalog.js';
import { writeOrganization } from '../../store/network/write-catalog.js';
import type { BrokerContext } from '../context.js';
import { attributeFaults } from './catalog-attributes.js';
import { itemFaults, referenceFaults } from './catalog-references.js';
import { reservationFaults } from './reserving-statuses.js';
import { writeDocument } from './write-document.js';

export interface LoadCatalogOptions {
  /** Replaces all of the organization's preferences; otherwise those that the document omits are kept. */
  readonly replacePreferences?: boolean;
}

/**
 * Merges a catalog document into the database: all of it, or nothing, with every fault.
 *
 * The caller has checked the document's form (`parseCatalogDocument`); this checks what the document refers to, in
 * itself or in the database. Entries that it omits are kept; a location, system or location type that it names is
 * replaced as a whole.
 */
export async function loadCatalog(
  context: Pick<BrokerContext, 'database' | 'clock'>,
  document: CatalogDocument,
): Promise<LoadCatalogResult> {
  return context.database.transaction((session) => loadCatalogIn(session, document, context.clock().toISOString()));
}

/**
 * `loadCatalog` as part of a larger transaction. When it returns faults it has written nothing.
 * @param now ISO 8601, UTC
 */
export async function loadCatalogIn(
  session: Session,
  document: CatalogDocument,
  now: string,
  options: LoadCatalogOptions = {},
): Promise<LoadCatalogResult> {
  // Products and stock are not part of the network snapshot, so a document of those alone needs no lock and no revision.
  const changesNetwork = Object.keys(document).some((key) => key !== 'products' && key !== 'inventory');
  if (changesNetwork) await lockCatalog(session);
  const stored = await readStoredCatalog(session);
  const faults = await faultsOf(session, document, stored);
  if (faults.length > 0) return { faults };
  if (changesNetwork) await updateOrganization(session, document, stored, options);
  return { changes: await writeDocument(session, document, stored, now) };
}

/** What a document refers to and is neither in it nor in the database. Nothing is written. */
export function findReferenceFaults(
  context: Pick<BrokerContext, 'database'>,
  document: CatalogDocument,
): Promise<readonly CatalogFault[]> {
  return context.database.transaction(async (session) => faultsOf(session, document, await readStoredCatalog(session)));
}

async function faultsOf(session: Session, document: CatalogDocument, stored: StoredCatalog): Promise<CatalogFault[]> {
  return [
    ...(await referenceFaults(document, stored)),
    ...(await attributeFaults(document, stored)),
    ...(await itemFaults(session, document)),
    ...(await reservationFaults(session, document, stored)),
  ];
}

/** Writes the organization's row; its next revision makes every instance read its network snapshot again. */
async function updateOrganization(
  session: Session,
  document: CatalogDocument,
  { organization }: StoredCatalog,
  options: LoadCatalogOptions,
): Promise<void> {
  const keptPreferences =
    options.replacePreferences === true ? {} : (JSON.parse(organization?.preferences ?? '{}') as object);
  await writeOrganization(session, {
    id: 1,
    code: document.organization?.code ?? organization?.code ?? '',
    account: document.organization?.account ?? organization?.account ?? '',
    default_system: document.organization?.default_system ?? organization?.default_system ?? '',
    preferences: JSON.stringify({ ...keptPreferences, ...document.preferences }),
    revision: (organization?.revision ?? 0) + 1,
  });
}
