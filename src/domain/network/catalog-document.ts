import type { Classification } from '../product.js';
import type { Address } from '../values/address.js';
import type { Status } from '../values/status.js';
import type { LocationReference } from './location-code.js';
import type { Preferences } from './preferences.js';

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
