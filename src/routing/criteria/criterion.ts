import type { AvailableToPromise } from '../available-to-promise.js';
import type { RowOrder } from '../fast-path/columnar-form.js';
import type { LocationColumns } from '../fast-path/location-columns.js';
import type { Contender, Need, RoutingRequest } from '../request.js';

/** An eligible location as criteria see it. */
export interface RankedContender extends Contender {
  /** Available to promise, by product. */
  readonly atp: ReadonlyMap<number, AvailableToPromise>;
}

/**
 * A criterion: a number for each candidate. A criterion is one file, its name in domain/network/ranking-preferences.ts
 * and its entry in criteria.ts; it does not compile before both agree. Catalog schema, documentation, explanations and
 * what is read from the database follow from it.
 */
export interface Criterion {
  readonly name: string;
  /** Data that it reads beyond the location and its available and reserved quantities. */
  readonly needs?: Need;
  /** Undefined when it is unknown: such a candidate comes last in standard brokering and scores 0 in weighted brokering. */
  readonly value: (contender: RankedContender, request: RoutingRequest) => number | undefined;
  readonly better: 'lower' | 'higher';
  /** What it prefers, for the documentation. */
  readonly meaning: string;
  /** When its value is unknown, for the documentation. */
  readonly unknown: string;
}

/** A criterion of standard brokering. */
export interface StandardCriterion extends Criterion {
  /** Why the winner comes before the loser: a sentence. */
  readonly because: (winner: RankedContender, loser: RankedContender, request: RoutingRequest) => string;
  /** The same order over the columnar snapshot, for one request. Absent or undefined: the general way decides. */
  readonly columnar?: (columns: LocationColumns, request: RoutingRequest) => RowOrder | undefined;
}
