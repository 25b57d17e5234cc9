import { z } from 'zod';
import { RATE_TYPES } from '../../domain/outbound/rate-card.js';
import { CHANNELS } from '../../domain/partner/channel.js';
import type { CatalogDocument } from '../../domain/network/catalog-document.js';
import { PRODUCT_LIMITS } from '../../domain/product.js';
import { STATUSES } from '../../domain/values/status.js';
import { levelPreferences, organizationPreferences } from './preferences-schema.js';
import {
  code,
  day,
  filled,
  flag,
  itemCode,
  shortCode,
  quantity,
  reportedQuantity,
  text,
  timeZone,
} from './values-schema.js';

/*
 * The schema of a catalog document. Objects are strict: a misspelled key is a fault, not a setting silently ignored.
 * It checks single values; catalog-checks.ts checks values against each other.
 */

export const address = z.strictObject({
  attention: text(60).exactOptional(),
  address1: text(60).exactOptional(),
  address2: text(60).exactOptional(),
  address3: text(60).exactOptional(),
  address4: text(60).exactOptional(),
  apt: text(30).exactOptional(),
  city: text(60).exactOptional(),
  province: text(30).exactOptional(),
  postal: text(15).exactOptional(),
  email: text(254).exactOptional(),
  phone1: text(30).exactOptional(),
  phone2: text(30).exactOptional(),
  country: text(3).exactOptional(),
});

const latitude = z.number().min(-90).max(90);
const longitude = z.number().min(-180).max(180);
const locationReference = z.strictObject({ system_cd: shortCode, location_cd: shortCode });
const attributeCode = z
  .string()
  .trim()
  .regex(/^[A-Z0-9_-]{1,40}$/, 'capitals, digits, - and _, at most 40 of them');
const attributeValues = [text(254), z.number(), z.boolean()] as const;
const attributes = z.record(attributeCode, z.union([...attributeValues, z.array(z.union(attributeValues)).max(1000)]));
/** An expression of a probability rule. */
const expression = filled(1000);
const amount = z.number().min(0).max(999_999_999);

export const organization = z.strictObject({ code: code(10), account: code(30), default_system: shortCode });

export const locationType = z.strictObject({
  code: shortCode,
  category: z.enum(['store', 'warehouse', 'vendor']),
  preferences: levelPreferences.exactOptional(),
});

export const location = z.strictObject({
  location_cd: shortCode,
  name: filled(60),
  type: shortCode.exactOptional(),
  address: address.exactOptional(),
  latitude: latitude.exactOptional(),
  longitude: longitude.exactOptional(),
  priority: z.int().min(0).max(9999).exactOptional(),
  labor_cost: z.number().min(0).max(999_999).exactOptional(),
  time_zone: timeZone.exactOptional(),
  channel: z.enum(CHANNELS).exactOptional(),
  active: flag,
  attributes: attributes.exactOptional(),
  preferences: levelPreferences.exactOptional(),
});

export const system = z.strictObject({
  system_cd: shortCode,
  name: text(60).exactOptional(),
  require_status_update: flag,
  reject_may_reshop_same_system: flag,
  shop_within_system: flag,
  reserved_statuses: z.array(z.enum(STATUSES)).min(1).exactOptional(),
  locations: z.array(location).exactOptional(),
});

export const carrier = z.strictObject({ code: code(40), description: text(100).exactOptional(), express: flag });

export const attributeDefinition = z.strictObject({
  code: attributeCode,
  data_type: z.enum(['text', 'number', 'boolean']).exactOptional(),
  multi_value: flag,
  applies_to: z.enum(['location', 'product', 'location_and_product']),
});

export const zone = z.strictObject({
  code: code(20),
  name: text(60).exactOptional(),
  active: flag,
  areas: z
    .array(
      z.strictObject({
        country: code(3),
        province: code(30).exactOptional(),
        postal: code(15).exactOptional(),
      }),
    )
    .min(1)
    .max(10_000),
  primary: z.array(locationReference).min(1).max(10_000),
  alternate: z.array(locationReference).max(10_000).exactOptional(),
});

export const place = z.strictObject({
  country: code(3).exactOptional(),
  postal: code(15).exactOptional(),
  city: code(60).exactOptional(),
  province: code(30).exactOptional(),
  latitude,
  longitude,
});

const classification = text(PRODUCT_LIMITS.classification).exactOptional();

export const product = z.strictObject({
  product_cd: code(PRODUCT_LIMITS.code),
  description: filled(PRODUCT_LIMITS.description),
  department: classification,
  class: classification,
  sub_class: classification,
  master_style_code: classification,
  attributes: attributes.exactOptional(),
  system_products: z
    .array(
      z.strictObject({
        system_cd: shortCode,
        item_id: itemCode,
        upc: text(40).exactOptional(),
        ean: text(40).exactOptional(),
      }),
    )
    .exactOptional(),
});

export const inventoryEntry = z.strictObject({
  system_cd: shortCode,
  location_cd: shortCode,
  item_id: itemCode,
  available_qty: quantity,
  as_of: z.iso.datetime({ offset: true }).exactOptional(),
  next_po_qty: quantity.exactOptional(),
  next_po_date: day.nullable().exactOptional(),
  unit_cost: amount.exactOptional(),
  daily_sell_through: amount.exactOptional(),
  minimum_sell_qty: quantity.exactOptional(),
  sell_multiple: z.int().min(1).max(999_999_999).exactOptional(),
  shrink_rate: z.number().min(0).max(100).exactOptional(),
  sales_velocity: amount.exactOptional(),
});

/** The stock of a product location as a feed reports it. */
export const reportedStock = inventoryEntry.extend({ available_qty: reportedQuantity });

export const probabilityRule = z.strictObject({
  name: code(40),
  when: expression.exactOptional(),
  result: z.union([
    z.literal('exclude'),
    z.strictObject({ figure: z.enum(['available_qty', 'next_po_qty', 'next_po_date']), as: expression }),
  ]),
});

export const probabilityAssignment = z.strictObject({
  rule: code(40),
  sequence: z.int().min(0).max(999_999),
  location_type: shortCode.exactOptional(),
  location: locationReference.exactOptional(),
  from: day.exactOptional(),
  to: day.exactOptional(),
  active: flag,
});

const areas = z
  .array(z.string().regex(/^\d{1,9}$/, 'the beginning of an area id, 1 to 9 digits'))
  .min(1)
  .max(200);
const measure = z.number().min(0).max(9_999_999);
const days = z.int().min(0).max(365);

export const shippingRate = z.strictObject({
  code: code(40),
  courier: filled(100),
  rate_type: z.enum(RATE_TYPES),
  service_type: text(40).exactOptional(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency such as USD'),
  from_areas: areas.exactOptional(),
  to_areas: areas.exactOptional(),
  base: measure,
  per_kg: measure.exactOptional(),
  per_km: measure.exactOptional(),
  max_kg: measure.exactOptional(),
  max_km: measure.exactOptional(),
  volume_divisor: z.int().min(1).max(100_000).exactOptional(),
  insurance_percent: z.number().min(0).max(100).exactOptional(),
  cod_percent: z.number().min(0).max(100).exactOptional(),
  min_days: days,
  max_days: days,
});

/** The whole document. */
export const catalogSchema: z.ZodType<CatalogDocument> = z.strictObject({
  organization: organization.exactOptional(),
  preferences: organizationPreferences.exactOptional(),
  location_types: z.array(locationType).exactOptional(),
  carriers: z.array(carrier).exactOptional(),
  attribute_definitions: z.array(attributeDefinition).exactOptional(),
  systems: z.array(system).exactOptional(),
  zones: z.array(zone).exactOptional(),
  places: z.array(place).exactOptional(),
  products: z.array(product).exactOptional(),
  inventory: z.array(inventoryEntry).exactOptional(),
  shipping_rates: z.array(shippingRate).max(2_000).exactOptional(),
  probability_rules: z.array(probabilityRule).exactOptional(),
  probability_assignments: z.array(probabilityAssignment).exactOptional(),
});
