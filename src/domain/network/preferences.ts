import type {
  BrokeringOverride,
  DistanceUnit,
  PickupRejectPolicy,
  Preferences,
  RankingCriterion,
  RepeatPolicy,
  StockEffect,
  Weekday,
  Weights,
} from './catalog-document.js';
import type { OrderType } from '../values/order-type.js';

/** A preference as the documentation tells it. */
export interface PreferenceDescription {
  /** Where it may be set: at every level (location, location type, organization), or for the organization only. */
  readonly level: 'every level' | 'organization';
  readonly default: string;
  readonly range: string;
  readonly meaning: string;
}

/** Every preference, in the order of the documentation (docs/configuring/preferences.md is made from it). docs/reference/routing-engine.md 2.2. */
export const PREFERENCES: Readonly<Record<keyof Preferences, PreferenceDescription>> = {
  delivery_available: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'The location ships to customers.',
  },
  pickup_available: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'Customers collect at the location what it has in stock.',
  },
  ship_for_pickup_available: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'The location ships to where customers collect.',
  },
  gift_wrap_available: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'The location wraps gifts; off, it gets no line that asks for it.',
  },
  use_proximity_locator: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'Distance counts. Off, the location is at distance 0 and so always inside the radius.',
  },
  backup_quantity: {
    level: 'every level',
    default: '0',
    range: '0 to 999999999 units',
    meaning: 'Safety stock: units of every product that are never promised.',
  },
  max_orders_per_day: {
    level: 'every level',
    default: 'null',
    range: '0 to 999999999, null for no limit',
    meaning:
      'Orders the routing assigns to the location on one day (UTC). One that is rejected or canceled later still counts; one that names the location does not.',
  },
  use_probability_rules: {
    level: 'every level',
    default: 'true',
    range: 'true, false',
    meaning: 'Probability rules assigned to the location apply.',
  },
  use_offline_newer_than: {
    level: 'every level',
    default: 'null',
    range: '1 to 87600 hours, null for any age',
    meaning: 'A stock figure older than this is not believed.',
  },
  default_unfulfillable_location: {
    level: 'organization',
    default: 'none',
    range: 'a location',
    meaning: 'Where lines stand that nobody can fulfill. Without one they stand at the location that placed the order.',
  },
  search_radius: {
    level: 'organization',
    default: '100',
    range: 'more than 0, to 25000',
    meaning: 'How far from the customer orders look, and searches that name no radius.',
  },
  distance_unit: {
    level: 'organization',
    default: 'MI',
    range: 'MI, KM',
    meaning: 'Unit of the search radius, and of a search that names none.',
  },
  max_responses: {
    level: 'organization',
    default: '25',
    range: '1 to 10000',
    meaning: 'Most locations an answer of LocateItems lists, or one of ProductAvailability for each type and item.',
  },
  search_retries: {
    level: 'organization',
    default: '10',
    range: '0 to 1000',
    meaning: 'How often a rejected line is brokered again; 0 never.',
  },
  standard_brokering: {
    level: 'organization',
    default: 'proximity, on_hand, priority',
    range: 'proximity, on_hand, priority, last_order_assigned, sales_velocity',
    meaning: 'By what candidates are ranked; a later criterion only breaks the ties of the earlier ones.',
  },
  use_weighted_brokering: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning: 'Rank by the weighted score instead.',
  },
  weights: {
    level: 'organization',
    default: 'proximity 50, on_hand 50',
    range: 'percentages that sum to 100',
    meaning: 'What each criterion counts for in the weighted score.',
  },
  brokering_overrides: {
    level: 'organization',
    default: 'none',
    range: 'one an order type, originating system and express flag',
    meaning: 'Another ranking for some orders. Express is what the carrier named in ship_via says.',
  },
  allow_split_order: {
    level: 'organization',
    default: 'true',
    range: 'true, false',
    meaning: 'Lines of one order may go to different locations, and are updated one by one.',
  },
  allow_split_line: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning: 'Units of one line may, too, where no single location has them all. Needs allow_split_order.',
  },
  max_split_locations: {
    level: 'organization',
    default: '10',
    range: '1 to 100',
    meaning: 'Most locations one order is split over.',
  },
  min_split_quantity: {
    level: 'organization',
    default: '1',
    range: '1 to 999999',
    meaning: 'Fewest units a part of a split line may have.',
  },
  ship_complete_keeps_together: {
    level: 'organization',
    default: 'true',
    range: 'true, false',
    meaning: 'An order flagged ship_complete is not split.',
  },
  use_zone_fulfillment: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning: 'Delivery and ship-for-pickup orders go only to the locations of the zone the customer is in.',
  },
  acknowledge_before_brokering: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning: 'A delivery order that names no location is acknowledged first and brokered afterwards.',
  },
  requesting_location_may_fulfill: {
    level: 'organization',
    default: 'true',
    range: 'true, false',
    meaning: 'The location that places an order may be chosen to fulfill it.',
  },
  named_location_checks_quantity: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning:
      'An order that names a location is refused when it cannot promise the quantity. Off, the caller answers for it.',
  },
  restrict_reassignment_of_canceled_line: {
    level: 'organization',
    default: 'true',
    range: 'true, false',
    meaning: 'A canceled line stays canceled. Off, the system that placed the order may set it to new_order again.',
  },
  auto_cancel_days_of_unclaimed_pickups: {
    level: 'organization',
    default: 'null',
    range: '1 to 365 days, null for never',
    meaning:
      'After how many open days an unclaimed pickup is canceled, counted from the day after the goods were ready. Needs allow_split_order.',
  },
  auto_cancel_reason: {
    level: 'organization',
    default: 'none',
    range: 'at most 50 characters',
    meaning: 'The reason code of such a cancel.',
  },
  days_open: {
    level: 'every level',
    default: 'every day',
    range: 'MON, TUE, WED, THU, FRI, SAT, SUN',
    meaning: 'Days (UTC) on which the location is open; the others do not count for unclaimed pickups there.',
  },
  allow_partial_updates: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning:
      "A status update with an item_qty below the line's moves that many units, which become a line of their own. Needs allow_split_order.",
  },
  line_updates_all_or_nothing: {
    level: 'organization',
    default: 'true',
    range: 'true, false',
    meaning:
      'One refused line refuses the whole update. Off, the other lines are moved and the answer names the refused ones.',
  },
  repeated_status_update: {
    level: 'organization',
    default: 'refuse_cancel',
    range: 'accept, refuse_cancel, refuse',
    meaning:
      'What answers an update to the status a line has already: OK, OK but for a cancel, or FAILED. Nothing is changed by any of them.',
  },
  cancel_after_shipment: {
    level: 'organization',
    default: 'false',
    range: 'true, false',
    meaning:
      'Goods that were sent to a pickup location may be canceled by any party, too. Off, only the pickup location may, once it has received them.',
  },
  pickup_location_may_reject: {
    level: 'organization',
    default: 'brokered',
    range: 'never, brokered, always',
    meaning:
      'Of which ship-for-pickup lines the pickup location may say that they did not arrive or came damaged: none, those whose source the routing chose, all.',
  },
  reject_stock_effect: {
    level: 'organization',
    default: 'none',
    range: 'none, set_to_found, lower_promise',
    meaning:
      'What a reject does to the stock figure of the location that failed, until its next figure comes: nothing, nothing is left to promise, or the rejected units are not promised again.',
  },
  reject_reasons: {
    level: 'organization',
    default: 'none',
    range: 'reason codes, each with its stock_effect',
    meaning: 'Reasons of rejecting that have another effect than reject_stock_effect.',
  },
  poll_lease_seconds: {
    level: 'organization',
    default: '60',
    range: '5 to 3600 seconds',
    meaning:
      'How long lines that were handed to a poll wait for their answer to have been sent. After that they are offered again.',
  },
  poll_reoffer_minutes: {
    level: 'organization',
    default: 'null',
    range: '1 to 10080 minutes, null for never',
    meaning:
      'After how long lines that were handed out are offered again when no status update has come for them, for answers that are lost on the way.',
  },
  poll_late_after_minutes: {
    level: 'organization',
    default: '60',
    range: '1 to 10080 minutes',
    meaning: 'A location that has not polled for so long while work waits for it counts as late.',
  },
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
  readonly daysOpen: ReadonlySet<Weekday>;
}

/** How candidates are ranked. */
export interface RankingPolicy {
  readonly criteria: readonly RankingCriterion[];
  /** Percentages; undefined for standard brokering. */
  readonly weights: Weights | undefined;
}

/** What is in force for the organization as a whole. */
export interface OrganizationPreferences {
  readonly unfulfillable: { readonly systemCd: string; readonly locationCd: string } | undefined;
  readonly searchRadius: number;
  readonly distanceUnit: DistanceUnit;
  readonly maxResponses: number;
  readonly searchRetries: number;
  readonly brokering: RankingPolicy;
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
  readonly allowPartialUpdates: boolean;
  readonly lineUpdatesAllOrNothing: boolean;
  readonly repeatedStatusUpdate: RepeatPolicy;
  readonly restrictReassignment: boolean;
  readonly cancelAfterShipment: boolean;
  readonly pickupLocationMayReject: PickupRejectPolicy;
  /** By reason code, else the default. */
  readonly rejectStockEffect: (reasonCode: string) => StockEffect;
  readonly pollLeaseSeconds: number;
  readonly pollReofferMinutes: number | null;
  readonly pollLateAfterMinutes: number;
  /** Open days until an unclaimed pickup is canceled; null for never, as where orders are not split. */
  readonly autoCancelDays: number | null;
  readonly autoCancelReason: string;
}

/** The days of the week as `Date.getUTCDay()` counts them. */
export const WEEKDAYS: readonly Weekday[] = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const CRITERIA: readonly RankingCriterion[] = ['proximity', 'on_hand', 'priority'];
const WEIGHTS: Weights = { labor_cost: 0, gross_margin: 0, proximity: 50, on_hand: 50, sales_velocity: 0, priority: 0 };

/** The value of a preference at the first level that sets it. */
function lookUp<K extends keyof Preferences>(key: K, levels: readonly Preferences[]): Preferences[K] | undefined {
  return levels.find((level) => level[key] !== undefined)?.[key];
}

/** @param levels nearest first: location, location type, organization */
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
    daysOpen: new Set(lookUp('days_open', levels) ?? WEEKDAYS),
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
    allowPartialUpdates: (written.allow_partial_updates ?? false) && (written.allow_split_order ?? true),
    lineUpdatesAllOrNothing: written.line_updates_all_or_nothing ?? true,
    repeatedStatusUpdate: written.repeated_status_update ?? 'refuse_cancel',
    restrictReassignment: written.restrict_reassignment_of_canceled_line ?? true,
    cancelAfterShipment: written.cancel_after_shipment ?? false,
    pickupLocationMayReject: written.pickup_location_may_reject ?? 'brokered',
    rejectStockEffect: (reasonCode) =>
      written.reject_reasons?.find((reason) => reason.code === reasonCode)?.stock_effect ??
      written.reject_stock_effect ??
      'none',
    pollLeaseSeconds: written.poll_lease_seconds ?? 60,
    pollReofferMinutes: written.poll_reoffer_minutes ?? null,
    pollLateAfterMinutes: written.poll_late_after_minutes ?? 60,
    autoCancelDays:
      (written.allow_split_order ?? true) ? (written.auto_cancel_days_of_unclaimed_pickups ?? null) : null,
    autoCancelReason: written.auto_cancel_reason ?? '',
  };
}

function brokeringOf(
  written: Pick<Preferences, 'standard_brokering' | 'use_weighted_brokering' | 'weights'>,
  inherited: RankingPolicy,
): RankingPolicy {
  const weighted = written.use_weighted_brokering ?? inherited.weights !== undefined;
  return {
    criteria: written.standard_brokering ?? inherited.criteria,
    weights: weighted ? (written.weights ?? inherited.weights ?? WEIGHTS) : undefined,
  };
}

/** The ranking of an order: the organization's, with what an override for its type, system and express flag says instead. */
export function rankingPolicyFor(
  preferences: OrganizationPreferences,
  order: { type: OrderType; systemCd: string; express: boolean },
): RankingPolicy {
  const override = preferences.overrides.find(
    (one) => one.order_type === order.type && one.system_cd === order.systemCd && one.express === order.express,
  );
  return override === undefined ? preferences.brokering : brokeringOf(override, preferences.brokering);
}
