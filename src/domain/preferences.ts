import type { BrokeringOverride, DistanceUnit, Preferences, RankingCriterion, Weights } from './catalog-document.js';
import type { OrderType } from './order-type.js';

/** A preference as the documentation tells it. */
export interface PreferenceDescription {
  /** Where it may be set: at every level (location, location type, organisation), or for the organisation only. */
  readonly level: 'every level' | 'organization';
  readonly default: string;
  readonly range: string;
  readonly meaning: string;
}

/** Every preference, in the order of the documentation (docs/preferences.md is made from it). routing-engine.md 2.2. */
export const PREFERENCES: Readonly<Record<keyof Preferences, PreferenceDescription>> = {
  delivery_available: { level: 'every level', default: 'true', range: 'true, false', meaning: 'The location ships to customers.' },
  pickup_available: { level: 'every level', default: 'true', range: 'true, false', meaning: 'Customers collect at the location what it has in stock.' },
  ship_for_pickup_available: { level: 'every level', default: 'true', range: 'true, false', meaning: 'The location ships to where customers collect.' },
  gift_wrap_available: { level: 'every level', default: 'true', range: 'true, false', meaning: 'The location wraps gifts; off, it gets no line that asks for it.' },
  use_proximity_locator: { level: 'every level', default: 'true', range: 'true, false', meaning: 'Distance counts. Off, the location is at distance 0 and so always inside the radius.' },
  backup_quantity: { level: 'every level', default: '0', range: '0 to 999999999 units', meaning: 'Safety stock: units of every product that are never promised.' },
  max_orders_per_day: { level: 'every level', default: 'null', range: '0 to 999999999, null for no limit', meaning: 'Orders the routing assigns to the location on one day (UTC). One that is rejected or canceled later still counts; one that names the location does not.' },
  use_probability_rules: { level: 'every level', default: 'true', range: 'true, false', meaning: 'Probability rules assigned to the location apply.' },
  use_offline_newer_than: { level: 'every level', default: 'null', range: '1 to 87600 hours, null for any age', meaning: 'A stock figure older than this is not believed.' },
  default_unfulfillable_location: { level: 'organization', default: 'none', range: 'a location', meaning: 'Where lines stand that nobody can fulfil. Without one they stand at the location that placed the order.' },
  search_radius: { level: 'organization', default: '100', range: 'more than 0, to 25000', meaning: 'How far from the customer orders look, and searches that name no radius.' },
  distance_unit: { level: 'organization', default: 'MI', range: 'MI, KM', meaning: 'Unit of the search radius, and of a search that names none.' },
  max_responses: { level: 'organization', default: '25', range: '1 to 10000', meaning: 'Most locations a LocateItems answer lists.' },
  search_retries: { level: 'organization', default: '10', range: '0 to 1000', meaning: 'How often a rejected line is brokered again; 0 never.' },
  standard_brokering: { level: 'organization', default: 'proximity, on_hand, priority', range: 'proximity, on_hand, priority, last_order_assigned, sales_velocity', meaning: 'By what candidates are ranked; a later criterion only breaks the ties of the earlier ones.' },
  use_weighted_brokering: { level: 'organization', default: 'false', range: 'true, false', meaning: 'Rank by the weighted score instead.' },
  weights: { level: 'organization', default: 'proximity 50, on_hand 50', range: 'percentages that sum to 100', meaning: 'What each criterion counts for in the weighted score.' },
  brokering_overrides: { level: 'organization', default: 'none', range: 'one an order type, originating system and express flag', meaning: 'Another ranking for some orders. Express is what the carrier named in ship_via says.' },
  allow_split_order: { level: 'organization', default: 'true', range: 'true, false', meaning: 'Lines of one order may go to different locations, and are updated one by one.' },
  allow_split_line: { level: 'organization', default: 'false', range: 'true, false', meaning: 'Units of one line may, too, where no single location has them all. Needs allow_split_order.' },
  max_split_locations: { level: 'organization', default: '10', range: '1 to 100', meaning: 'Most locations one order is split over.' },
  min_split_quantity: { level: 'organization', default: '1', range: '1 to 999999', meaning: 'Fewest units a part of a split line may have.' },
  ship_complete_keeps_together: { level: 'organization', default: 'true', range: 'true, false', meaning: 'An order flagged ship_complete is not split.' },
  use_zone_fulfillment: { level: 'organization', default: 'false', range: 'true, false', meaning: 'Delivery and ship-for-pickup orders go only to the locations of the zone the customer is in.' },
  acknowledge_before_brokering: { level: 'organization', default: 'false', range: 'true, false', meaning: 'A delivery order that names no location is acknowledged first and brokered afterwards.' },
  requesting_location_may_fulfill: { level: 'organization', default: 'true', range: 'true, false', meaning: 'The location that places an order may be chosen to fulfil it.' },
  named_location_checks_quantity: { level: 'organization', default: 'false', range: 'true, false', meaning: 'An order that names a location is refused when it cannot promise the quantity. Off, the caller answers for it.' },
  restrict_reassignment_of_canceled_line: { level: 'organization', default: 'true', range: 'true, false', meaning: 'A canceled line stays canceled. Kept only so far: there is no way yet to reassign one, so false changes nothing.' },
  auto_cancel_days_of_unclaimed_pickups: { level: 'organization', default: 'null', range: '1 to 365 days, null for never', meaning: 'After how many open days an unclaimed pickup is canceled. Kept only so far: no job cancels yet.' },
  auto_cancel_reason: { level: 'organization', default: 'none', range: 'at most 50 characters', meaning: 'The reason code of such a cancel. Kept only so far.' },
  days_open: { level: 'every level', default: 'every day', range: 'MON, TUE, WED, THU, FRI, SAT, SUN', meaning: 'Days on which the location is open; the others do not count for unclaimed pickups. Kept only so far.' },
  allow_partial_updates: { level: 'organization', default: 'false', range: 'true, false', meaning: 'A status update may move some of a line\'s units. Kept only so far: every update moves whole lines.' },
};

/** What is in force at a location, once every level has been looked at. */
export interface EffectivePreferences {
  readonly useProximityLocator: boolean;
  readonly deliveryAvailable: boolean;
  readonly pickupAvailable: boolean;
  readonly shipForPickupAvailable: boolean;
  readonly giftWrapAvailable: boolean;
  readonly backupQuantity: number;
  readonly maxOrdersPerDay: number | null;
  readonly useProbabilityRules: boolean;
  /** Hours; null for any age. */
  readonly stockNewerThan: number | null;
}

/** How candidates are ranked. */
export interface Brokering {
  readonly criteria: readonly RankingCriterion[];
  /** Percentages; undefined for standard brokering. */
  readonly weights: Weights | undefined;
}

/** What is in force for the organisation as a whole. */
export interface OrganizationPreferences {
  readonly unfulfillable: { readonly systemCd: string; readonly locationCd: string } | undefined;
  readonly searchRadius: number;
  readonly distanceUnit: DistanceUnit;
  readonly maxResponses: number;
  readonly searchRetries: number;
  readonly brokering: Brokering;
  readonly overrides: readonly BrokeringOverride[];
  readonly allowSplitOrder: boolean;
  readonly allowSplitLine: boolean;
  readonly maxSplitLocations: number;
  readonly minSplitQuantity: number;
  readonly shipCompleteKeepsTogether: boolean;
  readonly useZones: boolean;
  readonly acknowledgeBeforeBrokering: boolean;
  readonly requestingLocationMayFulfill: boolean;
  readonly namedLocationChecksQuantity: boolean;
}

const CRITERIA: readonly RankingCriterion[] = ['proximity', 'on_hand', 'priority'];
const WEIGHTS: Weights = { labor_cost: 0, gross_margin: 0, proximity: 50, on_hand: 50, sales_velocity: 0, priority: 0 };

/** The value of a preference at the first level that sets it. */
function lookUp<K extends keyof Preferences>(key: K, levels: readonly Preferences[]): Preferences[K] | undefined {
  return levels.find((level) => level[key] !== undefined)?.[key];
}

/** @param levels nearest first: location, location type, organisation */
export function preferencesAt(levels: readonly Preferences[]): EffectivePreferences {
  return {
    useProximityLocator: lookUp('use_proximity_locator', levels) ?? true,
    deliveryAvailable: lookUp('delivery_available', levels) ?? true,
    pickupAvailable: lookUp('pickup_available', levels) ?? true,
    shipForPickupAvailable: lookUp('ship_for_pickup_available', levels) ?? true,
    giftWrapAvailable: lookUp('gift_wrap_available', levels) ?? true,
    backupQuantity: lookUp('backup_quantity', levels) ?? 0,
    maxOrdersPerDay: lookUp('max_orders_per_day', levels) ?? null,
    useProbabilityRules: lookUp('use_probability_rules', levels) ?? true,
    stockNewerThan: lookUp('use_offline_newer_than', levels) ?? null,
  };
}

export function organizationPreferences(written: Preferences): OrganizationPreferences {
  const place = written.default_unfulfillable_location;
  return {
    unfulfillable: place && { systemCd: place.system_cd, locationCd: place.location_cd },
    searchRadius: written.search_radius ?? 100,
    distanceUnit: written.distance_unit ?? 'MI',
    maxResponses: written.max_responses ?? 25,
    searchRetries: written.search_retries ?? 10,
    brokering: brokeringOf(written, { criteria: CRITERIA, weights: undefined }),
    overrides: written.brokering_overrides ?? [],
    allowSplitOrder: written.allow_split_order ?? true,
    allowSplitLine: written.allow_split_line ?? false,
    maxSplitLocations: written.max_split_locations ?? 10,
    minSplitQuantity: written.min_split_quantity ?? 1,
    shipCompleteKeepsTogether: written.ship_complete_keeps_together ?? true,
    useZones: written.use_zone_fulfillment ?? false,
    acknowledgeBeforeBrokering: written.acknowledge_before_brokering ?? false,
    requestingLocationMayFulfill: written.requesting_location_may_fulfill ?? true,
    namedLocationChecksQuantity: written.named_location_checks_quantity ?? false,
  };
}

function brokeringOf(
  written: Pick<Preferences, 'standard_brokering' | 'use_weighted_brokering' | 'weights'>, inherited: Brokering,
): Brokering {
  const weighted = written.use_weighted_brokering ?? inherited.weights !== undefined;
  return {
    criteria: written.standard_brokering ?? inherited.criteria,
    weights: weighted ? written.weights ?? inherited.weights ?? WEIGHTS : undefined,
  };
}

/** The ranking of an order: the organisation's, with what an override for its type, system and express flag says instead. */
export function brokeringFor(preferences: OrganizationPreferences, order: { type: OrderType; systemCd: string; express: boolean }): Brokering {
  const override = preferences.overrides.find((one) =>
    one.order_type === order.type && one.system_cd === order.systemCd && one.express === order.express);
  return override === undefined ? preferences.brokering : brokeringOf(override, preferences.brokering);
}
