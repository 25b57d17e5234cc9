import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';

/** Why an order is where it is: every routing pass, oldest first, as it was decided. */
export interface OrderTrace {
  readonly request_id: number;
  readonly passes: readonly TracedPass[];
}

export interface TracedPass {
  readonly pass: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly method: string;
  /** The criterion that ranked the first location above the second. */
  readonly decided_by: string | null;
  /** What went where; empty when no location could take it. */
  readonly parts: readonly (AdminLocation & { readonly line: number; readonly quantity: number })[];
  readonly candidates: readonly TracedCandidate[];
  /** Numbers of locations that were not considered. */
  readonly too_far: number;
  readonly no_stock_record: number;
}

export interface TracedCandidate extends AdminLocation {
  readonly fate: string;
  /** Why it was eliminated. */
  readonly reason?: string;
  readonly rank?: number;
}

/** The routing trace of an order. @throws {AdminRejectionError} when there is no such order */
export const getTrace = (server: Server, requestId: string): Promise<OrderTrace> =>
  callAdmin(server, `/orders/${requestId}/trace`);
