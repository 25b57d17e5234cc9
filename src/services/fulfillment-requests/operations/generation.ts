import { z } from 'zod';
import type { BrokerContext } from '../../../broker/context.js';
import { placeItems, sourceCode } from '../../../broker/partners/exchange/place-items.js';
import { findRequests, showRequest } from '../../../broker/partners/exchange/view-requests.js';
import { generateRequests, regenerateRequest } from '../../../broker/partners/generate-requests.js';
import { previewRequests } from '../../../broker/partners/inquiry/preview-requests.js';
import type { PreviewedUnits, RequestPreview } from '../../../broker/partners/inquiry/preview-requests.js';
import { processRequest } from '../../../broker/partners/process-request.js';
import { voidRequest } from '../../../broker/partners/void-request.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import { operation } from '../operation.js';
import type { MakeOperation } from '../operation.js';
import { creationBody, generationBody, noteBody, regenerationBody } from '../schemas.js';
import { requestSchema, writeRequest } from '../write-request.js';

const ACCOUNT = ['account'] as const;
const MADE = z.array(requestSchema);

const text = z.string();
const unitsSchema = z.array(z.strictObject({ orderItemId: z.int(), sku: text, quantity: z.int() }));
const previewSchema = z.strictObject({
  orderId: z.int(),
  orderNumber: text,
  fulfillmentRequests: z.array(
    z.strictObject({
      sourceId: z.int(),
      sourceCode: text,
      fulfillmentRequestNumber: text.nullable().describe('Null where a store or warehouse gets the items'),
      items: unitsSchema,
      roadblocks: z.array(text),
    }),
  ),
  unfulfillable: unitsSchema,
  roadblocks: z.array(text),
});

/** What the merchant does with orders and fulfillment requests: the screens of the original, as calls. */
export const generationOperations: readonly MakeOperation[] = [
  operation({
    name: 'PreviewFulfillmentRequests',
    method: 'POST',
    path: '/orders/{id}/fulfillment-requests/preview',
    kinds: ACCOUNT,
    summary: 'Preview what generating would do now; nothing is stored',
    body: { schema: generationBody, optional: true },
    answer: { status: 200, description: 'Who would be asked for what', schema: previewSchema },
    act: async (context, { id, body }) => ({
      status: 200,
      body: writePreview(await previewRequests(context, id, await codesOf(context, body.withoutSources))),
    }),
  }),
  operation({
    name: 'GenerateFulfillmentRequests',
    method: 'POST',
    path: '/orders/{id}/fulfillment-requests/generate',
    kinds: ACCOUNT,
    summary: 'Route what waits for a location',
    body: { schema: generationBody, optional: true },
    idempotent: true,
    answer: { status: 200, description: 'What was made', schema: MADE },
    act: async (context, { id, body }) => {
      const made = await generateRequests(context, id, await codesOf(context, body.withoutSources));
      return { status: 200, body: await writeMade(context, made) };
    },
  }),
  operation({
    name: 'CreateFulfillmentRequest',
    method: 'POST',
    path: '/orders/{id}/fulfillment-requests',
    kinds: ACCOUNT,
    summary: 'Give what waits for a location to a source, without routing',
    body: { schema: creationBody },
    idempotent: true,
    answer: { status: 200, description: 'What was made', schema: MADE },
    act: async (context, { id, body }) => {
      const items = body.items?.map(({ orderItemId: lineNo, quantity }) => ({ lineNo, quantity }));
      return { status: 200, body: await writeMade(context, await placeItems(context, id, body.sourceId, items)) };
    },
  }),
  operation({
    name: 'Process',
    method: 'POST',
    path: '/fulfillment-requests/{id}/process',
    kinds: ACCOUNT,
    summary: 'Release it to its source',
    idempotent: true,
    answer: { status: 200, description: 'The fulfillment request afterwards', schema: requestSchema },
    act: async (context, { id, actor }) => {
      await processRequest(context, id, actor);
      return { status: 200, body: writeRequest(await showRequest(context, id, actor)) };
    },
  }),
  operation({
    name: 'Void',
    method: 'POST',
    path: '/fulfillment-requests/{id}/void',
    kinds: ACCOUNT,
    summary: 'Take it back, or ask its source to give it back',
    body: { schema: noteBody, optional: true },
    idempotent: true,
    answer: { status: 200, description: 'The fulfillment request afterwards', schema: requestSchema },
    act: async (context, { id, actor, body }) => {
      await voidRequest(context, id, actor, body.note || body.reason);
      return { status: 200, body: writeRequest(await showRequest(context, id, actor)) };
    },
  }),
  // Without an Idempotency-Key: that its source was asked must be committed although the call is refused.
  operation({
    name: 'Regenerate',
    method: 'POST',
    path: '/fulfillment-requests/{id}/regenerate',
    kinds: ACCOUNT,
    summary: 'Take it back and route its items anew',
    body: { schema: regenerationBody, optional: true },
    answer: { status: 200, description: 'What was made', schema: MADE },
    act: async (context, { id, actor, body }) => {
      const made = await regenerateRequest(context, id, actor, { withoutPartner: body.withoutSource });
      return { status: 200, body: await writeMade(context, made) };
    },
  }),
];

function codesOf(context: BrokerContext, sources: readonly { readonly sourceId: number }[]): Promise<LocationCode[]> {
  return Promise.all(sources.map(({ sourceId }) => sourceCode(context, sourceId)));
}

/** The requests that were made, of one order. */
async function writeMade(context: BrokerContext, made: readonly FulfillmentRequest[]): Promise<object> {
  const [first] = made;
  if (first === undefined) return [];
  const criteria = { requestId: first.requestId, after: first.id - 1 };
  const views = await findRequests(context, { name: '' }, criteria, { skip: 0, most: 1000 });
  return views.filter(({ request }) => made.some(({ id }) => id === request.id)).map(writeRequest);
}

function writePreview({ order, requests, unfulfillable, roadblocks }: RequestPreview): z.input<typeof previewSchema> {
  const write = (units: readonly PreviewedUnits[]): z.input<typeof unitsSchema> =>
    units.map(({ lineNo, itemId, quantity }) => ({
      orderItemId: order.lines.find((line) => line.lineNo === lineNo)?.requestingLineNo ?? lineNo,
      sku: itemId,
      quantity,
    }));
  return {
    orderId: order.requestId,
    orderNumber: order.orderId,
    fulfillmentRequests: requests.map(({ location, number, lines, roadblocks: own }) => ({
      sourceId: location.id,
      sourceCode: `${location.system.systemCd}/${location.locationCd}`,
      fulfillmentRequestNumber: number ?? null,
      items: write(lines),
      roadblocks: [...own],
    })),
    unfulfillable: write(unfulfillable),
    roadblocks: [...roadblocks],
  };
}
