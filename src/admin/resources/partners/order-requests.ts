import type { BrokerContext } from '../../../broker/context.js';
import { createRequest } from '../../../broker/partners/create-request.js';
import { generateRequests } from '../../../broker/partners/generate-requests.js';
import { listRequests } from '../../../broker/partners/inquiry/list-requests.js';
import { previewRequests } from '../../../broker/partners/inquiry/preview-requests.js';
import { recordPreview, recordRequest } from '../../../broker/partners/inquiry/request-record.js';
import type { LocationCode } from '../../../domain/network/location-code.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import { parseRequestId } from '../../../domain/values/request-id.js';
import { jsonRoute, ok } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { errorSchema } from '../../schemas/common.js';
import { creationSchema, generationSchema, madeRequests, requestPreview } from '../../schemas/partners/requests.js';

const CONTRADICTION = { description: 'What is stored contradicts it; nothing was changed', schema: errorSchema };

/** Makes fulfillment requests for the lines of an order that wait for a location. */
export const orderRequestRoutes: readonly Route[] = [
  jsonRoute({
    method: 'post',
    path: '/orders/{request_id}/requests/preview',
    role: 'operate',
    summary: 'Preview what generating would do now; nothing is stored',
    body: { schema: generationSchema, optional: true },
    responses: { 200: { description: 'What would be asked of whom', schema: requestPreview } },
    handle: async (context, { param, body }) =>
      ok(recordPreview(await previewRequests(context, orderOf(param('request_id')), codesOf(body.without)))),
  }),
  jsonRoute({
    method: 'post',
    path: '/orders/{request_id}/requests/generate',
    role: 'operate',
    summary: 'Route the lines of an order that wait for a location',
    body: { schema: generationSchema, optional: true },
    responses: { 200: { description: 'What was made', schema: madeRequests }, 409: CONTRADICTION },
    handle: async (context, { param, body }) => {
      const made = await generateRequests(context, orderOf(param('request_id')), codesOf(body.without));
      return ok(await showMade(context, made));
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/orders/{request_id}/requests/create',
    role: 'operate',
    summary: 'Give lines of an order that wait to a location chosen by hand',
    body: { schema: creationSchema },
    responses: { 200: { description: 'What was made', schema: madeRequests }, 409: CONTRADICTION },
    handle: async (context, { param, body }) => {
      const code = codeOf(body);
      const lines = body.lines?.map(({ line_no: lineNo, quantity }) => ({
        lineNo,
        ...(quantity === undefined ? {} : { quantity }),
      }));
      return ok(await showMade(context, await createRequest(context, orderOf(param('request_id')), code, lines)));
    },
  }),
];

/** Fulfillment requests that were just made, as lists show them. */
export async function showMade(context: BrokerContext, made: readonly FulfillmentRequest[]): Promise<object> {
  const [first] = made;
  if (first === undefined) return { items: [] };
  const page = await listRequests(context, { requestId: first.requestId, after: first.id - 1, limit: 1000 });
  const ids = new Set(made.map(({ id }) => id));
  const items = (page?.items ?? []).filter(({ request }) => ids.has(request.id));
  return { items: items.map((item) => recordRequest(item, false)) };
}

/** The order that an address names. @throws {RefusedError} for a text that can be none */
export function orderOf(text: string): number {
  const requestId = parseRequestId(text);
  if (requestId === undefined) throw new RefusedError('order_unknown', { request: text.slice(0, 20) });
  return requestId;
}

const codesOf = (places: readonly Parameters<typeof codeOf>[0][]): LocationCode[] => places.map(codeOf);

const codeOf = (place: { readonly system_cd: string; readonly location_cd: string }): LocationCode => ({
  systemCd: place.system_cd,
  locationCd: place.location_cd,
});
