import type { LocationEntry, SystemEntry } from '../../domain/network/catalog-document.js';
import { systemKey } from '../../domain/network/system-key.js';
import { nameInvisible } from '../../platform/invisible.js';
import type { Session } from '../../platform/db/session.js';
import { LocationEntity, SystemEntity } from '../../store/network/catalog-entities.js';
import { systemEntry } from '../../store/network/catalog-entries.js';
import { lockCatalog, readStoredCatalog } from '../../store/network/catalog.js';
import { loadCatalogIn } from '../network/load-catalog.js';
import { documentedLocation } from '../network/location-entry.js';
import { checkRows } from './batch.js';
import type { ImportBatch, RowFault } from './batch.js';

/** A location as one row: its own columns, those of its address, and its preferences as `pref.<name>`. */
export type LocationRow = Pick<LocationEntry, 'location_cd'> & { readonly system_cd: string } & Readonly<
    Record<string, unknown>
  >;

const ADDRESS: ReadonlySet<string> = new Set(['address1', 'city', 'province', 'postal', 'country', 'phone1']);
const PREFERENCE = 'pref.';

/**
 * Creates and updates locations: each row is merged into the stored location, and the result is written like a catalog
 * document. Systems and location types are not created; a new location needs a name.
 */
export async function importLocations(
  session: Session,
  { rows, columns, now }: ImportBatch<LocationRow>,
): Promise<RowFault[]> {
  await lockCatalog(session);
  const stored = await readStoredCatalog(session);
  const systems = new Map((await session.manager.find(SystemEntity)).map((row) => [row.system_cd, systemEntry(row)]));
  const types = new Set(stored.types.map((row) => row.code));
  // A later row of the file for the same location is merged into what an earlier one made of it.
  const current = new Map(
    (await session.manager.find(LocationEntity)).map((row) => [
      systemKey(row.system_cd, row.location_cd),
      documentedLocation(row, stored.places),
    ]),
  );
  const { accepted, faults } = checkRows(rows, (row) => {
    const system = systems.get(row.system_cd);
    if (system === undefined) return `system_cd: there is no system "${row.system_cd}"${nameInvisible(row.system_cd)}`;
    const key = systemKey(row.system_cd, row.location_cd);
    const location = mergeRow(current.get(key), row, columns);
    const reason = locationFault(location, types);
    if (reason !== undefined) return reason;
    current.set(key, location);
    return { system, location };
  });
  const result = await loadCatalogIn(session, { systems: groupBySystem(accepted) }, now);
  if ('faults' in result)
    throw new Error(`locations that passed the checks were rejected: ${JSON.stringify(result.faults[0])}`);
  return faults;
}

/** @returns the reason; undefined when the location is valid */
function locationFault(location: LocationEntry, types: ReadonlySet<string>): string | undefined {
  if (location.name === '') return 'name: found nothing, expected a name for a new location';
  if (location.type !== undefined && !types.has(location.type))
    return `type: there is no location type "${location.type}"`;
  if ((location.latitude === undefined) !== (location.longitude === undefined))
    return 'latitude: found only one of latitude and longitude, expected both or neither';
  return undefined;
}

/** Of several entries of one location the last counts. */
function groupBySystem(
  locations: readonly { readonly system: SystemEntry; readonly location: LocationEntry }[],
): SystemEntry[] {
  const bySystem = new Map<SystemEntry, Map<string, LocationEntry>>();
  for (const { system, location } of locations) {
    const ofSystem = bySystem.get(system) ?? new Map<string, LocationEntry>();
    bySystem.set(system, ofSystem.set(location.location_cd, location));
  }
  return [...bySystem].map(([system, ofSystem]) => ({ ...system, locations: [...ofSystem.values()] }));
}

/** Merges a row into a location; an empty cell of a column that the file has clears the value. */
function mergeRow(before: LocationEntry | undefined, row: LocationRow, columns: ReadonlySet<string>): LocationEntry {
  const merge = (
    group: object,
    names: readonly (readonly [column: string, key: string])[],
  ): Readonly<Record<string, unknown>> => {
    const values = new Map<string, unknown>([
      ...Object.entries(group),
      ...names.map(([column, key]): [string, unknown] => [key, row[column]]),
    ]);
    return Object.fromEntries([...values].filter(([, value]) => value !== undefined));
  };
  const given = [...columns];
  const address = given.filter((column) => ADDRESS.has(column));
  const preferences = given.filter((column) => column.startsWith(PREFERENCE));
  const own = given.filter(
    (column) => column !== 'system_cd' && column !== 'name' && !ADDRESS.has(column) && !column.startsWith(PREFERENCE),
  );
  return {
    ...merge(
      before ?? {},
      own.map((column) => [column, column]),
    ),
    location_cd: row.location_cd,
    name: typeof row.name === 'string' ? row.name : (before?.name ?? ''),
    address: merge(
      before?.address ?? {},
      address.map((column) => [column, column]),
    ),
    preferences: merge(
      before?.preferences ?? {},
      preferences.map((column) => [column, column.slice(PREFERENCE.length)]),
    ),
  };
}
