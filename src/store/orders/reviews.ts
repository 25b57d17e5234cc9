import type { Session } from '../../platform/db/session.js';

/** One switch of an order's under-review flag, as it is kept for ever. */
export interface ReviewChange {
  readonly requestId: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Who asked for it; empty where the message did not say. */
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
  readonly underReview: boolean;
}

/** Switches the flag of an order that is locked, and keeps that it was. */
export async function switchReview(session: Session, change: ReviewChange): Promise<void> {
  await session.run('UPDATE customer_order SET under_review = ? WHERE request_id = ?', [
    change.underReview ? 1 : 0,
    change.requestId,
  ]);
  await session.insertRows(
    'review_change',
    ['request_id', 'changed_at', 'system_cd', 'location_cd', 'employee_id', 'under_review'],
    [[change.requestId, change.at, change.systemCd, change.locationCd, change.employeeId, change.underReview ? 1 : 0]],
  );
}

/** How an order's flag was switched, first to last. */
export async function readReviewChanges(session: Session, requestId: number): Promise<ReviewChange[]> {
  const rows = await session.all('SELECT * FROM review_change WHERE request_id = ? ORDER BY id', [requestId]);
  return rows.map((row) => ({
    requestId: Number(row.request_id),
    at: String(row.changed_at),
    systemCd: String(row.system_cd),
    locationCd: String(row.location_cd),
    employeeId: String(row.employee_id),
    underReview: row.under_review === 1,
  }));
}
