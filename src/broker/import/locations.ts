import type { LocationEntry, SystemEntry } from '../../domain/network/catalog-document.js';
import { LocationEntity, SystemEntity } from '../../store/network/catalog-entities.js';
import { systemEntry } from '../../store/network/catalog-entries.js';
import { lockCatalog, readStoredCatalog } from '../../store/network/catalog.js';
import type { Session } from '../../platform/db/session.js';
import { placedEntry } from '../network/browse-catalog.js';
import { codeOf } from '../network/catalog-references.js';
import { loadCatalogIn } from '../network/load-catalog.js';
import type { ImportBatch, RowFault } from './batch.js';
import { sift } from './batch.js';

/** A location as one row: its own fields, those of its address, and its preferences as `pref.<name>`. */
export type LocationRow = Pick<LocationEntry, 'location_cd'> & { readonly system_cd: string } & Readonly<
    Record<string, unknown>
  >;

const ADDRESS: ReadonlySet<string> = new Set(['address1', 'city', 'province', 'postal', 'country', 'phone1']);
const PREFERENCE = 'pref.';

/**
 * Creates and changes locations: each row goes over the location as it is stored, and the whole is written as a
 * catalog document would. A system or a location type is not created; a new location needs a name.
 */
export async function importLocations(
  session: Session,
  { rows, columns, now }: ImportBatch<LocationRow>,
): Promise<RowFault[]> {
  await lockCatalog(session);
  const stored = await readStoredCatalog(session);
  const systems = new Map((await session.manager.find(SystemEntity)).map((row) => [row.system_cd, systemEntry(row)]));
  const types = new Set(stored.types.map((row) => row.code));
  const current = new Map(
    (await session.manager.find(LocationEntity)).map((row) => [
      codeOf(row.system_cd, row.location_cd),
      placedEntry(row, stored.places),
    ]),
  );

  const { passed, faults } = sift(rows, (row): (LocationEntry & { system: SystemEntry }) | string => {
    const system = systems.get(row.system_cd);
    if (system === undefined) return `system_cd: there is no system "${row.system_cd}"`;
    const key = codeOf(row.system_cd, row.location_cd);
    const entry = changed(current.get(key), row, columns);
    if (entry.name === '') return 'name: found nothing, expected a name for a new location';
    if (entry.type !== undefined && !types.has(entry.type)) return `type: there is no location type "${entry.type}"`;
    if ((entry.latitude === undefined) !== (entry.longitude === undefined))
      return 'latitude: found only one of latitude and longitude, expected both or neither';
    current.set(key, entry);
    return { ...entry, system };
  });
  const bySystem = new Map<SystemEntry, Map<string, LocationEntry>>();
  for (const {
    value: { system, ...entry },
  } of passed) {
    const locations = bySystem.get(system) ?? new Map<string, LocationEntry>();
    bySystem.set(system, locations.set(entry.location_cd, entry));
  }
  const result = await loadCatalogIn(
    session,
    { systems: [...bySystem].map(([system, locations]) => ({ ...system, locations: [...locations.values()] })) },
    now,
  );
  if ('faults' in result)
    throw new Error(`locations that were checked are refused: ${JSON.stringify(result.faults[0])}`);
  return faults;
}

/** A location with a row's values over it; a column that is there and empty clears the value. */
function changed(before: LocationEntry | undefined, row: LocationRow, columns: ReadonlySet<string>): LocationEntry {
  const over = (
    group: object,
    names: readonly (readonly [column: string, key: string])[],
  ): Readonly<Record<string, unknown>> => {
    const values = new Map<string, unknown>(Object.entries(group));
    for (const [column, key] of names) values.set(key, row[column]);
    return Object.fromEntries([...values].filter(([, value]) => value !== undefined));
  };
  const given = [...columns];
  const own = given.filter(
    (column) => column !== 'system_cd' && !ADDRESS.has(column) && !column.startsWith(PREFERENCE),
  );
  const address = given.filter((column) => ADDRESS.has(column));
  const preferences = given.filter((column) => column.startsWith(PREFERENCE));
  return {
    ...over(
      before ?? {},
      own.filter((column) => column !== 'name').map((column) => [column, column]),
    ),
    location_cd: row.location_cd,
    name: typeof row.name === 'string' ? row.name : (before?.name ?? ''),
    address: over(
      before?.address ?? {},
      address.map((column) => [column, column]),
    ),
    preferences: over(
      before?.preferences ?? {},
      preferences.map((column) => [column, column.slice(PREFERENCE.length)]),
    ),
  };
}
