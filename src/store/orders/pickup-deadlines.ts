import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** The date until which a line waits to be collected. */
export interface PickupDeadline {
  readonly requestId: number;
  readonly lineNo: number;
  /** `YYYY-MM-DD`, by the time zone of the pickup location: the last day. */
  readonly pickupBy: string;
}

const PICKUP_DEADLINE = tableOf<PickupDeadline>('pickup_deadline', {
  requestId: numeric('request_id'),
  lineNo: numeric('line_no'),
  pickupBy: text('pickup_by'),
});

/** Stores deadlines. A line that already has one keeps it. */
export async function addPickupDeadlines(session: Session, deadlines: readonly PickupDeadline[]): Promise<void> {
  for (const deadline of deadlines) await PICKUP_DEADLINE.insertMissing(session, deadline);
}

/** Deletes the deadlines of an order's lines. */
export async function removePickupDeadlines(
  session: Session,
  requestId: number,
  lineNos: readonly number[],
): Promise<void> {
  if (lineNos.length === 0) return;
  await session.run(`DELETE FROM pickup_deadline WHERE request_id = ? AND line_no IN ${placeholders(lineNos)}`, [
    requestId,
    ...lineNos,
  ]);
}

/** Reads the deadlines of orders' lines, by request id and line number. */
export async function readPickupDeadlines(session: Session, requestIds: readonly number[]): Promise<PickupDeadline[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all(
    `SELECT ${PICKUP_DEADLINE.list} FROM pickup_deadline WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id, line_no`,
    requestIds,
  );
  return rows.map((row) => PICKUP_DEADLINE.read(row));
}

/**
 * Finds orders with lines whose last day is before a day, by request id.
 * @param day `YYYY-MM-DD`
 * @param after exclusive request id
 */
export async function findOverduePickups(
  session: Session,
  day: string,
  after: number,
  most: number,
): Promise<number[]> {
  const rows = await session.all<{ request_id: number }>(
    'SELECT DISTINCT request_id FROM pickup_deadline WHERE pickup_by < ? AND request_id > ? ORDER BY request_id LIMIT ?',
    [day, after, most],
  );
  return rows.map((row) => row.request_id);
}
