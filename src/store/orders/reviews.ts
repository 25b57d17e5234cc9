import { flag, numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** One change of an order's under-review flag. Kept for good. */
export interface ReviewChange {
  readonly requestId: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The caller; empty where the message does not say. */
  readonly systemCd: string;
  readonly locationCd: string;
  readonly employeeId: string;
  readonly underReview: boolean;
}

const REVIEW_CHANGE = tableOf<ReviewChange>('review_change', {
  requestId: numeric('request_id'),
  at: text('changed_at'),
  systemCd: text('system_cd'),
  locationCd: text('location_cd'),
  employeeId: text('employee_id'),
  underReview: flag('under_review'),
});

/** Sets the flag of an order, and records the change. The caller must hold the order's row lock. */
export async function switchReview(session: Session, change: ReviewChange): Promise<void> {
  await session.run('UPDATE customer_order SET under_review = ? WHERE request_id = ?', [
    change.underReview ? 1 : 0,
    change.requestId,
  ]);
  await REVIEW_CHANGE.insert(session, [change]);
}

/** Reads the changes of an order's flag, oldest first. */
export async function readReviewChanges(session: Session, requestId: number): Promise<ReviewChange[]> {
  const rows = await session.all(`SELECT ${REVIEW_CHANGE.list} FROM review_change WHERE request_id = ? ORDER BY id`, [
    requestId,
  ]);
  return rows.map((row) => REVIEW_CHANGE.read(row));
}
