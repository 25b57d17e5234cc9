import type { AttributeDefinitionEntry, AttributeValues } from '../domain/network/catalog-document.js';
import type { RankingPolicy } from '../domain/network/effective-preferences.js';
import type { Location } from '../domain/network/location.js';
import type { DistanceUnit } from '../domain/geography/distance-unit.js';
import type { GeoPoint } from '../domain/geography/geography.js';
import type { Cents } from '../domain/values/money.js';
import type { Flow } from '../domain/values/order-type.js';
import type { SplitRules } from './allocation-problem.js';
import type { RuleBook } from './probability/rule-book.js';

/** What is to be routed: products, a destination and the rules in force. */
export interface RoutingRequest {
  readonly flow: Flow;
  /** The requesting system, and its location that placed the order. */
  readonly systemCd: string;
  readonly requestingLocationId: number;
  readonly requestingLocationMayFulfill: boolean;
  /** The ship-to address, the pickup location or the center of a search; undefined when it could not be geocoded. */
  readonly destination: GeoPoint | undefined;
  readonly radius: number;
  readonly unit: DistanceUnit;
  readonly lines: readonly RoutingLine[];
  /** Systems that get no line again after one of their locations rejected it. */
  readonly avoidedSystems: ReadonlySet<string>;
  /** Further destinations of an order that may not be split: a location must be near enough to all of them. */
  readonly furtherDestinations: readonly (GeoPoint | undefined)[];
  /** Locations that already ship for the order to this destination: they rank first. */
  readonly preferred: ReadonlySet<number>;
  /** Locations that `max_orders_per_day` does not limit: those that have the order, and the one that a search names. */
  readonly exemptFromMaximum: ReadonlySet<number>;
  /** The zone of the destination; undefined where zones are not used, `none` where no zone serves it. */
  readonly zone: ServingZone | 'none' | undefined;
  readonly attributes: {
    readonly definitions: readonly AttributeDefinitionEntry[];
    readonly originating: AttributeValues;
  };
  /** Undefined where no probability rule is assigned. */
  readonly rules: RuleBook | undefined;
  readonly brokering: RankingPolicy;
  readonly split: SplitRules;
  readonly now: Date;
}

/** Ids of the locations that serve a zone. */
export interface ServingZone {
  readonly primary: ReadonlySet<number>;
  readonly alternate: ReadonlySet<number>;
}

export interface RoutingLine {
  readonly productId: number;
  readonly quantity: number;
  readonly giftWrap: boolean;
  readonly unitPrice: Cents;
  /** Of the product. */
  readonly attributes: AttributeValues;
  /** Locations that rejected this line: they do not get it again. */
  readonly rejecters: ReadonlySet<number>;
  /** Whether only the merchant, or only direct fulfillment suppliers, may ship it; absent: anybody. */
  readonly shippedBy?: 'merchant' | 'supplier';
}

/** A location with its stock of the requested products. */
export interface Candidate {
  readonly location: Location;
  readonly stock: ReadonlyMap<number, CandidateStock>;
  /** Orders assigned to it today. */
  readonly ordersToday: number;
  /** When it was last assigned an order, ISO 8601; `''` for never. */
  readonly lastAssignedAt: string;
}

/** A product's stock at a location in units; attributes that were not recorded are null. */
export interface CandidateStock {
  readonly available: number;
  readonly reserved: number;
  readonly nextPoQuantity: number;
  /** `YYYY-MM-DD` */
  readonly nextPoDate: string | null;
  /** ISO 8601 */
  readonly updatedAt: string;
  readonly unitCost: number | null;
  readonly dailySellThrough: number | null;
  readonly minimumSellQuantity: number | null;
  readonly sellMultiple: number | null;
  readonly shrinkRate: number | null;
  readonly salesVelocity: number | null;
}

/** A candidate with its distance, which is computed once. */
export interface Contender {
  readonly candidate: Candidate;
  /**
   * From the destination, or the furthest of several, in the request's unit. 0 for a location that does not use the proximity locator; undefined
   * when it does and its coordinates or those of the destination are unknown.
   */
  readonly distance: number | undefined;
}

/**
 * Data that a policy or a criterion reads beyond the location itself and its available and reserved quantities. It is
 * read from the database only when something in force needs it: needs.ts.
 */
export type Need = 'stock attributes' | 'order counts';
