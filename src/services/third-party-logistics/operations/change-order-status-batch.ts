import { FailureError, failureText, textOfFailure } from '../failures.js';
import type { LogisticsOperation } from '../operation.js';
import { parcelsIn } from '../parcels.js';
import { report } from '../report.js';
import { stageReportedBy } from '../status-words.js';

const MOST_ORDERS = 1000;

/**
 * Sets the status of several orders, with the tracking numbers of each. Every order is changed for itself: at the end of a day one
 * wrong number must not keep the others from being shipped. What failed is named; to send the whole batch again repeats the others.
 */
export const changeOrderStatusBatch: LogisticsOperation<'ChangeOrderStatusBatch'> = {
  name: 'ChangeOrderStatusBatch',
  nothing: {},
  async answer({ OrderStatus, Details }, call) {
    const stage = stageReportedBy(OrderStatus);
    const orders = Details?.OrderBatchDetailRequest ?? [];
    if (orders.length === 0) throw new FailureError('details_missing');
    if (orders.length > MOST_ORDERS)
      throw new FailureError('too_many_orders', { field: 'Details', found: orders.length, most: MOST_ORDERS });
    const failures: string[] = [];
    for (const order of orders) {
      try {
        await report(order.OrderID, { stage, note: parcelsIn(order) }, call);
      } catch (error) {
        const text = textOfFailure(error);
        if (text === undefined) throw error;
        failures.push(`Order ${String(order.OrderID)}: ${text}`);
      }
    }
    if (failures.length === 0) return { content: {} };
    const summary = failureText('orders_failed', { failed: failures.length, all: orders.length });
    return { content: {}, failures: [summary, ...failures] };
  },
};
