import type { GeoPoint } from '../geography/geography.js';
import type { AttributeDefinitionEntry, ProbabilityAssignmentEntry, ProbabilityRuleEntry } from './catalog-document.js';
import type { OrganizationPreferences } from './effective-preferences.js';
import { IN_PROCESS } from './in-process.js';
import { systemKey } from './system-key.js';
import type { Location, System } from './location.js';

/** The locations that serve an area. Of all zones, the one whose area matches an address most closely decides. */
export interface Zone {
  readonly code: string;
  readonly areas: readonly { readonly country: string; readonly province?: string; readonly postal?: string }[];
  readonly primary: ReadonlySet<number>;
  readonly alternate: ReadonlySet<number>;
}

/**
 * Who is told of changes of orders. Part of the network because every transaction has the network anyway: a broker that
 * nobody subscribed to runs not one statement more.
 */
export interface Subscribers {
  /** The names of the consumers of the change feed. */
  readonly feeds: readonly string[];
  /** The webhook endpoints that receive events, with the types that each wants; none for all. */
  readonly endpoints: readonly SubscribedEndpoint[];
}

export interface SubscribedEndpoint {
  readonly id: number;
  readonly types: ReadonlySet<string>;
  /** Whose events it gets; absent: everybody's. */
  readonly scope?: EndpointScope;
}

/** The systems and locations whose events an endpoint gets. */
export interface EndpointScope {
  readonly systems: readonly string[];
  readonly locations: readonly { readonly system_cd: string; readonly location_cd: string }[];
}

export const NO_SUBSCRIBERS: Subscribers = { feeds: [], endpoints: [] };

/** The content of the fulfillment network: the catalog without its products and stock. */
export interface NetworkContent {
  readonly revision: number;
  /** The system that owns the product codes, and whose view of an order is shown by default; `''` for none. */
  readonly defaultSystem: string;
  /** The value callers put into a message's `destination`. */
  readonly account: string;
  readonly preferences: OrganizationPreferences;
  readonly systems: readonly System[];
  readonly locations: readonly Location[];
  /** Active zones only. */
  readonly zones: readonly Zone[];
  /** Codes of the express carriers. */
  readonly expressCarriers: ReadonlySet<string>;
  readonly attributes: readonly AttributeDefinitionEntry[];
  readonly rules: readonly ProbabilityRuleEntry[];
  readonly ruleAssignments: readonly ProbabilityAssignmentEntry[];
  /** Uploaded coordinates by postal code or `CITY|PROVINCE`, in capitals. */
  readonly places: ReadonlyMap<string, GeoPoint>;
  readonly subscribers: Subscribers;
}

/**
 * The fulfillment network: everything the broker knows of the enterprise except products and stock. It is small, read
 * often and changed rarely. An immutable snapshot of one revision; what others derive from it is cached by its identity
 * (domain/memoize.ts).
 */
export class Network {
  readonly #byCode: ReadonlyMap<string, Location>;
  readonly #byId: ReadonlyMap<number, Location>;
  readonly #systems: ReadonlyMap<string, System>;

  constructor(readonly content: NetworkContent) {
    this.#systems = new Map(content.systems.map((system) => [system.systemCd, system]));
    this.#byCode = new Map(
      content.locations.map((location) => [systemKey(location.system.systemCd, location.locationCd), location]),
    );
    this.#byId = new Map([IN_PROCESS, ...content.locations].map((location) => [location.id, location]));
  }

  get revision(): number {
    return this.content.revision;
  }

  get preferences(): OrganizationPreferences {
    return this.content.preferences;
  }

  /** Whether anybody is to be told of changes of orders. */
  get hasSubscribers(): boolean {
    const { feeds, endpoints } = this.content.subscribers;
    return feeds.length > 0 || endpoints.length > 0;
  }

  system(systemCd: string): System | undefined {
    return this.#systems.get(systemCd);
  }

  location(systemCd: string, locationCd: string): Location | undefined {
    return this.#byCode.get(systemKey(systemCd, locationCd));
  }

  /** @throws {Error} when the store holds a location that this revision lacks, which its foreign keys rule out */
  locationById(id: number): Location {
    const location = this.#byId.get(id);
    if (location === undefined)
      throw new Error(`location ${String(id)} is not in revision ${String(this.revision)} of the catalog`);
    return location;
  }

  /** The location of lines that no location can fulfill; undefined when the organization named none. */
  get unfulfillableLocation(): Location | undefined {
    const { unfulfillable } = this.preferences;
    return unfulfillable && this.location(unfulfillable.systemCd, unfulfillable.locationCd);
  }
}
