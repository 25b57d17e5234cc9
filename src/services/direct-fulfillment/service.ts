import { RefusedError } from '../../domain/partner/refusal.js';
import { SoapFaultError } from '../../platform/soap/faults.js';
import type { SoapOperation, SoapService } from '../../platform/soap/service.js';
import type { DirectFulfillmentContext, DirectFulfillmentOperation } from './operation.js';
import { confirm } from './operations/confirm.js';
import { createInvoices } from './operations/create-invoices.js';
import { getOrders } from './operations/get-orders.js';
import { getChanges, getOrderLines } from './operations/get-supplier-lines.js';
import { addOrderComments, setStockMultiple, updateOrderline } from './operations/merchant-acts.js';
import { getMerchantLines, getOrder, getOrderHeader } from './operations/merchant-orders.js';
import { setStatus, updateOrderlineStatus } from './operations/report-status.js';
import { ParameterError, Parameters } from './parameters.js';
import { writeAnswer, writeError } from './sql-result.js';

/** Every operation, in the order of the WSDL. */
export const OPERATIONS: readonly DirectFulfillmentOperation[] = [
  getOrders,
  getOrderLines,
  getChanges,
  confirm,
  updateOrderlineStatus,
  setStatus,
  createInvoices,
  getOrderHeader,
  ...getMerchantLines,
  getOrder,
  updateOrderline,
  ...addOrderComments,
  setStockMultiple,
];

/**
 * The direct fulfillment service, in the manner of the native web services of SQL Server 2005. A call that cannot be done is
 * answered with an error message in the answer's own form, as that server does, and not with a fault: its clients look there.
 * @param path the address of the service; a call is in the namespace of that address, on whatever host, or in none
 */
export function directFulfillmentService(context: DirectFulfillmentContext, path: string): SoapService {
  return {
    namespaces: (namespace) => namespace === '' || pathOf(namespace) === simplified(path),
    operations: new Map(OPERATIONS.map((operation) => [operation.name, soapOperation(operation, context)])),
    // Parameters are checked by name and type (parameters.ts): their order and namespace are nobody's promise.
    validate: () => [],
  };
}

/** The path of an address as a client writes it, `''` for what is none. */
function pathOf(namespace: string): string {
  return URL.canParse(namespace) ? simplified(new URL(namespace).pathname) : '';
}

const simplified = (path: string): string => path.toLowerCase().replace(/\/+$/, '');

function soapOperation(operation: DirectFulfillmentOperation, context: DirectFulfillmentContext): SoapOperation {
  const { name } = operation;
  return {
    name,
    handle: async (payload, { namespace, log, user }) => {
      try {
        if (user !== undefined && !user.groups.has('direct-fulfillment'))
          throw new SoapFaultError('not-authorized', {
            subject: "the service group direct-fulfillment is not among the user's",
          });
        const parameters = new Parameters(payload, operation.parameters);
        const broker = { ...context.broker, log };
        return {
          body: writeAnswer(
            name,
            namespace,
            await operation.answer({ context: { ...context, broker }, parameters, user }),
          ),
        };
      } catch (error) {
        if (error instanceof ParameterError || error instanceof RefusedError) {
          log.warn({ operation: name, refusal: error.code }, 'call refused');
          return { body: writeError(name, namespace, error.message) };
        }
        if (!context.isTemporary(error)) throw error;
        log.error({ err: error, operation: name }, 'call failed for a temporary reason');
        throw new SoapFaultError('unavailable');
      }
    },
  };
}
