import type { BrokerContext } from '../../../broker/context.js';
import { acknowledgeRequest, cancelRequest } from '../../../broker/partners/answer-request.js';
import { adjustRequest } from '../../../broker/partners/exchange/adjust-request.js';
import { markRequest } from '../../../broker/partners/exchange/mark-request.js';
import { showRequest } from '../../../broker/partners/exchange/view-requests.js';
import { failRequest, handOver } from '../../../broker/partners/process-request.js';
import { operation } from '../operation.js';
import type { MakeOperation, OperationDefinition, RequestCall } from '../operation.js';
import { adjustmentBody, failureBody, noteBody } from '../schemas.js';
import { requestSchema, writeRequest } from '../write-request.js';

/** An act of a source, or of the merchant in its place; answered with the request as it is afterwards, also when it is repeated. */
function answer<Body>(
  definition: Pick<OperationDefinition<undefined, Body>, 'name' | 'method' | 'path' | 'summary' | 'body'>,
  act: (context: BrokerContext, call: RequestCall<undefined, Body>) => Promise<unknown>,
): MakeOperation {
  return operation<undefined, Body>({
    ...definition,
    path: `/fulfillment-requests/{id}/${definition.path}`,
    kinds: ['account', 'source'],
    ...(definition.method === 'POST' ? { idempotent: true } : {}),
    answer: { status: 200, description: 'The fulfillment request afterwards', schema: requestSchema },
    act: async (context, call) => {
      await act(context, call);
      return { status: 200, body: writeRequest(await showRequest(context, call.id, call.actor)) };
    },
  });
}

const acknowledge = (context: BrokerContext, { id, actor }: RequestCall<undefined, unknown>): Promise<unknown> =>
  acknowledgeRequest(context, id, actor);

/** What sources say about fulfillment requests. */
export const answerOperations: readonly MakeOperation[] = [
  answer(
    { name: 'MarkProcessed', method: 'PATCH', path: 'processed', summary: 'Mark it as handed over' },
    (context, { id, actor, client }) => handOver(context, id, actor, client.kind === 'source' ? 'fetched' : 'sent'),
  ),
  answer({ name: 'Acknowledge', method: 'PATCH', path: 'acknowledge', summary: 'Acknowledge all of it' }, acknowledge),
  answer({ name: 'AcknowledgeByPost', method: 'POST', path: 'acknowledge', summary: 'The same as PATCH' }, acknowledge),
  operation({
    name: 'MarkProcessingFailed',
    method: 'PATCH',
    path: '/fulfillment-requests/{id}/processing-failed',
    kinds: ['account', 'source'],
    summary: 'Mark it as one that could not be handed over',
    body: { schema: failureBody },
    answer: { status: 204, description: 'Marked, or marked before', schema: requestSchema.pick({}) },
    act: async (context, { id, actor, body }) => {
      await failRequest(context, id, actor, body.error);
      return { status: 204 };
    },
  }),
  answer(
    {
      name: 'Cancel',
      method: 'PATCH',
      path: 'cancel',
      summary: 'Give it back: what has not shipped',
      body: { schema: noteBody, optional: true },
    },
    (context, { id, actor, body }) => cancelRequest(context, id, actor, body.note || body.reason),
  ),
  answer(
    {
      name: 'Adjust',
      method: 'POST',
      path: 'adjust',
      summary: 'Acknowledge and cancel units of items',
      body: { schema: adjustmentBody },
    },
    (context, { id, actor, body }) =>
      adjustRequest(context, id, actor, {
        items: body.items.map((item) => ({
          name: { lineNo: item.id, sku: item.sku },
          acknowledged: item.acknowledgedQuantity,
          secondary: item.secondaryAcknowledgedQuantity,
          canceled: item.cancelledQuantity,
        })),
        cancelUnacknowledged: body.cancelUnacknowledgedItemQuantity,
        ...(body.killOrFillType === undefined
          ? {}
          : { onCancel: body.killOrFillType === 'kill' ? ('cancel' as const) : ('reshop' as const) }),
      }),
  ),
  answer(
    {
      name: 'MarkCommittedStock',
      method: 'PATCH',
      path: 'committed-stock',
      summary: 'Note that its stock is committed',
    },
    (context, { id, actor }) => markRequest(context, id, actor, 'committed_stock'),
  ),
  answer(
    { name: 'MarkAccountingSync', method: 'PATCH', path: 'accounting-sync', summary: 'Note that accounting has it' },
    (context, { id, actor }) => markRequest(context, id, actor, 'accounting_sync'),
  ),
];
