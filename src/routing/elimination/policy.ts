import type { Candidate, RoutingRequest } from '../request.js';

/** Why a candidate is out, in the words of the trace. routing-engine.md 2.12, and `rejected_before` and `inactive` of ours. */
export type EliminationReason =
  | 'inactive' | 'order_type' | 'within_system' | 'rejected_before' | 'gift_wrap' | 'insufficient_inventory' | 'proximity';

/** A candidate under judgement, with what was worked out for it once. */
export interface Judged {
  readonly candidate: Candidate;
  /**
   * From the destination, in the request's unit. 0 where the location does not use the proximity locator; undefined
   * where it does but one of the two places is not known.
   */
  readonly distance: number | undefined;
}

/** One rule that takes candidates out: its reason where it applies, undefined where it does not. */
export type EliminationPolicy = (judged: Judged, request: RoutingRequest) => EliminationReason | undefined;
