import type { BrokerContext } from '../../../broker/context.js';
import { listDeliveries, listEndpoints, resendDead, resendDelivery } from '../../../broker/webhooks/list-webhooks.js';
import type { DeliveryView, EndpointView } from '../../../broker/webhooks/list-webhooks.js';
import {
  changeEndpoint,
  createEndpoint,
  removeEndpoint,
  rotateSecret,
  sendTestEvent,
} from '../../../broker/webhooks/manage-endpoints.js';
import type { Refused } from '../../../broker/webhooks/manage-endpoints.js';
import { FORMAT_WARNINGS } from '../../../broker/webhooks/formats/format-table.js';
import { runDue } from '../../../broker/webhooks/run-due.js';
import type { WebhookTools } from '../../../broker/webhooks/tools.js';
import { InvalidRequestError } from '../../rest/invalid-request-error.js';
import { forbidden, jsonRoute, notFound, ok } from '../../rest/json-route.js';
import type { JsonResponse } from '../../rest/json-route.js';
import { readPosition, writePosition } from '../../rest/position.js';
import type { Route } from '../../rest/route.js';
import { errorSchema } from '../../schemas/common.js';
import * as schema from '../../schemas/webhooks.js';

const CONFLICT = {
  409: { description: 'Not possible as things are; the reason says what to do', schema: errorSchema },
};

/** Manages webhook endpoints, and shows and repeats what was sent to them. */
export function webhookRoutes(tools: WebhookTools): readonly Route[] {
  return [...endpointRoutes(tools), ...deliveryRoutes(tools)];
}

function endpointRoutes(tools: WebhookTools): readonly Route[] {
  return [
    jsonRoute({
      method: 'get',
      path: '/webhooks',
      role: 'read',
      summary: 'List the webhook endpoints with what waits for them',
      responses: { 200: { description: 'All of them', schema: schema.endpointList } },
      handle: async (context) => ok({ items: (await listEndpoints(context, tools)).map(endpointOf) }),
    }),
    jsonRoute({
      method: 'post',
      path: '/webhooks',
      role: 'administer',
      summary: 'Create a webhook endpoint; the answer shows its secret, once',
      body: { schema: schema.newEndpoint },
      responses: { 201: { description: 'The endpoint', schema: schema.createdEndpoint }, ...CONFLICT },
      handle: async (context, { body: { event_types: eventTypes, ...fields } }) =>
        answer('', await createEndpoint(context, tools, { ...fields, eventTypes }), (created) => ({
          status: 201,
          body: { ...created, ...warningOf(fields.format) },
        })),
    }),
    jsonRoute({
      method: 'get',
      path: '/webhooks/{id}',
      role: 'read',
      summary: 'Show a webhook endpoint',
      responses: { 200: { description: 'The endpoint', schema: schema.endpoint } },
      handle: (context, { param }) => show(context, tools, param('id')),
    }),
    jsonRoute({
      method: 'patch',
      path: '/webhooks/{id}',
      role: 'administer',
      summary: 'Change a webhook endpoint, or enable, pause or disable it',
      body: { schema: schema.endpointChanges },
      responses: { 200: { description: 'The endpoint', schema: schema.endpoint }, ...CONFLICT },
      handle: async (context, { param, body: { event_types: eventTypes, ...changes } }) => {
        const result = await changeEndpoint(context, tools, idIn(param('id')), {
          ...changes,
          ...(eventTypes === undefined ? {} : { eventTypes }),
        });
        return answer(param('id'), result, () => show(context, tools, param('id')));
      },
    }),
    jsonRoute({
      method: 'delete',
      path: '/webhooks/{id}',
      role: 'administer',
      summary: 'Remove a webhook endpoint; what waits for it is not sent any more',
      responses: { 204: { description: 'Removed' } },
      handle: async (context, { param }) =>
        (await removeEndpoint(context, idIn(param('id')))) ? { status: 204 } : unknownEndpoint(param('id')),
    }),
    jsonRoute({
      method: 'post',
      path: '/webhooks/{id}/rotate',
      role: 'administer',
      summary: 'Give a webhook endpoint a new secret; the one before signs too for some hours',
      body: { schema: schema.rotation },
      responses: { 200: { description: 'The new secret, shown once', schema: schema.rotatedSecret }, ...CONFLICT },
      handle: async (context, { param, body: { secret, keep_hours: keepHours } }) =>
        answer(param('id'), await rotateSecret(context, tools, idIn(param('id')), { secret, keepHours }), (rotated) =>
          ok({ secret: rotated.secret, previous_secret_until: rotated.previousUntil }),
        ),
    }),
    jsonRoute({
      method: 'post',
      path: '/webhooks/{id}/test',
      role: 'operate',
      summary: 'Send a test event to a webhook endpoint',
      responses: { 202: { description: 'It is queued', schema: schema.testEvent } },
      handle: async (context, { param }) => {
        const eventId = await sendTestEvent(context, idIn(param('id')));
        return eventId === undefined ? unknownEndpoint(param('id')) : { status: 202, body: { event_id: eventId } };
      },
    }),
    jsonRoute({
      method: 'post',
      path: '/webhooks/{id}/resend',
      role: 'operate',
      summary: 'Send all dead deliveries of a webhook endpoint again',
      responses: { 202: { description: 'They are queued', schema: schema.resent } },
      handle: async (context, { param }) => {
        const id = idIn(param('id'));
        if (!(await listEndpoints(context, tools)).some((one) => one.id === id)) return unknownEndpoint(param('id'));
        return { status: 202, body: { resent: await resendDead(context, id) } };
      },
    }),
  ];
}

function deliveryRoutes(tools: WebhookTools): readonly Route[] {
  return [
    jsonRoute({
      method: 'get',
      path: '/webhook-deliveries',
      role: 'read',
      summary: 'List webhook deliveries with their attempts, newest first',
      query: schema.deliveryQuery,
      responses: { 200: { description: 'A page of deliveries', schema: schema.deliveryPage } },
      handle: async (context, { query: { endpoint, state, type, request_id: requestId, after, limit } }) => {
        const [last = ''] = after === '' ? [] : readPosition(after, 1);
        const filter = {
          ...(endpoint === undefined ? {} : { endpointId: endpoint }),
          ...(state === undefined ? {} : { state }),
          ...(type === undefined ? {} : { type }),
          ...(requestId === undefined ? {} : { requestId }),
        };
        const { items, next } = await listDeliveries(context, filter, after === '' ? undefined : idIn(last), limit);
        return ok({
          items: items.map(deliveryOf),
          ...(next === undefined ? {} : { next: writePosition([String(next)]) }),
        });
      },
    }),
    jsonRoute({
      method: 'post',
      path: '/webhook-deliveries/{id}/resend',
      role: 'operate',
      summary: 'Send a dead webhook delivery again',
      responses: { 202: { description: 'It is queued', schema: schema.resent } },
      handle: async (context, { param }) =>
        (await resendDelivery(context, idIn(param('id'))))
          ? { status: 202, body: { resent: 1 } }
          : notFound(
              `dead delivery ${JSON.stringify(param('id'))}; GET /admin/v1/webhook-deliveries?state=dead lists them`,
            ),
    }),
    jsonRoute({
      method: 'post',
      path: '/webhook-deliveries/run',
      role: 'administer',
      summary: 'Send the webhooks that are due as of a time, to try out retries',
      query: schema.runWebhooksQuery,
      responses: { 200: { description: 'How the attempts ended', schema: schema.webhooksRun } },
      handle: async (context, { query }) => {
        if (!tools.movedClock)
          return forbidden(
            'deliveries run by the present time only: WEBHOOK_MOVED_CLOCK=true allows another one, for trying out and for tests',
          );
        const counts = await runDue(context, tools, new Date(query.as_of));
        const [delivered, failed, dead] = (['delivered', 'failed', 'dead'] as const).map((one) => counts.get(one) ?? 0);
        return ok({ delivered, failed, dead });
      },
    }),
  ];
}

const unknownEndpoint = (id: string): JsonResponse =>
  notFound(`webhook endpoint ${JSON.stringify(id)}; GET /admin/v1/webhooks lists them`);

/** The number in an address; 0, which nothing has, for anything else. */
function idIn(text: string): number {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
}

/** @param id of the endpoint, as the address has it @throws {InvalidRequestError} */
async function answer<T extends object>(
  id: string,
  result: T | Refused | undefined,
  done: (result: T) => JsonResponse | Promise<JsonResponse>,
): Promise<JsonResponse> {
  if (result === undefined) return unknownEndpoint(id);
  if ('faults' in result) throw new InvalidRequestError(result.faults);
  if ('refused' in result) return { status: 409, body: { error: result.refused } };
  return done(result);
}

async function show(context: BrokerContext, tools: WebhookTools, id: string): Promise<JsonResponse> {
  const found = (await listEndpoints(context, tools)).find((one) => one.id === idIn(id));
  return found === undefined ? unknownEndpoint(id) : ok(endpointOf(found));
}

function endpointOf(endpoint: EndpointView): object {
  return {
    id: endpoint.id,
    url: endpoint.url,
    event_types: endpoint.eventTypes,
    description: endpoint.description,
    format: endpoint.format,
    scope: endpoint.scope,
    ...warningOf(endpoint.format),
    header_names: endpoint.headerNames,
    state: endpoint.state,
    state_reason: endpoint.stateReason,
    dead_in_a_row: endpoint.deadInARow,
    waiting: endpoint.waiting,
    dead: endpoint.dead,
    previous_secret_until: endpoint.previousUntil,
    created_at: endpoint.createdAt,
  };
}

/** Why a form of bodies should not be chosen without need. */
function warningOf(format: string): { readonly warning?: string } {
  const warning = FORMAT_WARNINGS.get(format);
  return warning === undefined ? {} : { warning };
}

function deliveryOf(delivery: DeliveryView): object {
  const { state, isSending } = delivery;
  return {
    id: delivery.id,
    event_id: delivery.eventId,
    endpoint: delivery.endpointId,
    type: delivery.type,
    request_id: delivery.requestId,
    occurred_at: delivery.occurredAt,
    state: isSending ? 'sending' : state,
    due_at: state === 'waiting' && !isSending ? delivery.dueAt : null,
    ended_at: delivery.endedAt,
    attempts: delivery.attempts,
  };
}
