import type { OrderLine } from '../domain/order.js';
import type { Status } from '../domain/status.js';
import { recordChanges } from './history.js';
import type { StatusChange } from './history.js';
import type { Session } from './session.js';
import { placeholders } from './session.js';

/** An order that was handed out, the lines that were, and the order's status that follows. */
export interface PolledOrder {
  readonly requestId: number;
  readonly status: Status;
  readonly lines: readonly OrderLine[];
}

/**
 * Marks what a location was handed as polled, a thousand orders in a handful of statements. The history names SYSTEM as
 * the employee: nobody asked for it but the poll itself.
 */
export async function recordPolled(session: Session, locationId: number, at: string, orders: readonly PolledOrder[]): Promise<void> {
  const requestIds = orders.map((order) => order.requestId);
  if (requestIds.length === 0) return;
  await session.run(
    `UPDATE order_line SET status = 'polled', status_date = ?
      WHERE location_id = ? AND status = 'new_order' AND request_id IN ${placeholders(requestIds)}`,
    [at, locationId, ...requestIds],
  );
  for (const status of new Set(orders.map((order) => order.status))) {
    const ids = orders.filter((order) => order.status === status).map((order) => order.requestId);
    await session.run(`UPDATE customer_order SET status = ? WHERE request_id IN ${placeholders(ids)}`, [status, ...ids]);
  }
  await recordChanges(session, orders.flatMap((order) => order.lines.map((line): StatusChange => ({
    requestId: order.requestId, lineNo: line.lineNo, at, systemCd: '', locationCd: '', employeeId: 'SYSTEM',
    from: 'new_order', to: 'polled', quantity: line.quantity, locationId, reasonCode: '', reasonNote: '',
  }))));
}
