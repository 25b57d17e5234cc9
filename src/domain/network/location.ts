import type { Address } from '../geography/address.js';
import type { GeoPoint } from '../geography/geography.js';
import type { Status } from '../values/status.js';
import type { AttributeValues } from './catalog-document.js';
import type { Channel } from '../partner/channel.js';
import type { EffectivePreferences } from './effective-preferences.js';

/** A system: an OMS or a POS, which owns locations and item codes. */
export interface System {
  readonly systemCd: string;
  readonly name: string;
  /** Every poll offers its lines again until the system updates their status itself. */
  readonly requireStatusUpdate: boolean;
  /** A line that one of its locations rejected may be offered to another of its locations. */
  readonly rejectMayReshopSameSystem: boolean;
  /** Its own locations may fulfill the orders it places. */
  readonly shopWithinSystem: boolean;
  /** Lines in these statuses reserve stock at its locations. */
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
  /** Whether its location type is of the category `store`. */
  readonly isStore: boolean;
  readonly address: Address;
  /** Coordinates; undefined when none were given and the address could not be geocoded. */
  readonly point: GeoPoint | undefined;
  /** 1 comes before 2. */
  readonly priority: number;
  /** Undefined when none was recorded. */
  readonly laborCost: number | undefined;
  /** The IANA name of the time zone that counts its days. */
  readonly timeZone: string;
  /** How it hears of its work. */
  readonly channel: Channel;
  readonly active: boolean;
  readonly attributes: AttributeValues;
  readonly preferences: EffectivePreferences;
}
