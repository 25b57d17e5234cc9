import { deriveOrderStatus } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { readOrderStatuses } from '../../store/orders/order-statuses.js';
import type { BrokerContext } from '../context.js';

/** An order whose status is not what its lines say. */
export interface StatusDiscrepancy {
  readonly requestId: number;
  readonly recorded: Status;
  /** What follows from the lines. */
  readonly derived: Status;
}

/** Orders of one transaction: others may write in between. */
const ORDERS = 1000;

/** Compares the status of every order with its lines. @returns every discrepancy; empty when all agree */
export async function reconcileStatuses({ database }: Pick<BrokerContext, 'database'>): Promise<StatusDiscrepancy[]> {
  const found: StatusDiscrepancy[] = [];
  let last: number | undefined = 0;
  while (last !== undefined) {
    const after: number = last;
    const orders = await database.transaction((session) => readOrderStatuses(session, after, ORDERS));
    for (const { requestId, status, lines } of orders) {
      const derived = deriveOrderStatus(lines);
      if (derived !== status) found.push({ requestId, recorded: status, derived });
    }
    last = orders.at(-1)?.requestId;
  }
  return found;
}
