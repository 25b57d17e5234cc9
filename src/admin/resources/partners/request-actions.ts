import type { z } from 'zod';
import type { BrokerContext } from '../../../broker/context.js';
import { acknowledgeRequest, cancelRequest } from '../../../broker/partners/answer-request.js';
import { regenerateRequest } from '../../../broker/partners/generate-requests.js';
import type { RequestActor } from '../../../broker/partners/open-request.js';
import { failRequest, handOver, processRequest, renumberRequest } from '../../../broker/partners/process-request.js';
import { recordShipment } from '../../../broker/partners/inquiry/request-record.js';
import { shipRequest } from '../../../broker/partners/ship-request.js';
import { getRequest } from '../../../broker/partners/inquiry/list-requests.js';
import { refuseVoid, voidRequest } from '../../../broker/partners/void-request.js';
import { errorSchema } from '../../schemas/common.js';
import {
  acknowledgementSchema,
  failureSchema,
  madeRequests,
  noteSchema,
  regenerationSchema,
  renumberingSchema,
  requestDetails,
  shippedSchema,
  shippingSchema,
} from '../../schemas/partners/requests.js';
import { jsonRoute, ok } from '../../rest/json-route.js';
import type { BodySpec } from '../../rest/json-route.js';
import type { Route } from '../../rest/route.js';
import { showMade } from './order-requests.js';
import { idOf, showRequest } from './requests.js';

/** Does something with a fulfillment request. */
type Action<Body> = (context: BrokerContext, id: number, actor: RequestActor, body: Body) => Promise<unknown>;

/** An action that is answered with the request as it is afterwards; a repeat is answered in the same way. */
function action<Body>(name: string, summary: string, body: BodySpec<Body> | undefined, act: Action<Body>): Route {
  return jsonRoute<unknown, Body>({
    method: 'post',
    path: `/requests/{id}/${name}`,
    role: 'operate',
    summary,
    ...(body === undefined ? {} : { body }),
    responses: {
      200: { description: 'The fulfillment request afterwards', schema: requestDetails },
      409: CONTRADICTION,
    },
    handle: async (context, { param, body: sent, actor }) => {
      const id = idOf(param('id'));
      await act(context, id, { name: actor }, sent);
      return ok(await showRequest(context, id, false));
    },
  });
}

const CONTRADICTION = { description: 'What is stored contradicts it; nothing was changed', schema: errorSchema };
const note = { schema: noteSchema, optional: true };

/** What operators do with fulfillment requests, in place of partners too. */
export const requestActionRoutes: readonly Route[] = [
  action('process', 'Release a fulfillment request to its partner', undefined, processRequest),
  action(
    'mark-processed',
    'Mark a fulfillment request as handed over by other means',
    undefined,
    (context, id, actor) => handOver(context, id, actor, 'sent'),
  ),
  action(
    'acknowledge',
    'Acknowledge a fulfillment request, or the units of it that the partner can ship',
    { schema: acknowledgementSchema, optional: true },
    (context, id, actor, { lines }) =>
      acknowledgeRequest(
        context,
        id,
        actor,
        lines?.map(({ line_no: lineNo, acknowledged, canceled }) => ({ lineNo, acknowledged, canceled })),
      ),
  ),
  action('fail', 'Mark a fulfillment request as failed', { schema: failureSchema }, (context, id, actor, { error }) =>
    failRequest(context, id, actor, error),
  ),
  action('cancel', 'Give a fulfillment request back, as its partner', note, (context, id, actor, body) =>
    cancelRequest(context, id, actor, body.note),
  ),
  action(
    'void',
    'Take a fulfillment request back, or ask its partner to give it back',
    note,
    (context, id, actor, body) => voidRequest(context, id, actor, body.note),
  ),
  action(
    'refuse-void',
    'Keep a fulfillment request that was asked back, as its partner',
    note,
    (context, id, actor, body) => refuseVoid(context, id, actor, body.note),
  ),
  action(
    'renumber',
    'Give a fulfillment request another number',
    { schema: renumberingSchema },
    (context, id, actor, body) => renumberRequest(context, id, actor, body.number),
  ),
  jsonRoute({
    method: 'post',
    path: '/requests/{id}/regenerate',
    role: 'operate',
    summary: 'Take a fulfillment request back and route its lines anew',
    body: { schema: regenerationSchema, optional: true },
    responses: { 200: { description: 'What was made', schema: madeRequests }, 409: CONTRADICTION },
    handle: async (context, { param, body, actor }) => {
      const options = { withoutPartner: body.without_partner };
      return ok(await showMade(context, await regenerateRequest(context, idOf(param('id')), { name: actor }, options)));
    },
  }),
  jsonRoute({
    method: 'post',
    path: '/requests/{id}/ship',
    role: 'operate',
    summary: 'Record parcels of a fulfillment request',
    body: { schema: shippingSchema },
    responses: { 200: { description: 'The shipment', schema: shippedSchema }, 409: CONTRADICTION },
    handle: async (context, { param, body, actor }) => {
      const id = idOf(param('id'));
      const { shipment, repeated } = await shipRequest(context, id, { name: actor }, reportOf(body));
      const { location } = await getRequest(context, id);
      const place = { system_cd: location.system.systemCd, location_cd: location.locationCd };
      return ok({ repeated, shipment: recordShipment(shipment, place) });
    },
  }),
];

function reportOf(body: z.output<typeof shippingSchema>): Parameters<typeof shipRequest>[3] {
  const { source_reference, carrier, method, tracking_numbers: trackingNumbers, shipped_at, lines } = body;
  return {
    sourceReference: source_reference ?? null,
    carrier,
    method,
    trackingNumbers,
    ...(shipped_at === undefined ? {} : { shippedAt: shipped_at }),
    ...(lines === undefined
      ? {}
      : {
          lines: lines.map(({ line_no, quantity, serial_no, batch_no }) => ({
            lineNo: line_no,
            quantity,
            serialNo: serial_no,
            batchNo: batch_no,
          })),
        }),
  };
}
