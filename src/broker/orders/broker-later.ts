import { IN_PROCESS } from '../../domain/network/in-process.js';
import type { Order } from '../../domain/order/order.js';
import { finishBrokering, postponeBrokering, takeBrokering } from '../../store/orders/brokering-jobs.js';
import type { BrokeringJob } from '../../store/orders/brokering-jobs.js';
import { lockOrder } from '../../store/orders/orders.js';
import { brokerLines } from '../brokering/broker-lines.js';
import { settleLines } from '../brokering/settle-lines.js';
import type { BrokerContext } from '../context.js';
import { workOnDue } from '../due-work.js';
import type { Unit } from '../unit.js';
import { storeProgress } from './store-progress.js';

/**
 * Routes one order that was acknowledged before it was brokered, if one is due. docs/reference/routing-engine.md 2.8.
 *
 * In the transaction of `workOnDue`, the lines that are still at the virtual IN PROCESS location are routed and stored, and the
 * job is deleted. A line that was canceled meanwhile is final and is not routed any more.
 *
 * @returns whether an order was routed
 */
export function brokerNext(context: BrokerContext): Promise<boolean> {
  return workOnDue<BrokeringJob>(context, {
    take: takeBrokering,
    act: async (unit, { requestId }) => {
      const order = await lockOrder(unit.session, requestId);
      if (order !== undefined) await brokerPending(unit, order);
      await finishBrokering(unit.session, requestId);
    },
    postpone: (session, { requestId }, dueAt) => postponeBrokering(session, requestId, dueAt),
    failure: 'brokering of an acknowledged order failed; it will be retried',
    named: (job) => ({ requestId: job?.requestId }),
  });
}

/** Routes the lines of an order that are still at the IN PROCESS location. */
async function brokerPending(unit: Unit, order: Order): Promise<void> {
  const pending = order.lines.filter((line) => line.locationId === IN_PROCESS.id && line.status === 'new_order');
  if (pending.length === 0) return;
  const placed = await brokerLines(unit, order, pending);
  await storeProgress(unit, order, await settleLines(unit, order, placed));
}
