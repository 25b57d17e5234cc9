import { HttpRefusalError } from '../../platform/http/refusal.js';
import { jsonMasks } from '../../platform/http/json/mask-json.js';
import type { JsonCall, JsonOperation, JsonService } from '../../platform/http/json/json-service.js';
import { fromJson, fromQuery, toJson } from './json-form.js';
import type { LogisticsOperation, OperationName, RequestOf } from './operation.js';
import { changeOrderStatusBatch } from './operations/change-order-status-batch.js';
import { changeOrderStatus } from './operations/change-order-status.js';
import { getOrders } from './operations/get-orders.js';
import { updateOrder } from './operations/update-order.js';
import { answerOf, LOGISTICS_GROUP } from './service.js';
import type { ThirdPartyContext } from './service.js';

/**
 * The same orders by REST: what cannot be done is answered as by SOAP, with `result.status` Failure and HTTP 200; a request that is
 * none, such as one with an unknown field, with a problem document and its HTTP status.
 */
export function thirdPartyRest(context: ThirdPartyContext): JsonService {
  return {
    group: LOGISTICS_GROUP,
    operations: [
      route('GET', '/orders', getOrders, context),
      route('PATCH', '/orders', updateOrder, context),
      route('POST', '/orders/status', changeOrderStatus, context),
      route('POST', '/orders/statusbatch', changeOrderStatusBatch, context),
    ],
  };
}

function route<Name extends OperationName>(
  method: JsonOperation['method'],
  path: string,
  operation: LogisticsOperation<Name>,
  { broker, isTemporary }: ThirdPartyContext,
): JsonOperation {
  const { name } = operation;
  return {
    name,
    method,
    path,
    async handle(body: unknown, { query, log, user }: JsonCall) {
      const typeName = `${name}Request`;
      const request = (method === 'GET' ? fromQuery(typeName, query) : fromJson(typeName, body)) as RequestOf<Name>;
      try {
        const result = await answerOf(operation, request, { ...broker, log }, user, undefined);
        return {
          status: 200,
          body: await toJson(`${name}Response`, result as object as Readonly<Record<string, unknown>>),
        };
      } catch (error) {
        if (!isTemporary(error)) throw error;
        log.error({ err: error, operation: name }, 'request failed for a temporary reason');
        throw new HttpRefusalError('unavailable');
      }
    },
  };
}

const ORDER_FIELDS = [
  'orderID',
  'customerID',
  'orderStatus',
  'orderDate',
  'currencyCode',
  'warehouseID',
  'shipMethodID',
  'modifiedDate',
  'shippedDate',
  'createdDate',
  'reference1',
  'orderKey',
  ...[1, 2, 3, 4, 5].flatMap((place) => [`trackingNumber${String(place)}`, `webCarrierID${String(place)}`]),
];
const LINE_FIELDS = ['itemCode', 'description', 'quantity', 'priceEach', 'priceTotal', 'orderLine'];

/** How the message log masks messages in JSON. Names are masked where they are not spelled as here. */
export const THIRD_PARTY_JSON_MASKS = jsonMasks([
  ...ORDER_FIELDS,
  ...ORDER_FIELDS.map((field) => `orders[].${field}`),
  ...ORDER_FIELDS.map((field) => `details[].${field}`),
  ...LINE_FIELDS.map((field) => `orders[].details[].${field}`),
  'recordCount',
  'result.status',
  'result.errors[]',
]);
