import type { DistanceUnit, Preferences, RankingCriterion } from './catalog-document.js';

/** What is in force at a location, once every level has been looked at. */
export interface EffectivePreferences {
  readonly useProximityLocator: boolean;
  readonly deliveryAvailable: boolean;
  readonly pickupAvailable: boolean;
  readonly shipForPickupAvailable: boolean;
  readonly giftWrapAvailable: boolean;
  /** Units that are never promised (safety stock). */
  readonly backupQuantity: number;
}

/** What is in force for the organisation as a whole. */
export interface OrganizationPreferences {
  readonly unfulfillable: { readonly systemCd: string; readonly locationCd: string } | undefined;
  readonly searchRadius: number;
  readonly distanceUnit: DistanceUnit;
  readonly maxResponses: number;
  /** How often a line is brokered again after a reject; 0 never. */
  readonly searchRetries: number;
  /** Whether lines of one order may go different ways; off, the order is handled as one. */
  readonly allowSplitOrder: boolean;
  readonly standardBrokering: readonly RankingCriterion[];
}

/** The value of a preference at the first level that sets it: location, location type, organisation. */
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
    allowSplitOrder: written.allow_split_order ?? true,
    standardBrokering: written.standard_brokering ?? ['proximity', 'on_hand', 'priority'],
  };
}
