import type { RowTest } from '../fast-path/columnar-form.js';
import type { LocationColumns } from '../fast-path/location-columns.js';
import type { CandidateStock, Contender, Need, RoutingLine, RoutingRequest } from '../request.js';

/**
 * A rule that eliminates locations. A policy is one file and one entry in policies.ts; the general way, the fast path,
 * what is read from the database, the trace and the explanations follow from it.
 *
 * A policy without a columnar form is decided by the general way only: that costs time, never a wrong location.
 */
interface Policy {
  /** The word in the trace. docs/reference/routing-engine.md 2.12 names some of them, others are ours. */
  readonly reason: string;
  /** Data that it reads beyond the location and its available and reserved quantities. */
  readonly needs?: Need;
  /** Whether any location of the network is subject to it; absent: always. Without such a location nothing is read for it. */
  readonly isInUse?: (columns: LocationColumns) => boolean;
  /** What would have to change for the location to be eligible: a sentence. */
  readonly remedy: (contender: Contender, request: RoutingRequest) => string;
}

/** A rule that eliminates a location as a whole. */
export interface LocationPolicy extends Policy {
  readonly eliminates: (contender: Contender, request: RoutingRequest) => boolean;
  /**
   * The same rule over the columnar snapshot, for one request: a test of a row, or `never` when it cannot eliminate
   * anything. Absent or undefined: the general way decides.
   */
  readonly columnar?: (columns: LocationColumns, request: RoutingRequest) => RowTest | 'never' | undefined;
}

/** A rule that excludes a location from one line. */
export interface LinePolicy extends Policy {
  readonly excludes: (
    contender: Contender,
    line: RoutingLine,
    stock: CandidateStock,
    request: RoutingRequest,
  ) => boolean;
  /** `never` when it cannot exclude any location from any line of the request. Absent or undefined: the general way decides. */
  readonly columnar?: (columns: LocationColumns, request: RoutingRequest) => 'never' | undefined;
}
