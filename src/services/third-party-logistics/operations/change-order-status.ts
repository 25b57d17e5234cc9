import type { LogisticsOperation } from '../operation.js';
import { namedOrder, report } from '../report.js';
import { stageReportedBy } from '../status-words.js';

/** Sets the status of an order. One that it has, or has passed, is a repeat and changes nothing. */
export const changeOrderStatus: LogisticsOperation<'ChangeOrderStatus'> = {
  name: 'ChangeOrderStatus',
  nothing: {},
  async answer(request, call) {
    const stage = stageReportedBy(request.OrderStatus);
    await report(await namedOrder(request, call), { stage }, call);
    return { content: {} };
  },
};
