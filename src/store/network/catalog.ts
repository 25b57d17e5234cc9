import type {
  AttributeDefinitionEntry,
  AttributeValues,
  LocationEntry,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
  ZoneEntry,
} from '../../domain/network/catalog-document.js';
import type { Preferences } from '../../domain/network/preferences.js';
import { Network } from '../../domain/network/network.js';
import type { Location, System } from '../../domain/network/location.js';
import type { Zone } from '../../domain/network/network.js';
import type { Address } from '../../domain/values/address.js';
import { organizationPreferences, preferencesAt } from '../../domain/network/effective-preferences.js';
import { RESERVING_STATUSES, STATUSES } from '../../domain/values/status.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  LocationEntity,
  LocationTypeEntity,
  OrganizationEntity,
  PlaceEntity,
  ProbabilityAssignmentEntity,
  ProbabilityRuleEntity,
  SystemEntity,
  ZoneEntity,
} from './catalog-entities.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  LocationRow,
  LocationTypeRow,
  OrganizationRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  SystemRow,
  ZoneRow,
} from './catalog-entities.js';
import type { Session } from '../../platform/db/session.js';

/** The catalog as it is stored, row by row, for whoever changes it. */
export interface StoredCatalog {
  readonly organization: OrganizationRow | undefined;
  readonly types: readonly LocationTypeRow[];
  readonly systems: readonly SystemRow[];
  readonly locations: readonly LocationRow[];
  readonly carriers: readonly CarrierRow[];
  readonly attributes: readonly AttributeDefinitionRow[];
  readonly zones: readonly ZoneRow[];
  readonly rules: readonly ProbabilityRuleRow[];
  readonly ruleAssignments: readonly ProbabilityAssignmentRow[];
  readonly places: readonly PlaceRow[];
}

export async function readStoredCatalog(session: Session): Promise<StoredCatalog> {
  const { manager } = session;
  const [organization] = await manager.find(OrganizationEntity);
  return {
    organization,
    types: await manager.find(LocationTypeEntity),
    systems: await manager.find(SystemEntity),
    locations: await manager.find(LocationEntity, { order: { id: 'ASC' } }),
    carriers: await manager.find(CarrierEntity),
    attributes: await manager.find(AttributeDefinitionEntity),
    zones: await manager.find(ZoneEntity),
    rules: await manager.find(ProbabilityRuleEntity),
    ruleAssignments: await manager.find(ProbabilityAssignmentEntity),
    places: await manager.find(PlaceEntity),
  };
}

/** The number of the catalog's state; 0 while there is none. */
export async function catalogRevision(session: Session): Promise<number> {
  return (await session.first<{ revision: number }>('SELECT revision FROM organization WHERE id = 1'))?.revision ?? 0;
}

/** Lets one change of the catalog at a time through: what is read from here on stays true until the transaction ends. */
export async function lockCatalog(session: Session): Promise<void> {
  // A transaction on SQLite has the database to itself anyway.
  if (session.dialect === 'mysql') await session.all('SELECT id FROM organization WHERE id = 1 FOR UPDATE');
}

/** Makes every snapshot in memory be read again. */
export async function bumpRevision(session: Session): Promise<void> {
  session.endsGroup = true;
  await session.run('UPDATE organization SET revision = revision + 1 WHERE id = 1');
}

/** Reads the catalog and puts it together for use: every location with its system and the preferences in force there. */
export async function readCatalog(session: Session): Promise<Network> {
  const stored = await readStoredCatalog(session);
  const organization = JSON.parse(stored.organization?.preferences ?? '{}') as Preferences;
  const types = new Map(stored.types.map((type) => [type.code, JSON.parse(type.preferences) as Preferences]));
  const systems = new Map<string, System>(
    stored.systems.map((row) => [
      row.system_cd,
      {
        systemCd: row.system_cd,
        name: row.name,
        requireStatusUpdate: row.require_status_update === 1,
        rejectMayReshopSameSystem: row.reject_may_reshop_same_system === 1,
        shopWithinSystem: row.shop_within_system === 1,
        reservedStatuses: new Set(
          row.reserved_statuses === ''
            ? RESERVING_STATUSES
            : STATUSES.filter((status) => row.reserved_statuses.split(' ').includes(status)),
        ),
      },
    ]),
  );
  const locations = stored.locations.flatMap((row): Location[] => {
    const system = systems.get(row.system_cd);
    const ofType = row.type_code === null ? undefined : types.get(row.type_code);
    return system === undefined
      ? []
      : [
          {
            id: row.id,
            system,
            locationCd: row.location_cd,
            name: row.name,
            type: row.type_code ?? '',
            address: JSON.parse(row.address) as Address,
            point:
              row.latitude === null || row.longitude === null
                ? undefined
                : { latitude: row.latitude, longitude: row.longitude },
            priority: row.priority,
            laborCost: row.labor_cost === null ? undefined : Number(row.labor_cost),
            active: row.active === 1,
            attributes: JSON.parse(row.attributes) as AttributeValues,
            preferences: preferencesAt([JSON.parse(row.preferences) as Preferences, ofType ?? {}, organization]),
          },
        ];
  });
  const idOf = new Map(
    locations.map((location) => [JSON.stringify([location.system.systemCd, location.locationCd]), location.id]),
  );
  return new Network({
    revision: stored.organization?.revision ?? 0,
    defaultSystem: stored.organization?.default_system ?? '',
    account: stored.organization?.account ?? '',
    preferences: organizationPreferences(organization),
    systems: [...systems.values()],
    locations,
    zones: stored.zones.filter((row) => row.active === 1).map((row) => toZone(row, idOf)),
    expressCarriers: new Set(stored.carriers.filter((row) => row.express === 1).map((row) => row.code)),
    attributes: stored.attributes.map(
      (row) =>
        ({
          code: row.code,
          data_type: row.data_type,
          multi_value: row.multi_value === 1,
          applies_to: row.applies_to,
        }) as AttributeDefinitionEntry,
    ),
    rules: stored.rules.map((row) => ({ ...(JSON.parse(row.definition) as ProbabilityRuleEntry), name: row.name })),
    ruleAssignments: stored.ruleAssignments
      .map((row) => ({ ...(JSON.parse(row.definition) as ProbabilityAssignmentEntry), rule: row.rule_name }))
      .sort((a, b) => a.sequence - b.sequence),
    places: new Map(stored.places.map((row) => [row.place_key, { latitude: row.latitude, longitude: row.longitude }])),
  });
}

function toZone(row: ZoneRow, idOf: ReadonlyMap<string, number>): Zone {
  const {
    areas,
    primary,
    alternate = [],
  } = JSON.parse(row.definition) as Pick<ZoneEntry, 'areas' | 'primary' | 'alternate'>;
  const ids = (places: ZoneEntry['primary']): Set<number> =>
    new Set(places.map((place) => idOf.get(JSON.stringify([place.system_cd, place.location_cd])) ?? -1));
  return { code: row.code, areas, primary: ids(primary), alternate: ids(alternate) };
}

/** An address as it is stored: every field there, absent ones empty. */
export function completeAddress(address: LocationEntry['address'] = {}): Address {
  const {
    attention = '',
    address1 = '',
    address2 = '',
    address3 = '',
    address4 = '',
    apt = '',
    city = '',
    province = '',
    postal = '',
    email = '',
    phone1 = '',
    phone2 = '',
    country = '',
  } = address;
  return {
    attention,
    address1,
    address2,
    address3,
    address4,
    apt,
    city,
    province,
    postal,
    email,
    phone1,
    phone2,
    country,
  };
}
