import type { LineDetails, OrderDetails } from '../../domain/order/order.js';
import { isFinal, STATUSES } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';
import { placeholders } from '../../platform/db/session.js';

/** Position in the list of orders to mask, by order date and request id. */
export interface MaskingPosition {
  readonly orderDate: string;
  readonly requestId: number;
}

const FINAL = STATUSES.filter(isFinal);

/** Finds final orders older than a time that are not masked yet, oldest first, after a position. */
export async function findOrdersToMask(
  session: Session,
  before: string,
  after: MaskingPosition,
  most: number,
): Promise<MaskingPosition[]> {
  const rows = await session.all<{ request_id: number; order_date: string }>(
    `SELECT request_id, order_date FROM customer_order
      WHERE masked_at IS NULL AND order_date >= ? AND order_date < ? AND (order_date > ? OR request_id > ?) AND status IN ${placeholders(FINAL)}
      ORDER BY order_date, request_id LIMIT ?`,
    [after.orderDate, before, after.orderDate, after.requestId, ...FINAL, most],
  );
  return rows.map((row) => ({ orderDate: row.order_date, requestId: row.request_id }));
}

/** Time at which an order was masked; undefined if it was not. */
export async function readMaskedAt(session: Session, requestId: number): Promise<string | undefined> {
  const row = await session.first<{ masked_at: string | null }>(
    'SELECT masked_at FROM customer_order WHERE request_id = ?',
    [requestId],
  );
  return row?.masked_at ?? undefined;
}

/** Whether a system has an order with this number that is not final. */
export async function hasOpenOrder(session: Session, systemCd: string, orderId: string): Promise<boolean> {
  return (
    (await session.first(
      `SELECT 1 AS found FROM customer_order WHERE system_cd = ? AND order_id = ? AND status NOT IN ${placeholders(FINAL)} LIMIT 1`,
      [systemCd, orderId, ...FINAL],
    )) !== undefined
  );
}

/** Stores an order's masked details, and masks the notes in its history: people write names into them. */
export async function storeMasked(
  session: Session,
  requestId: number,
  at: string,
  details: OrderDetails,
  lines: readonly { readonly lineNo: number; readonly details: LineDetails }[],
): Promise<void> {
  await session.run('UPDATE customer_order SET details = ?, masked_at = ? WHERE request_id = ?', [
    JSON.stringify(details),
    at,
    requestId,
  ]);
  for (const line of lines) {
    await session.run('UPDATE order_line SET details = ? WHERE request_id = ? AND line_no = ?', [
      JSON.stringify(line.details),
      requestId,
      line.lineNo,
    ]);
  }
  await session.run(
    "UPDATE status_change SET reason_note = '*****' WHERE request_id = ? AND reason_note <> '' AND employee_id <> 'SYSTEM'",
    [requestId],
  );
}
