import { placeOfKey } from '../../domain/network/place-key.js';
import type { ShippingRateEntry } from '../../domain/outbound/rate-card.js';
import type {
  AttributeDefinitionEntry,
  CarrierEntry,
  LocationEntry,
  LocationTypeEntry,
  PlaceEntry,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
  SystemEntry,
  ZoneEntry,
} from '../../domain/network/catalog-document.js';
import {
  ATTRIBUTE_DEFINITION,
  CARRIER,
  LOCATION,
  LOCATION_TYPE,
  PROBABILITY_ASSIGNMENT,
  PROBABILITY_RULE,
  SHIPPING_RATE,
  SYSTEM,
  ZONE,
} from './catalog-entities.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  LocationRow,
  LocationTypeRow,
  PlaceRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  SystemRow,
  ShippingRateRow,
  ZoneRow,
} from './catalog-entities.js';
import { omit } from './catalog-table.js';

/** Rows in the form of the catalog document's entries that would write them, without what is empty. */

export function locationTypeEntry(row: LocationTypeRow): LocationTypeEntry {
  return withoutEmpty(LOCATION_TYPE.values(row));
}

export function systemEntry(row: SystemRow): SystemEntry {
  return withoutEmpty(SYSTEM.values(row));
}

/** Every column of a location is a property of its entry; those that differ are named here. */
export function locationEntry(row: LocationRow): LocationEntry {
  const { location_cd, name, type_code, address, latitude, longitude, ...others } = omit(
    LOCATION.values(row),
    'id',
    'system_cd',
  );
  const isLocated = latitude !== undefined && longitude !== undefined;
  return withoutEmpty({
    location_cd,
    name,
    type: type_code,
    address: Object.fromEntries(Object.entries(address).filter(([, value]) => value !== '')),
    latitude: isLocated ? latitude : undefined,
    longitude: isLocated ? longitude : undefined,
    ...others,
  });
}

export function carrierEntry(row: CarrierRow): CarrierEntry {
  return CARRIER.values(row);
}

export function attributeDefinitionEntry(row: AttributeDefinitionRow): AttributeDefinitionEntry {
  return ATTRIBUTE_DEFINITION.values(row);
}

export function zoneEntry(row: ZoneRow): ZoneEntry {
  const { definition, ...entry } = ZONE.values(row);
  return { ...entry, ...definition };
}

export function placeEntry(row: PlaceRow): PlaceEntry {
  return { ...placeOfKey(row.place_key), latitude: row.latitude, longitude: row.longitude };
}

export function shippingRateEntry(row: ShippingRateRow): ShippingRateEntry {
  const { code, definition } = SHIPPING_RATE.values(row);
  return { code, ...definition };
}

export function probabilityRuleEntry(row: ProbabilityRuleRow): ProbabilityRuleEntry {
  const { name, definition } = PROBABILITY_RULE.values(row);
  return { name, ...definition };
}

export function probabilityAssignmentEntry(row: ProbabilityAssignmentRow): ProbabilityAssignmentEntry {
  const { rule_name: rule, definition } = PROBABILITY_ASSIGNMENT.values(row);
  return { rule, ...definition };
}

type CanBeEmpty<Value> = undefined extends Value
  ? true
  : Value extends readonly unknown[]
    ? false
    : Value extends object
      ? true
      : false;
type WithoutEmpty<T> = {
  [Key in keyof T as CanBeEmpty<T[Key]> extends true ? never : Key]: T[Key];
} & { [Key in keyof T as CanBeEmpty<T[Key]> extends true ? Key : never]?: Exclude<T[Key], undefined> };

/** Leaves out what is undefined, and objects without properties. */
function withoutEmpty<T extends object>(values: T): WithoutEmpty<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => !isEmpty(value as unknown)),
  ) as unknown as WithoutEmpty<T>;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}
