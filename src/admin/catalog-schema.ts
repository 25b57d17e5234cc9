import { z } from 'zod';
import type { CatalogDocument } from '../domain/catalog-document.js';

/**
 * The form of a catalogue document. Objects are strict: a misspelt key is a fault, not a setting silently ignored.
 * What one value must be is said here; what values must be to each other is in catalog-checks.ts.
 */
const text = (longest: number) => z.string().max(longest);
const code = (longest: number) => z.string().min(1).max(longest).regex(/\S/, 'not blank');
const placeCode = code(10);
const itemCode = code(35);
const quantity = z.int().min(0).max(999_999_999);
const flag = z.boolean().exactOptional();
const share = z.number().min(0).max(100);

const preferences = z.strictObject({
  default_unfulfillable_location: z.strictObject({ system_cd: placeCode, location_cd: placeCode }).exactOptional(),
  use_proximity_locator: flag,
  search_radius: z.number().positive().max(25_000).exactOptional(),
  distance_unit: z.enum(['MI', 'KM']).exactOptional(),
  max_responses: z.int().min(1).max(10_000).exactOptional(),
  search_retries: z.int().min(0).max(1000).exactOptional(),
  allow_split_order: flag,
  allow_split_line: flag,
  allow_partial_updates: flag,
  delivery_available: flag,
  pickup_available: flag,
  ship_for_pickup_available: flag,
  gift_wrap_available: flag,
  backup_quantity: quantity.exactOptional(),
  max_orders_per_day: quantity.nullable().exactOptional(),
  standard_brokering: z.array(z.enum(['proximity', 'on_hand', 'priority', 'last_order_assigned', 'sales_velocity'])).exactOptional(),
  use_weighted_brokering: flag,
  weights: z.strictObject({
    labor_cost: share, gross_margin: share, proximity: share, on_hand: share, sales_velocity: share, priority: share,
  }).exactOptional(),
});

const address = z.strictObject({
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

const location = z.strictObject({
  location_cd: placeCode,
  name: code(60),
  type: placeCode.exactOptional(),
  address: address.exactOptional(),
  latitude: z.number().min(-90).max(90).exactOptional(),
  longitude: z.number().min(-180).max(180).exactOptional(),
  priority: z.int().min(0).max(9999).exactOptional(),
  labor_cost: z.number().min(0).max(999_999).exactOptional(),
  active: flag,
  preferences: preferences.exactOptional(),
});

const system = z.strictObject({
  system_cd: placeCode,
  name: text(60).exactOptional(),
  require_status_update: flag,
  reject_may_reshop_same_system: flag,
  shop_within_system: flag,
  locations: z.array(location).exactOptional(),
});

const product = z.strictObject({
  product_cd: itemCode,
  description: code(100),
  system_products: z.array(z.strictObject({
    system_cd: placeCode,
    item_id: itemCode,
    upc: text(40).exactOptional(),
    ean: text(40).exactOptional(),
  })).exactOptional(),
});

/** The whole document. */
export const catalogSchema: z.ZodType<CatalogDocument> = z.strictObject({
  organization: z.strictObject({ code: code(10), account: code(30), default_system: placeCode }).exactOptional(),
  preferences: preferences.exactOptional(),
  location_types: z.array(z.strictObject({
    code: placeCode,
    category: z.enum(['store', 'warehouse', 'vendor']),
    preferences: preferences.exactOptional(),
  })).exactOptional(),
  systems: z.array(system).exactOptional(),
  products: z.array(product).exactOptional(),
  inventory: z.array(z.strictObject({
    system_cd: placeCode,
    location_cd: placeCode,
    item_id: itemCode,
    available_qty: quantity,
    next_po_qty: quantity.exactOptional(),
    next_po_date: z.iso.date().nullable().exactOptional(),
  })).exactOptional(),
});
