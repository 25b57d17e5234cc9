import { z } from 'zod';
import type { BrokerContext } from '../../broker/context.js';
import type { MessageMasks } from '../../platform/exchange-record.js';
import type { JsonOperation, JsonService } from '../../platform/http/json/json-service.js';
import { openApiOf } from '../../platform/http/json/open-api.js';
import type { DescribedOperation } from '../../platform/http/json/open-api.js';
import { REQUEST_MASKS } from './masks.js';
import { operation } from './operation.js';
import type { MakeOperation } from './operation.js';
import { answerOperations } from './operations/answers.js';
import { generationOperations } from './operations/generation.js';
import { orderOperations } from './operations/orders.js';
import { requestOperations } from './operations/requests.js';
import { shipmentOperations } from './operations/shipments.js';

/** The header that takes the API key, as clients of the original send it. */
const KEY_HEADER = 'X-API-TOKEN';

/** More than clients send: an adjustment of a thousand items has 60 KB. */
const MOST_BYTES = 1_000_000;

/** The addresses of the service. Clients have them below the root, behind an address that they are given. */
const ROOTS = ['fulfillment-requests', 'orders', 'shipments'] as const;

/** An address of the service. */
export interface ServicePart {
  readonly path: string;
  readonly service: JsonService;
  readonly masks: MessageMasks;
}

/** The service of fulfillment requests (docs/fulfillment-requests.md), as the parts that are mounted. */
export function fulfillmentRequestService(context: BrokerContext): readonly ServicePart[] {
  const makers: readonly MakeOperation[] = [
    ...requestOperations,
    ...answerOperations,
    ...orderOperations,
    ...generationOperations,
    ...shipmentOperations,
  ];
  const operations = makers.map((make) => make(context));
  const all = [description(operations)(context), ...operations];
  return ROOTS.map((root) => ({
    path: `/${root}`,
    masks: REQUEST_MASKS[root],
    service: {
      group: 'requests',
      keyHeader: KEY_HEADER,
      limits: { bytes: MOST_BYTES },
      operations: all.filter(({ path }) => path.split('/')[1] === root).map((one) => below(root, one)),
    },
  }));
}

/** An operation with its path below an address. */
const below = (root: string, one: DescribedOperation): JsonOperation => ({
  name: one.name,
  method: one.method,
  path: one.path.slice(root.length + 1) || '/',
  handle: (body, call) => one.handle(body, call),
});

/** The operation that describes the others. */
function description(operations: readonly DescribedOperation[]): MakeOperation {
  return operation({
    name: 'GetOpenApi',
    method: 'GET',
    path: '/fulfillment-requests/openapi.json',
    kinds: ['account', 'source', 'channel'],
    summary: 'Get the OpenAPI 3.1 document of this service',
    answer: { status: 200, description: 'The document', schema: z.looseObject({}) },
    act: () =>
      Promise.resolve({
        status: 200,
        body: openApiOf(operations, {
          title: 'Order Broker: fulfillment requests',
          description: 'What orders ask of sources, what sources answer, and what they ship.',
          keyHeader: KEY_HEADER,
        }),
      }),
  });
}
