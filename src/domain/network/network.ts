import type {
  AttributeDefinitionEntry,
  AttributeValues,
  ProbabilityAssignmentEntry,
  ProbabilityRuleEntry,
} from './catalog-document.js';
import type { GeoPoint } from '../values/geography.js';
import { columnsOf } from '../../routing/fast-path/location-columns.js';
import type { LocationColumns } from '../../routing/fast-path/location-columns.js';
import { LocationIndex } from '../../geo/location-index.js';
import type { EffectivePreferences, OrganizationPreferences } from './preferences.js';
import type { Address } from '../order/order.js';
import type { Status } from '../values/status.js';

/** A system: an OMS or a POS, which owns locations and item codes. */
export interface System {
  readonly systemCd: string;
  readonly name: string;
  /** Its lines are offered to every poll until it updates their status itself. */
  readonly requireStatusUpdate: boolean;
  /** A line one of its locations rejected may be offered to another of its locations. */
  readonly rejectMayReshopSameSystem: boolean;
  /** An order it placed may be fulfilled by a location of its own. */
  readonly shopWithinSystem: boolean;
  /** Lines in these statuses hold stock at its locations. */
  readonly reservedStatuses: ReadonlySet<Status>;
}

/** A store or warehouse. */
export interface Location {
  readonly id: number;
  readonly system: System;
  readonly locationCd: string;
  readonly name: string;
  /** Code of its location type, `''` without one. */
  readonly type: string;
  readonly address: Address;
  /** Where it stands; undefined when neither coordinates nor address could place it. */
  readonly point: GeoPoint | undefined;
  /** 1 comes before 2. */
  readonly priority: number;
  /** Undefined where nobody gave one. */
  readonly laborCost: number | undefined;
  readonly active: boolean;
  readonly attributes: AttributeValues;
  readonly preferences: EffectivePreferences;
}

/** Who serves an area. The first of the areas of all zones that matches an address most closely decides. */
export interface Zone {
  readonly code: string;
  readonly areas: readonly { readonly country: string; readonly province?: string; readonly postal?: string }[];
  readonly primary: ReadonlySet<number>;
  readonly alternate: ReadonlySet<number>;
}

/** Everything a catalog consists of, but for products and stock. */
export interface NetworkContent {
  readonly revision: number;
  /** The system that owns the product codes, and whose view of an order is shown when none is named; `''` for none. */
  readonly defaultSystem: string;
  /** What callers put into a message's destination. */
  readonly account: string;
  readonly preferences: OrganizationPreferences;
  readonly systems: readonly System[];
  readonly locations: readonly Location[];
  /** Active ones only. */
  readonly zones: readonly Zone[];
  /** Codes of the carriers that are express. */
  readonly expressCarriers: ReadonlySet<string>;
  readonly attributes: readonly AttributeDefinitionEntry[];
  readonly rules: readonly ProbabilityRuleEntry[];
  readonly ruleAssignments: readonly ProbabilityAssignmentEntry[];
  /** Uploaded places by postal code or `CITY|PROVINCE`, in capitals. */
  readonly places: ReadonlyMap<string, GeoPoint>;
}

/**
 * What the broker knows of the enterprise apart from products and stock: small, read often, changed rarely. An
 * immutable snapshot of one revision.
 */
export class Network {
  readonly #byCode: ReadonlyMap<string, Location>;
  readonly #byId: ReadonlyMap<number, Location>;
  readonly #systems: ReadonlyMap<string, System>;
  /** Which locations a radius can reach. */
  readonly index: LocationIndex;
  /** The locations as the direct way of the routing looks at them. */
  readonly columns: LocationColumns;

  constructor(readonly content: NetworkContent) {
    this.#systems = new Map(content.systems.map((system) => [system.systemCd, system]));
    this.#byCode = new Map(
      content.locations.map((location) => [codeOf(location.system.systemCd, location.locationCd), location]),
    );
    this.index = new LocationIndex(content.locations);
    this.columns = columnsOf(content.locations);
    this.#byId = new Map([IN_PROCESS, ...content.locations].map((location) => [location.id, location]));
  }

  get revision(): number {
    return this.content.revision;
  }

  get preferences(): OrganizationPreferences {
    return this.content.preferences;
  }

  system(systemCd: string): System | undefined {
    return this.#systems.get(systemCd);
  }

  location(systemCd: string, locationCd: string): Location | undefined {
    return this.#byCode.get(codeOf(systemCd, locationCd));
  }

  /** @throws {Error} when the store holds a location the catalog does not: its foreign keys forbid that */
  locationById(id: number): Location {
    const location = this.#byId.get(id);
    if (location === undefined)
      throw new Error(`location ${String(id)} is not in revision ${String(this.revision)} of the catalog`);
    return location;
  }

  /** Where lines go that no location can fulfill; undefined when the organization named none. */
  get unfulfillableLocation(): Location | undefined {
    const { unfulfillable } = this.preferences;
    return unfulfillable && this.location(unfulfillable.systemCd, unfulfillable.locationCd);
  }
}

function codeOf(systemCd: string, locationCd: string): string {
  return JSON.stringify([systemCd, locationCd]);
}

const NO_SYSTEM: System = {
  systemCd: '',
  name: '',
  requireStatusUpdate: true,
  rejectMayReshopSameSystem: true,
  shopWithinSystem: true,
  reservedStatuses: new Set(),
};

/**
 * The virtual location where a line stands between its order's acknowledgement and its brokering. No system owns it,
 * nobody polls it, it holds no stock. docs/reference/routing-engine.md 2.8.
 */
export const IN_PROCESS: Location = {
  id: 0,
  system: NO_SYSTEM,
  locationCd: 'IN PROCESS',
  name: 'IN PROCESS',
  type: '',
  address: {
    attention: '',
    address1: '',
    address2: '',
    address3: '',
    address4: '',
    apt: '',
    city: '',
    province: '',
    postal: '',
    email: '',
    phone1: '',
    phone2: '',
    country: '',
  },
  point: undefined,
  priority: 0,
  laborCost: undefined,
  active: false,
  attributes: {},
  preferences: {
    useProximityLocator: true,
    deliveryAvailable: false,
    pickupAvailable: false,
    shipForPickupAvailable: false,
    giftWrapAvailable: false,
    backupQuantity: 0,
    maxOrdersPerDay: null,
    useProbabilityRules: false,
    stockNewerThan: null,
    daysOpen: new Set(),
  },
};
