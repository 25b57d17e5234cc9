import { confirmLine } from '../../../broker/direct-fulfillment/confirm-line.js';
import { SUPPLIER, supplierOf } from '../operation.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { outcomeOf } from '../outcome.js';

/** A supplier has a line as it was under a key. */
export const confirm: DirectFulfillmentOperation = {
  name: 'pixiDFGetChangesConfirmation',
  parameters: [...SUPPLIER, { name: 'OrderHistKey', type: 'int', required: true }],
  answer: async (call) => {
    const caller = await supplierOf(call);
    const key = call.parameters.int('OrderHistKey') ?? 0;
    return outcomeOf(() => confirmLine(call.context.broker, caller, key));
  },
};
