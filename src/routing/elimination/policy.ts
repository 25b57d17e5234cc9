import type { Candidate, CandidateStock, RoutingLine, RoutingRequest } from '../request.js';

/** Why a location gets nothing, or one of the lines not; the words of the trace. docs/reference/routing-engine.md 2.12, and some of ours. */
export type EliminationReason =
  | 'inactive'
  | 'order_type'
  | 'within_system'
  | 'requesting_location'
  | 'maximum_orders'
  | 'zone'
  | 'attribute'
  | 'proximity'
  | 'rejected_before'
  | 'gift_wrap'
  | 'stale_stock'
  | 'probability_rule'
  | 'insufficient_inventory';

/** A location under judgment, with what was worked out for it once. */
export interface Contender {
  readonly candidate: Candidate;
  /**
   * From the destination, in the request's unit. 0 where the location does not use the proximity locator; undefined
   * where it does but one of the two places is not known.
   */
  readonly distance: number | undefined;
}

/** One rule that takes a location out: its reason where it applies, undefined where it does not. */
export type LocationPolicy = (contender: Contender, request: RoutingRequest) => EliminationReason | undefined;

/** One rule that keeps a location from one line. */
export type LinePolicy = (
  contender: Contender,
  line: RoutingLine,
  stock: CandidateStock,
  request: RoutingRequest,
) => EliminationReason | undefined;
