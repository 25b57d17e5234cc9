import type { LoadCatalogResult } from '../../domain/network/catalog-changes.js';
import type { LocationEntry } from '../../domain/network/catalog-document.js';
import type { Preferences } from '../../domain/network/preferences.js';
import { SystemEntity } from '../../store/network/catalog-entities.js';
import { systemEntry } from '../../store/network/catalog-entries.js';
import { readOne } from '../../store/network/catalog-pages.js';
import { lockCatalog } from '../../store/network/catalog.js';
import type { BrokerContext } from '../context.js';
import { readPreferences } from './get-organization.js';
import { loadCatalogIn } from './load-catalog.js';

/** Changes that a catalog document can express only together with the entry around them. */

type Context = Pick<BrokerContext, 'database' | 'clock'>;

/** Creates or replaces one location and leaves its system unchanged. @returns undefined for an unknown system */
export async function putLocation(
  context: Context,
  systemCd: string,
  location: LocationEntry,
): Promise<LoadCatalogResult | undefined> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const system = await readOne(session, SystemEntity, { system_cd: systemCd });
    if (system === undefined) return undefined;
    const document = { systems: [{ ...systemEntry(system), locations: [location] }] };
    return loadCatalogIn(session, document, context.clock().toISOString());
  });
}

/** Sets some of the organization's preferences; null resets one to its default. */
export async function patchPreferences(
  context: Context,
  patch: Readonly<Record<string, unknown>>,
): Promise<LoadCatalogResult> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const merged = { ...(await readPreferences(session)), ...patch };
    const preferences = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)) as Preferences;
    return loadCatalogIn(session, { preferences }, context.clock().toISOString(), { replacePreferences: true });
  });
}
