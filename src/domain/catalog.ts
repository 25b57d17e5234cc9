import type { GeoPoint } from './geography.js';
import type { EffectivePreferences, OrganizationPreferences } from './preferences.js';
import type { Address } from './order.js';

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
}

/** A store or warehouse. */
export interface Location {
  readonly id: number;
  readonly system: System;
  readonly locationCd: string;
  readonly name: string;
  readonly address: Address;
  /** Where it stands; undefined when neither coordinates nor address could place it. */
  readonly point: GeoPoint | undefined;
  /** 1 comes before 2. */
  readonly priority: number;
  readonly active: boolean;
  readonly preferences: EffectivePreferences;
}

/**
 * What the broker knows of the enterprise apart from products and stock: small, read often, changed rarely. An
 * immutable snapshot of one revision.
 */
export class Catalog {
  readonly #byCode: ReadonlyMap<string, Location>;
  readonly #byId: ReadonlyMap<number, Location>;
  readonly #systems: ReadonlyMap<string, System>;

  constructor(
    readonly revision: number,
    /** What callers put into a message's destination. */
    readonly account: string,
    readonly preferences: OrganizationPreferences,
    systems: readonly System[],
    readonly locations: readonly Location[],
  ) {
    this.#systems = new Map(systems.map((system) => [system.systemCd, system]));
    this.#byCode = new Map(locations.map((location) => [codeOf(location.system.systemCd, location.locationCd), location]));
    this.#byId = new Map(locations.map((location) => [location.id, location]));
  }

  system(systemCd: string): System | undefined {
    return this.#systems.get(systemCd);
  }

  location(systemCd: string, locationCd: string): Location | undefined {
    return this.#byCode.get(codeOf(systemCd, locationCd));
  }

  /** @throws {Error} when the store holds a location the catalogue does not: its foreign keys forbid that */
  locationById(id: number): Location {
    const location = this.#byId.get(id);
    if (location === undefined) throw new Error(`location ${String(id)} is not in revision ${String(this.revision)} of the catalogue`);
    return location;
  }

  /** Where lines go that no location can fulfil; undefined when the organisation named none. */
  get unfulfillableLocation(): Location | undefined {
    const { unfulfillable } = this.preferences;
    return unfulfillable && this.location(unfulfillable.systemCd, unfulfillable.locationCd);
  }
}

function codeOf(systemCd: string, locationCd: string): string {
  return JSON.stringify([systemCd, locationCd]);
}
