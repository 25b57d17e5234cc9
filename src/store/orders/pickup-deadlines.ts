import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Until when lines of an order wait for their customer. */
export interface PickupDeadline {
  readonly requestId: number;
  readonly lineNo: number;
  /** `YYYY-MM-DD`, UTC: the last day on which they may be collected. */
  readonly pickupBy: string;
}

/** Keeps deadlines; a line that has one keeps it. */
export async function addPickupDeadlines(session: Session, deadlines: readonly PickupDeadline[]): Promise<void> {
  for (const one of deadlines) {
    await session.run(
      `INSERT ${session.dialect === 'mysql' ? 'IGNORE' : 'OR IGNORE'} INTO pickup_deadline (request_id, line_no, pickup_by) VALUES (?, ?, ?)`,
      [one.requestId, one.lineNo, one.pickupBy],
    );
  }
}

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

/** The deadlines of orders' lines. */
export async function readPickupDeadlines(session: Session, requestIds: readonly number[]): Promise<PickupDeadline[]> {
  if (requestIds.length === 0) return [];
  const rows = await session.all<{ request_id: number; line_no: number; pickup_by: string }>(
    `SELECT request_id, line_no, pickup_by FROM pickup_deadline WHERE request_id IN ${placeholders(requestIds)} ORDER BY request_id, line_no`,
    requestIds,
  );
  return rows.map((row) => ({ requestId: row.request_id, lineNo: row.line_no, pickupBy: row.pickup_by }));
}

/**
 * Orders with lines whose last day is over, by request id.
 * @param today `YYYY-MM-DD`; lines that may be collected today are not overdue
 * @param after only orders with a higher request id
 */
export async function findOverduePickups(
  session: Session,
  today: string,
  after: number,
  most: number,
): Promise<number[]> {
  const rows = await session.all<{ request_id: number }>(
    'SELECT DISTINCT request_id FROM pickup_deadline WHERE pickup_by < ? AND request_id > ? ORDER BY request_id LIMIT ?',
    [today, after, most],
  );
  return rows.map((row) => row.request_id);
}
