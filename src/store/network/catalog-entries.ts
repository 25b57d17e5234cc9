import type {
  AttributeDefinitionEntry,
  AttributeValues,
  CarrierEntry,
  LocationEntry,
  LocationTypeEntry,
  PlaceEntry,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
  SystemEntry,
  ZoneEntry,
} from '../../domain/network/catalog-document.js';
import type { Preferences } from '../../domain/network/preferences.js';
import type { Status } from '../../domain/values/status.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  LocationRow,
  LocationTypeRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  SystemRow,
  ZoneRow,
} from './catalog-entities.js';

/** Rows as the entries of a catalog document that would write them: what is empty is left out. */

export function locationTypeEntry(row: LocationTypeRow): LocationTypeEntry {
  return {
    code: row.code,
    category: row.category as LocationTypeEntry['category'],
    ...group('preferences', JSON.parse(row.preferences) as Preferences),
  };
}

export function systemEntry(row: SystemRow): SystemEntry {
  return {
    system_cd: row.system_cd,
    name: row.name,
    require_status_update: row.require_status_update === 1,
    reject_may_reshop_same_system: row.reject_may_reshop_same_system === 1,
    shop_within_system: row.shop_within_system === 1,
    ...(row.reserved_statuses === '' ? {} : { reserved_statuses: row.reserved_statuses.split(' ') as Status[] }),
  };
}

export function locationEntry(row: LocationRow): LocationEntry {
  const address = JSON.parse(row.address) as Readonly<Record<string, string>>;
  return {
    location_cd: row.location_cd,
    name: row.name,
    ...(row.type_code === null ? {} : { type: row.type_code }),
    ...group('address', Object.fromEntries(Object.entries(address).filter(([, value]) => value !== ''))),
    ...(row.latitude === null || row.longitude === null ? {} : { latitude: row.latitude, longitude: row.longitude }),
    priority: row.priority,
    ...(row.labor_cost === null ? {} : { labor_cost: Number(row.labor_cost) }),
    active: row.active === 1,
    ...group('attributes', JSON.parse(row.attributes) as AttributeValues),
    ...group('preferences', JSON.parse(row.preferences) as Preferences),
  };
}

export function carrierEntry(row: CarrierRow): CarrierEntry {
  return { code: row.code, description: row.description, express: row.express === 1 };
}

export function attributeDefinitionEntry(row: AttributeDefinitionRow): AttributeDefinitionEntry {
  return {
    code: row.code,
    data_type: row.data_type as 'text' | 'number' | 'boolean',
    multi_value: row.multi_value === 1,
    applies_to: row.applies_to as AttributeDefinitionEntry['applies_to'],
  };
}

export function zoneEntry(row: ZoneRow): ZoneEntry {
  return {
    code: row.code,
    name: row.name,
    active: row.active === 1,
    ...(JSON.parse(row.definition) as Pick<ZoneEntry, 'areas' | 'primary' | 'alternate'>),
  };
}

export function placeEntry(row: PlaceRow): PlaceEntry {
  const [first = '', province] = row.place_key.split('|');
  return {
    ...(province === undefined ? { postal: first } : { city: first, province }),
    latitude: row.latitude,
    longitude: row.longitude,
  };
}

export function probabilityRuleEntry(row: ProbabilityRuleRow): ProbabilityRuleEntry {
  return { name: row.name, ...(JSON.parse(row.definition) as Pick<ProbabilityRuleEntry, 'when' | 'result'>) };
}

export function probabilityAssignmentEntry(row: ProbabilityAssignmentRow): ProbabilityAssignmentEntry {
  return { rule: row.rule_name, ...(JSON.parse(row.definition) as Omit<ProbabilityAssignmentEntry, 'rule'>) };
}

function group<K extends string, V extends object>(key: K, value: V): Partial<Record<K, V>> {
  return Object.keys(value).length === 0 ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}
