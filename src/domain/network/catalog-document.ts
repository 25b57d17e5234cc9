import type { Classification } from '../product.js';
import type { OrderType } from '../values/order-type.js';
import type { Status } from '../values/status.js';

/**
 * The catalog document: what an operator says of the enterprise, as `load` and `PUT /admin/v1/catalog` take it.
 * The names are those of the file, so that a path in an error is a path in the file.
 * Every collection may be absent; what is absent is left as it is in the store.
 */
export interface CatalogDocument {
  readonly organization?: OrganizationEntry;
  readonly preferences?: Preferences;
  readonly location_types?: readonly LocationTypeEntry[];
  readonly carriers?: readonly CarrierEntry[];
  readonly attribute_definitions?: readonly AttributeDefinitionEntry[];
  readonly systems?: readonly SystemEntry[];
  readonly zones?: readonly ZoneEntry[];
  readonly places?: readonly PlaceEntry[];
  readonly products?: readonly ProductEntry[];
  readonly inventory?: readonly InventoryEntry[];
  readonly probability_rules?: readonly ProbabilityRuleEntry[];
  readonly probability_assignments?: readonly ProbabilityAssignmentEntry[];
}

export interface OrganizationEntry {
  readonly code: string;
  /** What callers put into a message's `destination`. */
  readonly account: string;
  readonly default_system: string;
}

export type Weekday = 'MON' | 'TUE' | 'WED' | 'THU' | 'FRI' | 'SAT' | 'SUN';

export type DistanceUnit = 'MI' | 'KM';

/** A criterion of standard brokering; a later one only breaks the ties of the earlier ones. */
export type RankingCriterion = 'proximity' | 'on_hand' | 'priority' | 'last_order_assigned' | 'sales_velocity';

/** Percentages of weighted brokering; they sum to 100. */
export type Weights = Readonly<
  Record<'labor_cost' | 'gross_margin' | 'proximity' | 'on_hand' | 'sales_velocity' | 'priority', number>
>;

/** How candidates are ranked for orders of one type from one system, express or not. docs/reference/routing-engine.md 2.3. */
export interface BrokeringOverride {
  readonly order_type: OrderType;
  readonly system_cd: string;
  readonly express: boolean;
  readonly standard_brokering?: readonly RankingCriterion[];
  readonly use_weighted_brokering?: boolean;
  readonly weights?: Weights;
}

/**
 * Preferences as they are written down: each may be absent at any level, and is then looked up at the next one
 * (location, location type, organization, default). docs/reference/routing-engine.md 2.1, 2.2.
 */
export interface Preferences {
  readonly default_unfulfillable_location?: { readonly system_cd: string; readonly location_cd: string };
  readonly use_proximity_locator?: boolean;
  readonly search_radius?: number;
  readonly distance_unit?: DistanceUnit;
  readonly max_responses?: number;
  readonly search_retries?: number;
  readonly allow_split_order?: boolean;
  readonly allow_split_line?: boolean;
  readonly allow_partial_updates?: boolean;
  readonly restrict_reassignment_of_canceled_line?: boolean;
  readonly auto_cancel_days_of_unclaimed_pickups?: number | null;
  readonly auto_cancel_reason?: string;
  readonly days_open?: readonly Weekday[];
  readonly delivery_available?: boolean;
  readonly pickup_available?: boolean;
  readonly ship_for_pickup_available?: boolean;
  readonly gift_wrap_available?: boolean;
  readonly backup_quantity?: number;
  readonly max_orders_per_day?: number | null;
  readonly standard_brokering?: readonly RankingCriterion[];
  readonly use_weighted_brokering?: boolean;
  readonly weights?: Weights;
  readonly brokering_overrides?: readonly BrokeringOverride[];
  readonly use_probability_rules?: boolean;
  readonly use_zone_fulfillment?: boolean;
  readonly acknowledge_before_brokering?: boolean;
  readonly use_offline_newer_than?: number | null;
  readonly requesting_location_may_fulfill?: boolean;
  readonly named_location_checks_quantity?: boolean;
  readonly ship_complete_keeps_together?: boolean;
  readonly max_split_locations?: number;
  readonly min_split_quantity?: number;
  readonly repeated_status_update?: RepeatPolicy;
  readonly line_updates_all_or_nothing?: boolean;
  readonly cancel_after_shipment?: boolean;
  readonly pickup_location_may_reject?: PickupRejectPolicy;
  readonly reject_stock_effect?: StockEffect;
  readonly reject_reasons?: readonly RejectReasonEntry[];
  readonly poll_lease_seconds?: number;
  readonly poll_reoffer_minutes?: number | null;
  readonly poll_late_after_minutes?: number;
}

/** What answers an update to the status a line has already. */
export type RepeatPolicy = 'accept' | 'refuse_cancel' | 'refuse';

/** Of which ship-for-pickup lines the pickup location may say that they did not arrive, or damaged. */
export type PickupRejectPolicy = 'never' | 'brokered' | 'always';

/** What a reject does to the stock figure of the location: nothing, nothing is left to promise, or the units rejected are not. */
export type StockEffect = 'none' | 'set_to_found' | 'lower_promise';

/** A reason of rejecting, by the code a status update gives, that has an effect of its own on the stock figure. */
export interface RejectReasonEntry {
  readonly code: string;
  readonly stock_effect: StockEffect;
}

/** A way of shipping; its code is what an order's ship_via says. */
export interface CarrierEntry {
  readonly code: string;
  readonly description?: string;
  readonly express?: boolean;
}

/** Something locations or products are described by, e.g. a brand. docs/reference/routing-engine.md 2.7. */
export interface AttributeDefinitionEntry {
  readonly code: string;
  readonly data_type?: 'text' | 'number' | 'boolean';
  readonly multi_value?: boolean;
  readonly applies_to: 'location' | 'product' | 'location_and_product';
}

/** Values of attributes, by their codes. */
export type AttributeValues = Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>;
export type AttributeValue = string | number | boolean;

/** Who serves an area: the primary locations first, then the alternate ones. docs/reference/routing-engine.md 2.5. */
export interface ZoneEntry {
  readonly code: string;
  readonly name?: string;
  readonly active?: boolean;
  /** A postal code (or its beginning) is a closer match than a province, a province than a country. */
  readonly areas: readonly { readonly country: string; readonly province?: string; readonly postal?: string }[];
  readonly primary: readonly LocationReference[];
  readonly alternate?: readonly LocationReference[];
}

export interface LocationReference {
  readonly system_cd: string;
  readonly location_cd: string;
}

/** Where a postal code, or a city of a province, stands: overrides the built-in table. */
export interface PlaceEntry {
  readonly postal?: string;
  readonly city?: string;
  readonly province?: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** What a location may promise of a product, other than its figures say. docs/reference/routing-engine.md 2.9. */
export interface ProbabilityRuleEntry {
  readonly name: string;
  /** An expression that is true or false; absent: always. */
  readonly when?: string;
  /** Take the product location out, or calculate one of its figures. */
  readonly result:
    'exclude' | { readonly figure: 'available_qty' | 'next_po_qty' | 'next_po_date'; readonly as: string };
}

/** Where and when a rule is in force. Rules apply in the order of their sequence. */
export interface ProbabilityAssignmentEntry {
  readonly rule: string;
  readonly sequence: number;
  /** For all locations, those of a type, or one. */
  readonly location_type?: string;
  readonly location?: LocationReference;
  /** `YYYY-MM-DD`, both inclusive. */
  readonly from?: string;
  readonly to?: string;
  readonly active?: boolean;
}

export interface LocationTypeEntry {
  readonly code: string;
  readonly category: 'store' | 'warehouse' | 'vendor';
  readonly preferences?: Preferences;
}

export interface SystemEntry {
  readonly system_cd: string;
  readonly name?: string;
  readonly require_status_update?: boolean;
  readonly reject_may_reshop_same_system?: boolean;
  readonly shop_within_system?: boolean;
  /** Lines in these statuses hold stock at the system's locations. */
  readonly reserved_statuses?: readonly Status[];
  readonly locations?: readonly LocationEntry[];
}

export interface LocationEntry {
  readonly location_cd: string;
  readonly name: string;
  /** Code of a location type. */
  readonly type?: string;
  readonly address?: AddressEntry;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly priority?: number;
  readonly labor_cost?: number;
  readonly active?: boolean;
  readonly attributes?: AttributeValues;
  readonly preferences?: Preferences;
}

export interface AddressEntry {
  readonly attention?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly address3?: string;
  readonly address4?: string;
  readonly apt?: string;
  readonly city?: string;
  readonly province?: string;
  readonly postal?: string;
  readonly email?: string;
  readonly phone1?: string;
  readonly phone2?: string;
  readonly country?: string;
}

export interface ProductEntry extends Partial<Classification> {
  readonly product_cd: string;
  readonly description: string;
  readonly attributes?: AttributeValues;
  readonly system_products?: readonly SystemProductEntry[];
}

export interface SystemProductEntry {
  readonly system_cd: string;
  readonly item_id: string;
  readonly upc?: string;
  readonly ean?: string;
}

export interface InventoryEntry {
  readonly system_cd: string;
  readonly location_cd: string;
  readonly item_id: string;
  readonly available_qty: number;
  readonly next_po_qty?: number;
  /** `YYYY-MM-DD` */
  readonly next_po_date?: string | null;
  /** What a unit costs there, for the gross margin; a decimal number. */
  readonly unit_cost?: number;
  readonly daily_sell_through?: number;
  readonly minimum_sell_qty?: number;
  readonly sell_multiple?: number;
  /** Percent. */
  readonly shrink_rate?: number;
  readonly sales_velocity?: number;
}
