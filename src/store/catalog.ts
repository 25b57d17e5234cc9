import type { LocationEntry, Preferences } from '../domain/catalog-document.js';
import { Catalog } from '../domain/catalog.js';
import type { Location, System } from '../domain/catalog.js';
import type { Address } from '../domain/order.js';
import { organizationPreferences, preferencesAt } from '../domain/preferences.js';
import {
  LocationEntity, LocationTypeEntity, OrganizationEntity, SystemEntity,
} from './catalog-entities.js';
import type { LocationRow, LocationTypeRow, OrganizationRow, SystemRow } from './catalog-entities.js';
import type { Session } from './session.js';

/** The catalogue as it is stored, row by row, for whoever changes it. */
export interface StoredCatalog {
  readonly organization: OrganizationRow | undefined;
  readonly types: readonly LocationTypeRow[];
  readonly systems: readonly SystemRow[];
  readonly locations: readonly LocationRow[];
}

export async function readStoredCatalog(session: Session): Promise<StoredCatalog> {
  const { manager } = session;
  const [organization] = await manager.find(OrganizationEntity);
  return {
    organization,
    types: await manager.find(LocationTypeEntity),
    systems: await manager.find(SystemEntity),
    locations: await manager.find(LocationEntity, { order: { id: 'ASC' } }),
  };
}

/** The number of the catalogue's state; 0 while there is none. */
export async function catalogRevision(session: Session): Promise<number> {
  return (await session.first<{ revision: number }>('SELECT revision FROM organization WHERE id = 1'))?.revision ?? 0;
}

/** Reads the catalogue and puts it together for use: every location with its system and the preferences in force there. */
export async function readCatalog(session: Session): Promise<Catalog> {
  const stored = await readStoredCatalog(session);
  const organization = JSON.parse(stored.organization?.preferences ?? '{}') as Preferences;
  const types = new Map(stored.types.map((type) => [type.code, JSON.parse(type.preferences) as Preferences]));
  const systems = new Map<string, System>(stored.systems.map((row) => [row.system_cd, {
    systemCd: row.system_cd,
    name: row.name,
    requireStatusUpdate: row.require_status_update === 1,
    rejectMayReshopSameSystem: row.reject_may_reshop_same_system === 1,
    shopWithinSystem: row.shop_within_system === 1,
  }]));
  const locations = stored.locations.flatMap((row): Location[] => {
    const system = systems.get(row.system_cd);
    const ofType = row.type_code === null ? undefined : types.get(row.type_code);
    return system === undefined ? [] : [{
      id: row.id,
      system,
      locationCd: row.location_cd,
      name: row.name,
      address: JSON.parse(row.address) as Address,
      point: row.latitude === null || row.longitude === null ? undefined : { latitude: row.latitude, longitude: row.longitude },
      priority: row.priority,
      active: row.active === 1,
      preferences: preferencesAt([JSON.parse(row.preferences) as Preferences, ofType ?? {}, organization]),
    }];
  });
  return new Catalog(
    stored.organization?.revision ?? 0, stored.organization?.account ?? '', organizationPreferences(organization),
    [...systems.values()], locations,
  );
}

/** An address as it is stored: every field there, absent ones empty. */
export function completeAddress(address: LocationEntry['address'] = {}): Address {
  const {
    attention = '', address1 = '', address2 = '', address3 = '', address4 = '', apt = '', city = '', province = '',
    postal = '', email = '', phone1 = '', phone2 = '', country = '',
  } = address;
  return { attention, address1, address2, address3, address4, apt, city, province, postal, email, phone1, phone2, country };
}
