import type { ProgressStage } from '../../domain/partner/progress.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** A fulfillment request as partners that ask for changes list it. */
export interface StampedRequest {
  readonly id: number;
  readonly requestId: number;
  readonly locationId: number;
  /** Null for one that is being changed. */
  readonly modifiedAt: string | null;
}

/** Which fulfillment requests to list. */
export interface StampedFilter {
  readonly locationIds: readonly number[];
  readonly ids?: readonly number[];
  readonly number?: string;
  readonly progress?: readonly ProgressStage[];
  /** When the order was placed, ISO 8601, UTC; both included. */
  readonly placedFrom?: string;
  readonly placedTo?: string;
  readonly afterId: number;
  /** Only what changed later; it also determines the order of the list. */
  readonly modifiedAfter?: string;
  readonly limit: number;
}

/**
 * Lists released fulfillment requests: by ascending id, or by date where later ones than a date are asked for.
 * Dates differ, so both orders are total.
 */
export async function listStamped(session: Session, filter: StampedFilter): Promise<StampedRequest[]> {
  const { locationIds, ids, number, progress, placedFrom, placedTo, afterId, modifiedAfter, limit } = filter;
  if (locationIds.length === 0 || ids?.length === 0 || progress?.length === 0) return [];
  const clauses: [string, readonly (string | number)[]][] = [
    [`f.location_id IN ${placeholders(locationIds)}`, locationIds],
    ['(f.processing_at IS NOT NULL OR f.processed_at IS NOT NULL)', []],
    ['f.id > ?', [afterId]],
    ['o.under_review = 0', []],
  ];
  if (ids !== undefined) clauses.push([`f.id IN ${placeholders(ids)}`, ids]);
  if (number !== undefined) clauses.push(['f.number = ?', [number]]);
  if (progress !== undefined) clauses.push([`f.progress IN ${placeholders(progress)}`, progress]);
  if (placedFrom !== undefined) clauses.push(['o.order_date >= ?', [placedFrom]]);
  if (placedTo !== undefined) clauses.push(['o.order_date <= ?', [placedTo]]);
  if (modifiedAfter !== undefined) clauses.push(['f.modified_at > ?', [modifiedAfter]]);
  const rows = await session.all<{
    id: number;
    request_id: number;
    location_id: number;
    modified_at: string | null;
  }>(
    `SELECT f.id, f.request_id, f.location_id, f.modified_at
       FROM fulfillment_request f JOIN customer_order o ON o.request_id = f.request_id
      WHERE ${clauses.map(([sql]) => sql).join(' AND ')}
      ORDER BY ${modifiedAfter === undefined ? 'f.id' : 'f.modified_at'} LIMIT ?`,
    [...clauses.flatMap(([, values]) => values), limit],
  );
  return rows.map(({ id, request_id, location_id, modified_at }) => ({
    id,
    requestId: request_id,
    locationId: location_id,
    modifiedAt: modified_at,
  }));
}
