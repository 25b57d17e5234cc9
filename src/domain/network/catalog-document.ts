import type { Classification } from '../product.js';
import type { Address } from '../geography/address.js';
import type { Status } from '../values/status.js';
import type { ShippingRateEntry } from '../outbound/rate-card.js';
import type { Channel } from '../partner/channel.js';
import type { LocationReference } from './location-code.js';
import type { Preferences } from './preferences.js';

/**
 * The catalog document: an operator's description of the enterprise, as `load` and `PUT /admin/v1/catalog` accept it.
 * The names are those of the file, so that a path in an error is a path in the file.
 * Every collection may be absent; the store keeps what it has of an absent one.
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
  readonly shipping_rates?: readonly ShippingRateEntry[];
  readonly probability_rules?: readonly ProbabilityRuleEntry[];
  readonly probability_assignments?: readonly ProbabilityAssignmentEntry[];
}

export interface OrganizationEntry {
  readonly code: string;
  /** The value callers put into a message's `destination`. */
  readonly account: string;
  readonly default_system: string;
}

/** A way of shipping; an order names its code in ship_via. */
export interface CarrierEntry {
  readonly code: string;
  readonly description?: string;
  readonly express?: boolean;
}

/** An attribute that describes locations or products, e.g. a brand. docs/reference/routing-engine.md 2.7. */
export interface AttributeDefinitionEntry {
  readonly code: string;
  readonly data_type?: 'text' | 'number' | 'boolean';
  readonly multi_value?: boolean;
  readonly applies_to: 'location' | 'product' | 'location_and_product';
}

/** Values of attributes, by attribute code. */
export type AttributeValues = Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>;
export type AttributeValue = string | number | boolean;

/** The locations that serve an area: primary ones before alternate ones. docs/reference/routing-engine.md 2.5. */
export interface ZoneEntry {
  readonly code: string;
  readonly name?: string;
  readonly active?: boolean;
  /** A postal code (or its prefix) is a closer match than a province, a province than a country. */
  readonly areas: readonly { readonly country: string; readonly province?: string; readonly postal?: string }[];
  readonly primary: readonly LocationReference[];
  readonly alternate?: readonly LocationReference[];
}

/** Coordinates of a postal code, or of a city in a province: overrides the built-in table. */
export interface PlaceEntry {
  /** Omitted: the coordinates are those of the code or city in any country. */
  readonly country?: string;
  readonly postal?: string;
  readonly city?: string;
  readonly province?: string;
  readonly latitude: number;
  readonly longitude: number;
}

/** A rule that changes what a location may promise of a product. docs/reference/routing-engine.md 2.9. */
export interface ProbabilityRuleEntry {
  readonly name: string;
  /** A condition; absent: always. */
  readonly when?: string;
  /** Exclude the product location, or calculate one of its quantities or its date. */
  readonly result:
    'exclude' | { readonly figure: 'available_qty' | 'next_po_qty' | 'next_po_date'; readonly as: string };
}

/** Where and when a rule is in force. Rules apply in the order of their sequence. */
export interface ProbabilityAssignmentEntry {
  readonly rule: string;
  readonly sequence: number;
  /** Absent: all locations. */
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
  /** Lines in these statuses reserve stock at the system's locations. */
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
  /** Its IANA name; absent: that of the organization. */
  readonly time_zone?: string;
  /** How it hears of its work; absent: it polls by the Locate service. */
  readonly channel?: Channel;
  readonly active?: boolean;
  readonly attributes?: AttributeValues;
  readonly preferences?: Preferences;
}

/** Fields that are absent count as `''`. */
export type AddressEntry = Partial<Address>;

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
  /** When it was counted, ISO 8601 with a zone; omitted: now. */
  readonly as_of?: string;
  readonly next_po_qty?: number;
  /** `YYYY-MM-DD` */
  readonly next_po_date?: string | null;
  /** Cost of a unit at the location, for the gross margin; a decimal number. */
  readonly unit_cost?: number;
  readonly daily_sell_through?: number;
  readonly minimum_sell_qty?: number;
  readonly sell_multiple?: number;
  /** Percent. */
  readonly shrink_rate?: number;
  readonly sales_velocity?: number;
}
