import type { Location } from '../domain/catalog.js';
import type { DistanceUnit, RankingCriterion } from '../domain/catalog-document.js';
import type { GeoPoint } from '../domain/geography.js';
import type { Flow } from '../domain/order-type.js';

/** What is wanted: some products, somewhere, in some way. */
export interface RoutingRequest {
  readonly flow: Flow;
  /** The system that asks. */
  readonly systemCd: string;
  /** Where the goods are wanted: the ship-to address, the pickup location, or the middle of a search. */
  readonly destination: GeoPoint | undefined;
  readonly radius: number;
  readonly unit: DistanceUnit;
  readonly lines: readonly RoutingLine[];
  /** Locations that rejected one of the lines: they are not asked again. */
  readonly rejecters: ReadonlySet<number>;
  /** A system whose locations are not asked again after one of them rejected. */
  readonly avoidedSystems: ReadonlySet<string>;
  /** In which order candidates are preferred; a later criterion only breaks ties. */
  readonly criteria: readonly RankingCriterion[];
}

export interface RoutingLine {
  readonly productId: number;
  readonly quantity: number;
  readonly giftWrap: boolean;
}

/** A location with what it has of the products wanted. */
export interface Candidate {
  readonly location: Location;
  readonly stock: ReadonlyMap<number, CandidateStock>;
}

export interface CandidateStock {
  readonly available: number;
  readonly reserved: number;
}

/** What a location can promise of a product: available - reserved - what is never promised. */
export function promisable(candidate: Candidate, productId: number): number {
  const stock = candidate.stock.get(productId);
  if (stock === undefined) return 0;
  return stock.available - stock.reserved - candidate.location.preferences.backupQuantity;
}
