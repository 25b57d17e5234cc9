import { z } from 'zod';
import type { Preferences } from '../../domain/network/catalog-document.js';
import { ORDER_TYPES } from '../../domain/values/order-type.js';
import { PREFERENCES } from '../../domain/network/preferences.js';
import { flag, placeCode, quantity } from './values-schema.js';

/** The form of preferences; the ranges are those of the table `PREFERENCES`. */

const share = z.number().min(0).max(100);
const weights = z.strictObject({
  labor_cost: share,
  gross_margin: share,
  proximity: share,
  on_hand: share,
  sales_velocity: share,
  priority: share,
});
const criteria = z.array(z.enum(['proximity', 'on_hand', 'priority', 'last_order_assigned', 'sales_velocity'])).min(1);
const stockEffect = z.enum(['none', 'set_to_found', 'lower_promise']);

const brokeringOverride = z.strictObject({
  order_type: z.enum(ORDER_TYPES),
  system_cd: placeCode,
  express: z.boolean(),
  standard_brokering: criteria.exactOptional(),
  use_weighted_brokering: flag,
  weights: weights.exactOptional(),
});

/** Every preference as it is when it is set. */
const values = {
  default_unfulfillable_location: z.strictObject({ system_cd: placeCode, location_cd: placeCode }),
  use_proximity_locator: z.boolean(),
  search_radius: z.number().positive().max(25_000),
  distance_unit: z.enum(['MI', 'KM']),
  max_responses: z.int().min(1).max(10_000),
  search_retries: z.int().min(0).max(1000),
  allow_split_order: z.boolean(),
  allow_split_line: z.boolean(),
  allow_partial_updates: z.boolean(),
  restrict_reassignment_of_canceled_line: z.boolean(),
  auto_cancel_days_of_unclaimed_pickups: z.int().min(1).max(365).nullable(),
  auto_cancel_reason: z.string().max(50),
  days_open: z.array(z.enum(['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'])).min(1),
  delivery_available: z.boolean(),
  pickup_available: z.boolean(),
  ship_for_pickup_available: z.boolean(),
  gift_wrap_available: z.boolean(),
  backup_quantity: quantity,
  max_orders_per_day: quantity.nullable(),
  standard_brokering: criteria,
  use_weighted_brokering: z.boolean(),
  weights,
  brokering_overrides: z.array(brokeringOverride),
  use_probability_rules: z.boolean(),
  use_zone_fulfillment: z.boolean(),
  acknowledge_before_brokering: z.boolean(),
  use_offline_newer_than: z.int().min(1).max(87_600).nullable(),
  requesting_location_may_fulfill: z.boolean(),
  named_location_checks_quantity: z.boolean(),
  ship_complete_keeps_together: z.boolean(),
  max_split_locations: z.int().min(1).max(100),
  min_split_quantity: z.int().min(1).max(999_999),
  repeated_status_update: z.enum(['accept', 'refuse_cancel', 'refuse']),
  line_updates_all_or_nothing: z.boolean(),
  cancel_after_shipment: z.boolean(),
  pickup_location_may_reject: z.enum(['never', 'brokered', 'always']),
  reject_stock_effect: stockEffect,
  reject_reasons: z.array(z.strictObject({ code: z.string().min(1).max(50), stock_effect: stockEffect })).max(200),
  poll_lease_seconds: z.int().min(5).max(3600),
  poll_reoffer_minutes: z.int().min(1).max(10_080).nullable(),
  poll_late_after_minutes: z.int().min(1).max(10_080),
} satisfies Record<keyof Preferences, z.ZodType>;

type Names = keyof typeof values;
const names = Object.keys(values) as Names[];

/** The preferences of the organization: any of them. */
export const organizationPreferences: z.ZodType<Preferences> = z.strictObject(
  Object.fromEntries(names.map((name) => [name, values[name].exactOptional()])),
);

/** Those that a location type or a location may have, each as it is when it is set. */
export const LEVEL_PREFERENCES: readonly (readonly [name: string, value: z.ZodType])[] = names
  .filter((name) => PREFERENCES[name].level === 'every level')
  .map((name) => [name, values[name]]);

/** The preferences of a location type or a location: those that are not for the organization alone. */
export const levelPreferences: z.ZodType<Preferences> = z.strictObject(
  Object.fromEntries(LEVEL_PREFERENCES.map(([name, value]) => [name, value.exactOptional()])),
);

/** What a change of the organization's preferences may say: a new value, or null to go back to the default. */
export const preferencesPatch: z.ZodType<Readonly<Record<string, unknown>>> = z.strictObject(
  Object.fromEntries(names.map((name) => [name, values[name].nullable().exactOptional()])),
);
