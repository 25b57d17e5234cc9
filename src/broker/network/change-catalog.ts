import type { LocationEntry, Preferences } from '../../domain/network/catalog-document.js';
import { SystemEntity } from '../../store/network/catalog-entities.js';
import { systemEntry } from '../../store/network/catalog-entries.js';
import { readOne } from '../../store/network/catalog-pages.js';
import { lockCatalog } from '../../store/network/catalog.js';
import { storedPreferences } from './browse-catalog.js';
import type { BrokerContext } from '../context.js';
import { loadCatalogIn } from './load-catalog.js';
import type { LoadCatalogResult } from './load-catalog.js';

/** Changes of a part that a catalog document could only say together with its surroundings. */

type Context = Pick<BrokerContext, 'database' | 'clock'>;

/** Creates or replaces one location; its system stays as it is. @returns undefined for an unknown system */
export async function putLocation(
  context: Context,
  systemCd: string,
  location: LocationEntry,
): Promise<LoadCatalogResult | undefined> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const system = await readOne(session, SystemEntity, { system_cd: systemCd });
    if (system === undefined) return undefined;
    return loadCatalogIn(
      session,
      { systems: [{ ...systemEntry(system), locations: [location] }] },
      context.clock().toISOString(),
    );
  });
}

/** Sets some of the organization's preferences; null takes one back to its default. */
export async function patchPreferences(
  context: Context,
  patch: Readonly<Record<string, unknown>>,
): Promise<LoadCatalogResult> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const merged = new Map<string, unknown>([
      ...Object.entries(await storedPreferences(session)),
      ...Object.entries(patch),
    ]);
    const preferences = Object.fromEntries([...merged].filter(([, value]) => value !== null)) as Preferences;
    return loadCatalogIn(session, { preferences }, context.clock().toISOString(), { replacePreferences: true });
  });
}
