import type { AttributeDefinitionEntry, AttributeValues, DistanceUnit } from '../domain/network/catalog-document.js';
import type { Location } from '../domain/network/network.js';
import type { GeoPoint } from '../domain/values/geography.js';
import type { Cents } from '../domain/values/money.js';
import type { Flow } from '../domain/values/order-type.js';
import type { RankingPolicy } from '../domain/network/preferences.js';
import type { SplitRules } from './allocate.js';
import type { RuleBook } from './probability/rule-book.js';

/** What is wanted: some products, somewhere, in some way. */
export interface RoutingRequest {
  readonly flow: Flow;
  /** The system that asks, and its location that placed the order. */
  readonly systemCd: string;
  readonly requestingLocationId: number;
  readonly requestingLocationMayFulfill: boolean;
  /** Where the goods are wanted: the ship-to address, the pickup location, or the middle of a search. */
  readonly destination: GeoPoint | undefined;
  readonly radius: number;
  readonly unit: DistanceUnit;
  readonly lines: readonly RoutingLine[];
  /** Systems whose locations are not asked again after one of them rejected. */
  readonly avoidedSystems: ReadonlySet<string>;
  /** Locations that already ship for the order: they come first. */
  readonly preferred: ReadonlySet<number>;
  /** Who serves the customer's area; undefined where zones are not used, `none` where no zone does. */
  readonly zone:
    { readonly primary: ReadonlySet<number>; readonly alternate: ReadonlySet<number> } | 'none' | undefined;
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

export interface RoutingLine {
  readonly productId: number;
  readonly quantity: number;
  readonly giftWrap: boolean;
  readonly unitPrice: Cents;
  /** Of the product. */
  readonly attributes: AttributeValues;
  /** Locations that rejected this line: they are not asked again. */
  readonly rejecters: ReadonlySet<number>;
}

/** A location with what it has of the products wanted. */
export interface Candidate {
  readonly location: Location;
  readonly stock: ReadonlyMap<number, CandidateStock>;
  /** Orders assigned to it today, and when it was last assigned one (ISO 8601, `''` for never). */
  readonly ordersToday: number;
  readonly lastAssignedAt: string;
}

/** A product's stock at a location; figures that nobody gave are null. */
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
