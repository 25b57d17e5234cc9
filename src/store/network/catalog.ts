import type { LocationEntry, LocationTypeEntry, ZoneEntry } from '../../domain/network/catalog-document.js';
import type { Preferences } from '../../domain/network/preferences.js';
import { Network } from '../../domain/network/network.js';
import type { Location, System } from '../../domain/network/location.js';
import type { Zone } from '../../domain/network/network.js';
import { EMPTY_ADDRESS } from '../../domain/geography/address.js';
import type { Address } from '../../domain/geography/address.js';
import { organizationPreferences, preferencesAt, timeZoneOf } from '../../domain/network/effective-preferences.js';
import { RESERVING_STATUSES, STATUSES } from '../../domain/values/status.js';
import {
  AttributeDefinitionEntity,
  CarrierEntity,
  ShippingRateEntity,
  LOCATION,
  LOCATION_TYPE,
  LocationEntity,
  LocationTypeEntity,
  ORGANIZATION,
  OrganizationEntity,
  PlaceEntity,
  ProbabilityAssignmentEntity,
  ProbabilityRuleEntity,
  SYSTEM,
  SystemEntity,
  ZONE,
  ZoneEntity,
} from './catalog-entities.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  ShippingRateRow,
  LocationRow,
  LocationTypeRow,
  OrganizationRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  SystemRow,
  ZoneRow,
} from './catalog-entities.js';
import { attributeDefinitionEntry, probabilityAssignmentEntry, probabilityRuleEntry } from './catalog-entries.js';
import type { Session } from '../../platform/db/session.js';
import { readFeedNames } from '../feed/consumers.js';
import { readEndpoints } from '../webhooks/endpoints.js';

/** The rows of the catalog, for changing it. */
export interface StoredCatalog {
  readonly organization: OrganizationRow | undefined;
  readonly types: readonly LocationTypeRow[];
  readonly systems: readonly SystemRow[];
  readonly locations: readonly LocationRow[];
  readonly carriers: readonly CarrierRow[];
  readonly rates: readonly Pick<ShippingRateRow, 'code'>[];
  readonly attributes: readonly AttributeDefinitionRow[];
  readonly zones: readonly ZoneRow[];
  readonly rules: readonly ProbabilityRuleRow[];
  readonly ruleAssignments: readonly ProbabilityAssignmentRow[];
  readonly places: readonly PlaceRow[];
}

/** Reads all rows of the catalog, except products and stock. */
export async function readStoredCatalog(session: Session): Promise<StoredCatalog> {
  const { manager } = session;
  const [organization] = await manager.find(OrganizationEntity);
  return {
    organization,
    types: await manager.find(LocationTypeEntity),
    systems: await manager.find(SystemEntity),
    locations: await manager.find(LocationEntity, { order: { id: 'ASC' } }),
    carriers: await manager.find(CarrierEntity),
    rates: await manager.find(ShippingRateEntity, { select: { code: true } }),
    attributes: await manager.find(AttributeDefinitionEntity),
    zones: await manager.find(ZoneEntity),
    rules: await manager.find(ProbabilityRuleEntity),
    ruleAssignments: await manager.find(ProbabilityAssignmentEntity),
    places: await manager.find(PlaceEntity),
  };
}

/** The catalog's revision; 0 while there is no catalog. */
export async function catalogRevision(session: Session): Promise<number> {
  return (await session.first<{ revision: number }>('SELECT revision FROM organization WHERE id = 1'))?.revision ?? 0;
}

/** Serializes changes of the catalog: what is read from here on stays valid until the end of the transaction. */
export async function lockCatalog(session: Session): Promise<void> {
  // On SQLite, a transaction has the database to itself.
  if (session.dialect === 'mysql') await session.all('SELECT id FROM organization WHERE id = 1 FOR UPDATE');
}

/** Increments the revision, which invalidates every cached snapshot. */
export async function bumpRevision(session: Session): Promise<void> {
  session.endsGroup = true;
  await session.run('UPDATE organization SET revision = revision + 1 WHERE id = 1');
}

/** Reads the network: every location with its system and its effective preferences. */
export async function readCatalog(session: Session): Promise<Network> {
  const stored = await readStoredCatalog(session);
  const organization = stored.organization && ORGANIZATION.values(stored.organization);
  const preferences = organization?.preferences ?? {};
  const types = new Map(stored.types.map((row) => [row.code, LOCATION_TYPE.values(row)]));
  const systems = new Map(stored.systems.map((row): [string, System] => [row.system_cd, systemOf(row)]));
  const locations = stored.locations.flatMap((row) => {
    const location = locationOf(row, systems, types.get(row.type_code ?? ''), preferences);
    return location === undefined ? [] : [location];
  });
  const idOf = new Map(
    locations.map((location) => [JSON.stringify([location.system.systemCd, location.locationCd]), location.id]),
  );
  return new Network({
    revision: organization?.revision ?? 0,
    defaultSystem: organization?.default_system ?? '',
    account: organization?.account ?? '',
    preferences: organizationPreferences(preferences),
    systems: [...systems.values()],
    locations,
    zones: stored.zones.filter((row) => row.active === 1).map((row) => zoneOf(row, idOf)),
    expressCarriers: new Set(stored.carriers.filter((row) => row.express === 1).map((row) => row.code)),
    attributes: stored.attributes.map(attributeDefinitionEntry),
    rules: stored.rules.map(probabilityRuleEntry),
    ruleAssignments: stored.ruleAssignments.map(probabilityAssignmentEntry).sort((a, b) => a.sequence - b.sequence),
    places: new Map(stored.places.map((row) => [row.place_key, { latitude: row.latitude, longitude: row.longitude }])),
    subscribers: { feeds: await readFeedNames(session), endpoints: await readSubscribedEndpoints(session) },
  });
}

/** The endpoints that events are recorded for: also paused ones, which get them when they are enabled again. */
async function readSubscribedEndpoints(session: Session): Promise<Network['content']['subscribers']['endpoints']> {
  const endpoints = await readEndpoints(session);
  return endpoints
    .filter(({ state }) => state !== 'disabled')
    .map(({ id, eventTypes, scope }) => ({ id, types: new Set(eventTypes), ...(scope === null ? {} : { scope }) }));
}

function systemOf(row: SystemRow): System {
  const { reservedStatuses, ...system } = SYSTEM.properties(row);
  return {
    ...system,
    reservedStatuses: new Set(
      reservedStatuses === undefined
        ? RESERVING_STATUSES
        : STATUSES.filter((status) => reservedStatuses.includes(status)),
    ),
  };
}

/**
 * Every column of a location is a property of it; those that differ are named here. They come first in the literal: with the
 * others spread first, it takes ten times as long.
 * @param inherited preferences of the location type and of the organization
 * @returns undefined for a location of an unknown system
 */
function locationOf(
  row: LocationRow,
  systems: ReadonlyMap<string, System>,
  locationType: Pick<LocationTypeEntry, 'category' | 'preferences'> | undefined,
  organization: Preferences,
): Location | undefined {
  const { systemCd, typeCode, latitude, longitude, timeZone, channel, preferences, ...others } =
    LOCATION.properties(row);
  const system = systems.get(systemCd);
  if (system === undefined) return undefined;
  return {
    system,
    type: typeCode ?? '',
    isStore: locationType?.category === 'store',
    point: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
    timeZone: timeZoneOf(timeZone, organization),
    channel: channel ?? 'locate',
    preferences: preferencesAt([preferences, locationType?.preferences ?? {}, organization]),
    ...others,
  };
}

function zoneOf(row: ZoneRow, idOf: ReadonlyMap<string, number>): Zone {
  const {
    code,
    definition: { areas, primary, alternate = [] },
  } = ZONE.values(row);
  const ids = (references: ZoneEntry['primary']): Set<number> =>
    new Set(references.map((one) => idOf.get(JSON.stringify([one.system_cd, one.location_cd])) ?? -1));
  return { code, areas, primary: ids(primary), alternate: ids(alternate) };
}

/** An address in the form that is stored: with all fields, omitted ones empty. */
export function completeAddress(address: LocationEntry['address'] = {}): Address {
  const fields = Object.keys(EMPTY_ADDRESS) as (keyof Address)[];
  return Object.fromEntries(fields.map((field) => [field, address[field] ?? ''])) as unknown as Address;
}
