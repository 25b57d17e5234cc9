import type { Status } from '../../domain/values/status.js';
import type { Session } from '../../platform/db/session.js';

/** An order's stored status, and the statuses that its lines have, each once. */
export interface OrderStatuses {
  readonly requestId: number;
  readonly status: Status;
  readonly lines: readonly Status[];
}

/** Reads the statuses of the next orders by request id. @returns at most `most`; none after the last order */
export async function readOrderStatuses(session: Session, afterId: number, most: number): Promise<OrderStatuses[]> {
  const rows = await session.all<{ request_id: number; status: Status; line_status: Status }>(
    `SELECT DISTINCT o.request_id, o.status, l.status AS line_status
       FROM (SELECT request_id, status FROM customer_order WHERE request_id > ? ORDER BY request_id LIMIT ${String(most)}) o
       JOIN order_line l ON l.request_id = o.request_id ORDER BY o.request_id`,
    [afterId],
  );
  const orders = new Map<number, OrderStatuses & { lines: Status[] }>();
  for (const { request_id: requestId, status, line_status: line } of rows) {
    const order = orders.get(requestId);
    if (order === undefined) orders.set(requestId, { requestId, status, lines: [line] });
    else order.lines.push(line);
  }
  return [...orders.values()];
}
