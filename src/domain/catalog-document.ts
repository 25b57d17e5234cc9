/**
 * The catalogue document: what an operator says of the enterprise, as `load` and `PUT /admin/v1/catalog` take it.
 * The names are those of the file, so that a path in an error is a path in the file.
 * Every collection may be absent; what is absent is left as it is in the store.
 */
export interface CatalogDocument {
  readonly organization?: OrganizationEntry;
  readonly preferences?: Preferences;
  readonly location_types?: readonly LocationTypeEntry[];
  readonly systems?: readonly SystemEntry[];
  readonly products?: readonly ProductEntry[];
  readonly inventory?: readonly InventoryEntry[];
}

export interface OrganizationEntry {
  readonly code: string;
  /** What callers put into a message's `destination`. */
  readonly account: string;
  readonly default_system: string;
}

export type DistanceUnit = 'MI' | 'KM';

/** A criterion of standard brokering; a later one only breaks the ties of the earlier ones. */
export type RankingCriterion = 'proximity' | 'on_hand' | 'priority' | 'last_order_assigned' | 'sales_velocity';

/**
 * Preferences as they are written down: each may be absent at any level, and is then looked up at the next one
 * (location, location type, organisation, default). routing-engine.md 2.1, 2.2.
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
  readonly delivery_available?: boolean;
  readonly pickup_available?: boolean;
  readonly ship_for_pickup_available?: boolean;
  readonly gift_wrap_available?: boolean;
  readonly backup_quantity?: number;
  readonly max_orders_per_day?: number | null;
  readonly standard_brokering?: readonly RankingCriterion[];
  readonly use_weighted_brokering?: boolean;
  readonly weights?: Readonly<Record<'labor_cost' | 'gross_margin' | 'proximity' | 'on_hand' | 'sales_velocity' | 'priority', number>>;
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

export interface ProductEntry {
  readonly product_cd: string;
  readonly description: string;
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
}
