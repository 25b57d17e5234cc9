import type { DistanceUnit } from '../geography/distance-unit.js';
import type { Flow, OrderType } from '../values/order-type.js';
import type { Weekday } from '../values/weekday.js';
import type { LocationCode } from './location-code.js';
import { directFulfillmentPreferences } from '../direct-fulfillment/effective-preferences.js';
import type { DirectFulfillmentPreferences } from '../direct-fulfillment/effective-preferences.js';
import type { FailurePolicy, PartnerCancel, RequestDelivery } from '../partner/partner-preferences.js';
import type { PickupRejectPolicy, RepeatPolicy, ShipCompleteReject, StockEffect } from './order-policies.js';
import { PREFERENCES } from './preferences.js';
import type { PreferenceName, Preferences, PreferenceValue } from './preferences.js';
import type { BrokeringOverride, RankingCriterion, Weights } from './ranking-preferences.js';

/** The preferences in force at a location, after every level has been looked up. */
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
  readonly requests: RequestPreferences;
}

/** How fulfillment requests of a partner location are numbered, handed over and given up. */
export interface RequestPreferences {
  /** Text with placeholders; domain/partner/request-number.ts fills them in. */
  readonly number: string;
  readonly maxNumberLength: number;
  readonly autoProcess: boolean;
  readonly delivery: RequestDelivery;
  readonly onFailure: FailurePolicy;
  /** Minutes; null for no limit. */
  readonly acknowledgeWithin: number | null;
  readonly onPartnerCancel: PartnerCancel;
  /** Null for the number that the broker gives. */
  readonly warehouseId: number | null;
  /** In the form of domain/partner/ship-method.ts. */
  readonly shipMethods: string;
  /** Decimal amounts. */
  readonly dropShipFee: number;
  readonly estimatedShipping: number;
  /** The partner takes what it ships off the stock itself. */
  readonly countsStock: boolean;
}

/** Whether a location with these preferences offers a flow. */
export function offersFlow(preferences: EffectivePreferences, flow: Flow): boolean {
  switch (flow) {
    case 'delivery':
      return preferences.deliveryAvailable;
    case 'pickup':
      return preferences.pickupAvailable;
    case 'ship-for-pickup':
      return preferences.shipForPickupAvailable;
  }
}

/** How candidates are ranked. */
export interface RankingPolicy {
  readonly criteria: readonly RankingCriterion[];
  /** Percentages; undefined for standard brokering. */
  readonly weights: Weights | undefined;
}

/** The preferences in force for the organization as a whole. */
export interface OrganizationPreferences {
  readonly unfulfillable: LocationCode | undefined;
  /** Its IANA name. */
  readonly timeZone: string;
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
  readonly shipCompleteReject: ShipCompleteReject;
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
  readonly locationsSpeakForTheirSystem: boolean;
  readonly endedLinesMayBeSubmittedAgain: boolean;
  readonly linesMayBeAdded: boolean;
  /** By reason code, else the default. */
  readonly rejectStockEffect: (reasonCode: string) => StockEffect;
  readonly shippedUnitsLowerStock: boolean;
  readonly productUpdateAllOrNothing: boolean;
  readonly offerNamedOwnSource: boolean;
  readonly fulfillmentsTellPickupLocation: boolean;
  readonly unreadableStatusDatesAreRejected: boolean;
  readonly pollLeaseSeconds: number;
  readonly pollReofferMinutes: number | null;
  readonly pollLateAfterMinutes: number;
  /** Open days until an unclaimed pickup is canceled; null for never, which it also is when orders are not split. */
  readonly autoCancelDays: number | null;
  readonly autoCancelReason: string;
  readonly directFulfillment: DirectFulfillmentPreferences;
}

/** The value of a preference at the first level that sets it, else its default. null counts as set. */
function valueAt<Name extends PreferenceName>(name: Name, levels: readonly Preferences[]): PreferenceValue<Name> {
  const level = levels.find((one) => one[name] !== undefined);
  return level === undefined ? PREFERENCES[name].default : level[name];
}

/** @param levels nearest first: location, location type, organization */
export function preferencesAt(levels: readonly Preferences[]): EffectivePreferences {
  return {
    useProximityLocator: valueAt('use_proximity_locator', levels),
    deliveryAvailable: valueAt('delivery_available', levels),
    pickupAvailable: valueAt('pickup_available', levels),
    shipForPickupAvailable: valueAt('ship_for_pickup_available', levels),
    giftWrapAvailable: valueAt('gift_wrap_available', levels),
    backupQuantity: valueAt('backup_quantity', levels),
    maxOrdersPerDay: valueAt('max_orders_per_day', levels),
    useProbabilityRules: valueAt('use_probability_rules', levels),
    stockNewerThan: valueAt('use_offline_newer_than', levels),
    daysOpen: new Set(valueAt('days_open', levels)),
    requests: {
      number: valueAt('request_number', levels),
      maxNumberLength: valueAt('request_number_max_length', levels),
      autoProcess: valueAt('request_auto_process', levels),
      delivery: valueAt('request_delivery', levels),
      onFailure: valueAt('request_on_failure', levels),
      acknowledgeWithin: valueAt('request_acknowledge_minutes', levels),
      onPartnerCancel: valueAt('on_partner_cancel', levels),
      warehouseId: valueAt('warehouse_id', levels),
      shipMethods: valueAt('ship_methods', levels),
      dropShipFee: valueAt('drop_ship_fee', levels),
      estimatedShipping: valueAt('estimated_shipping', levels),
      countsStock: valueAt('df_supplier_counts_stock', levels),
    },
  };
}

/** @param own the location's own; undefined for none */
export function timeZoneOf(own: string | undefined, organization: Preferences): string {
  return own ?? valueAt('time_zone', [organization]);
}

export function organizationPreferences(written: Preferences): OrganizationPreferences {
  const value = <Name extends PreferenceName>(name: Name): PreferenceValue<Name> => valueAt(name, [written]);
  const unfulfillable = value('default_unfulfillable_location');
  const allowSplitOrder = value('allow_split_order');
  return {
    unfulfillable: unfulfillable && { systemCd: unfulfillable.system_cd, locationCd: unfulfillable.location_cd },
    timeZone: value('time_zone'),
    searchRadius: value('search_radius'),
    distanceUnit: value('distance_unit'),
    maxResponses: value('max_responses'),
    searchRetries: value('search_retries'),
    brokering: rankingPolicy(written, { criteria: PREFERENCES.standard_brokering.default, weights: undefined }),
    overrides: value('brokering_overrides'),
    allowSplitOrder,
    allowSplitLine: value('allow_split_line'),
    maxSplitLocations: value('max_split_locations'),
    minSplitQuantity: value('min_split_quantity'),
    shipCompleteKeepsTogether: value('ship_complete_keeps_together'),
    shipCompleteReject: value('ship_complete_reject'),
    useZones: value('use_zone_fulfillment'),
    acknowledgeBeforeBrokering: value('acknowledge_before_brokering'),
    requestingLocationMayFulfill: value('requesting_location_may_fulfill'),
    namedLocationChecksQuantity: value('named_location_checks_quantity'),
    allowPartialUpdates: value('allow_partial_updates') && allowSplitOrder,
    lineUpdatesAllOrNothing: value('line_updates_all_or_nothing'),
    repeatedStatusUpdate: value('repeated_status_update'),
    restrictReassignment: value('restrict_reassignment_of_canceled_line'),
    cancelAfterShipment: value('cancel_after_shipment'),
    pickupLocationMayReject: value('pickup_location_may_reject'),
    locationsSpeakForTheirSystem: value('locations_speak_for_their_system'),
    endedLinesMayBeSubmittedAgain: value('ended_lines_may_be_submitted_again'),
    linesMayBeAdded: value('lines_may_be_added'),
    rejectStockEffect: (reasonCode) =>
      value('reject_reasons').find((reason) => reason.code === reasonCode)?.stock_effect ??
      value('reject_stock_effect'),
    shippedUnitsLowerStock: value('shipped_units_lower_stock'),
    productUpdateAllOrNothing: value('product_update_all_or_nothing'),
    offerNamedOwnSource: value('offer_named_own_source'),
    fulfillmentsTellPickupLocation: value('fulfillments_tell_pickup_location'),
    unreadableStatusDatesAreRejected: value('unreadable_status_dates_are_rejected'),
    pollLeaseSeconds: value('poll_lease_seconds'),
    pollReofferMinutes: value('poll_reoffer_minutes'),
    pollLateAfterMinutes: value('poll_late_after_minutes'),
    autoCancelDays: allowSplitOrder ? value('auto_cancel_days_of_unclaimed_pickups') : null,
    autoCancelReason: value('auto_cancel_reason'),
    directFulfillment: directFulfillmentPreferences(written),
  };
}

function rankingPolicy(
  written: Pick<Preferences, 'standard_brokering' | 'use_weighted_brokering' | 'weights'>,
  inherited: RankingPolicy,
): RankingPolicy {
  const weighted = written.use_weighted_brokering ?? inherited.weights !== undefined;
  return {
    criteria: written.standard_brokering ?? inherited.criteria,
    weights: weighted ? (written.weights ?? inherited.weights ?? PREFERENCES.weights.default) : undefined,
  };
}

/** The ranking of an order: the organization's, unless an override for its type, system and express flag says otherwise. */
export function rankingPolicyFor(
  preferences: OrganizationPreferences,
  order: { type: OrderType; systemCd: string; express: boolean },
): RankingPolicy {
  const override = preferences.overrides.find(
    (one) => one.order_type === order.type && one.system_cd === order.systemCd && one.express === order.express,
  );
  return override === undefined ? preferences.brokering : rankingPolicy(override, preferences.brokering);
}
