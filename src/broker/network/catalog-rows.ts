import type { ShippingRateEntry } from '../../domain/outbound/rate-card.js';
import type {
  AttributeDefinitionEntry,
  CarrierEntry,
  LocationEntry,
  LocationTypeEntry,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
  ProductEntry,
  SystemEntry,
  ZoneEntry,
} from '../../domain/network/catalog-document.js';
import type { GeoPoint } from '../../domain/geography/geography.js';
import { geocode } from '../../geo/geocode.js';
import { completeAddress } from '../../store/network/catalog.js';
import type {
  AttributeDefinitionRow,
  CarrierRow,
  ShippingRateRow,
  LocationRow,
  LocationTypeRow,
  ProbabilityAssignmentRow,
  ProbabilityRuleRow,
  ProductRow,
  SystemRow,
  ZoneRow,
} from '../../store/network/catalog-entities.js';

/** Entries of a catalog document as database rows, with the default of everything that an entry omits. */

export function locationTypeRow(type: LocationTypeEntry): LocationTypeRow {
  return { code: type.code, category: type.category, preferences: JSON.stringify(type.preferences ?? {}) };
}

export function systemRow(system: SystemEntry): SystemRow {
  return {
    system_cd: system.system_cd,
    name: system.name ?? '',
    require_status_update: system.require_status_update === true ? 1 : 0,
    reject_may_reshop_same_system: system.reject_may_reshop_same_system === false ? 0 : 1,
    shop_within_system: system.shop_within_system === false ? 0 : 1,
    reserved_statuses: (system.reserved_statuses ?? []).join(' '),
  };
}

/** @param places uploaded coordinates by postal code or `CITY|PROVINCE`; they take precedence over the built-in table */
export function locationRow(
  systemCd: string,
  location: LocationEntry,
  places: ReadonlyMap<string, GeoPoint>,
): Omit<LocationRow, 'id'> {
  return {
    system_cd: systemCd,
    location_cd: location.location_cd,
    name: location.name,
    type_code: location.type ?? null,
    address: JSON.stringify(completeAddress(location.address)),
    ...coordinates(location, places),
    priority: location.priority ?? 10,
    labor_cost: location.labor_cost === undefined ? null : String(location.labor_cost),
    time_zone: location.time_zone ?? null,
    channel: location.channel === undefined || location.channel === 'locate' ? null : location.channel,
    active: location.active === false ? 0 : 1,
    attributes: JSON.stringify(location.attributes ?? {}),
    preferences: JSON.stringify(location.preferences ?? {}),
  };
}

export function carrierRow(carrier: CarrierEntry): CarrierRow {
  return { code: carrier.code, description: carrier.description ?? '', express: carrier.express === true ? 1 : 0 };
}

export function attributeDefinitionRow(definition: AttributeDefinitionEntry): AttributeDefinitionRow {
  return {
    code: definition.code,
    data_type: definition.data_type ?? 'text',
    multi_value: definition.multi_value === true ? 1 : 0,
    applies_to: definition.applies_to,
  };
}

export function zoneRow({ code, name, active, ...definition }: ZoneEntry): ZoneRow {
  return { code, name: name ?? '', active: active === false ? 0 : 1, definition: JSON.stringify(definition) };
}

export function probabilityRuleRow({ name, ...definition }: ProbabilityRuleEntry): ProbabilityRuleRow {
  return { name, definition: JSON.stringify(definition) };
}

export function probabilityAssignmentRow({
  rule,
  ...definition
}: ProbabilityAssignmentEntry): Omit<ProbabilityAssignmentRow, 'id'> {
  return { rule_name: rule, definition: JSON.stringify(definition) };
}

export function productRow(product: ProductEntry): Omit<ProductRow, 'id'> {
  return {
    product_cd: product.product_cd,
    description: product.description,
    attributes: JSON.stringify(product.attributes ?? {}),
    department: product.department ?? '',
    class: product.class ?? '',
    sub_class: product.sub_class ?? '',
    master_style_code: product.master_style_code ?? '',
  };
}

/** The coordinates of the entry, otherwise those geocoded from its address; null when neither is known. */
function coordinates(
  location: LocationEntry,
  places: ReadonlyMap<string, GeoPoint>,
): { latitude: number | null; longitude: number | null } {
  if (location.latitude !== undefined && location.longitude !== undefined)
    return { latitude: location.latitude, longitude: location.longitude };
  const point = geocode(completeAddress(location.address), places);
  return { latitude: point?.latitude ?? null, longitude: point?.longitude ?? null };
}

export function shippingRateRow({ code, ...definition }: ShippingRateEntry): ShippingRateRow {
  return { code, definition: JSON.stringify(definition) };
}
