import { parseDfStatus } from '../../../domain/direct-fulfillment/line-status.js';
import type { DfStatus } from '../../../domain/direct-fulfillment/line-status.js';
import { findChanges, findOrderLines, supplierSystems } from '../../../broker/direct-fulfillment/supplier-inquiries.js';
import { lineColumns } from '../columns.js';
import { MORE_AFTER_CONFIRMATION, noteCut, SUPPLIER, supplierOf } from '../operation.js';
import type { DirectFulfillmentOperation } from '../operation.js';
import { excerpt, ParameterError } from '../parameters.js';
import { rows } from '../sql-result.js';

/** The lines of an order that a supplier is to ship. An order of somebody else is one without lines. */
export const getOrderLines: DirectFulfillmentOperation = {
  name: 'pixiDFGetOrderlines',
  parameters: [{ name: 'OrderNR', type: 'int', required: true }, ...SUPPLIER, { name: 'AllOrderlines', type: 'bit' }],
  answer: async (call) => {
    const { parameters, context } = call;
    const caller = await supplierOf(call);
    const requestId = parameters.int('OrderNR') ?? 0;
    const lines = await findOrderLines(context.broker, caller, requestId, { all: parameters.bit('AllOrderlines') });
    const systemOf = await supplierSystems(context.broker);
    return rows(lineColumns({ orderNr: 'OrderNr', reference: 'OrderlineRef' }, systemOf), lines);
  },
};

/** The lines of a supplier that are not as he confirmed them. */
export const getChanges: DirectFulfillmentOperation = {
  name: 'pixiDFGetChanges',
  parameters: [
    { name: 'OrderNRExternal', type: 'varchar', length: 50 },
    ...SUPPLIER,
    { name: 'ExcludeStatuses', type: 'varchar', length: 200 },
    { name: 'LockedCustomers', type: 'bit' },
  ],
  answer: async (call) => {
    const { parameters, context } = call;
    const caller = await supplierOf(call);
    const orderId = parameters.text('OrderNRExternal');
    const filter = {
      ...(orderId === '' ? {} : { orderId }),
      without: readStatuses(parameters.text('ExcludeStatuses')),
      lockedCustomers: parameters.bit('LockedCustomers'),
    };
    const { items, isCut } = await findChanges(context.broker, caller, filter, context.mostOrders);
    if (isCut) noteCut(call, 'pixiDFGetChanges', MORE_AFTER_CONFIRMATION);
    const systemOf = await supplierSystems(context.broker);
    return rows(lineColumns({ orderNr: 'ordernr', reference: 'OrderLineRef' }, systemOf), items);
  },
};

/** Statuses separated by commas, semicolons or blanks. @throws {ParameterError} for a word that is none */
function readStatuses(text: string): ReadonlySet<DfStatus> {
  const words = text.split(/[,;\s]+/).filter((word) => word !== '');
  const statuses = words.map((word) => [word, parseDfStatus(word)] as const);
  const unknown = statuses.filter(([, status]) => status === undefined).map(([word]) => word);
  if (unknown.length > 0)
    throw new ParameterError([
      `Parameter ExcludeStatuses: found ${unknown.map(excerpt).join(', ')}, expected statuses such as STO, FUS.`,
    ]);
  return new Set(statuses.flatMap(([, status]) => status ?? []));
}
