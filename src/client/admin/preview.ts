import { ClientError } from '../client-error.js';
import type { Server } from '../http.js';
import { AdminRejectionError, callAdmin } from './admin-client.js';
import type { AdminLocation } from './location-code.js';

/** Where an order would be routed, and why. */
export interface RoutingPreview {
  readonly lines: readonly PreviewedLine[];
  /** Absent when every line names its location. */
  readonly decision?: PreviewedDecision;
}

export interface PreviewedLine {
  readonly requesting_system_line_no: number;
  readonly item_id: string;
  readonly quantity: number;
  readonly parts: readonly (AdminLocation & { readonly quantity: number; readonly named: boolean })[];
  readonly unfulfillable: number;
}

export interface PreviewedDecision {
  readonly flow: string;
  readonly radius: number;
  readonly unit: string;
  readonly method: string;
  /** The criterion that ranked the first location above the second. */
  readonly decided_by: string | null;
  readonly candidates: readonly PreviewedCandidate[];
  /** Numbers of locations that were not considered. */
  readonly too_far: number;
  readonly no_stock_record: number;
  /** Those about the lines that go to other destinations. */
  readonly further_decisions?: readonly PreviewedDecision[];
}

interface PreviewedCandidate extends AdminLocation {
  readonly fate: string;
  readonly reason?: string;
  readonly rank?: number;
  readonly distance?: number;
  readonly score?: number;
  /** What would have to change for this location to be chosen. */
  readonly to_be_chosen?: string;
}

/**
 * Routes an order without storing it.
 * @param message a SubmitOrder message, with or without its envelope
 * @throws {ClientError} when the message cannot be read or the order would be rejected
 */
export async function previewOrder(server: Server, message: string): Promise<RoutingPreview> {
  try {
    return await callAdmin(server, '/routing/preview', { method: 'POST', contentType: 'text/xml', body: message });
  } catch (error) {
    if (!(error instanceof AdminRejectionError)) throw error;
    const { refused } = (error.body ?? {}) as { refused?: { readonly code: number; readonly description: string } };
    if (refused !== undefined)
      throw new ClientError(`the order would be rejected with code ${refused.code}: ${refused.description}`);
    if (error.faults !== undefined) throw new ClientError(`invalid SubmitOrder message:\n${error.message}`);
    throw error;
  }
}
