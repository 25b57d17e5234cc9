import { findOpenOrders } from '../../../broker/direct-fulfillment/supplier-inquiries.js';
import { ORDER_COLUMNS } from '../columns.js';
import { MORE_AFTER_CONFIRMATION, MORE_BY_SETTING, noteCut, SUPPLIER, supplierOf } from '../operation.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { rows } from '../sql-result.js';

/** The open orders of a supplier: a row for each place that lines of an order go to. */
export const getOrders: DirectFulfillmentOperation = {
  name: 'pixiDFGetOrders',
  parameters: [...SUPPLIER, { name: 'AllOrders', type: 'bit' }],
  answer: async (call) => {
    const caller = await supplierOf(call);
    const all = call.parameters.bit('AllOrders');
    const { broker, mostOrders: limit } = call.context;
    const { items, isCut } = await findOpenOrders(broker, caller, { all, limit });
    if (isCut) noteCut(call, 'pixiDFGetOrders', all ? MORE_BY_SETTING : MORE_AFTER_CONFIRMATION);
    return rows(
      ORDER_COLUMNS,
      items.flatMap(({ order, destinations }) => destinations.map((destination) => ({ order, destination }))),
    );
  },
};
