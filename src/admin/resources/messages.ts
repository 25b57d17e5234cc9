import { getMessage, listMessages } from '../../broker/messages/list-messages.js';
import { jsonRoute, notFound, ok } from '../rest/json-route.js';
import type { JsonResponse } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { errorSchema } from '../schemas/common.js';
import { messagePage, messageQuery, messageSchema, resentMessage } from '../schemas/messages.js';

type ListedMessage = Awaited<ReturnType<typeof listMessages>>['items'][number];

/** Result of resending a message. */
export interface Resent {
  readonly correlationId: string;
  readonly outcome: string;
  readonly status: number;
  readonly responseCode?: number;
  readonly requestId?: number;
  readonly response: string;
}

/** Sends an envelope through the gateway again, as the user who sent it. SOAP is outside this package, so the caller supplies this. */
export type Resend = (envelope: string, user: string) => Promise<Resent>;

/** Lists, shows and resends messages of the message log. */
export function messageRoutes(resend: Resend): readonly Route[] {
  return [
    jsonRoute({
      method: 'get',
      path: '/messages',
      role: 'read',
      summary: 'List messages of the message log, newest first',
      query: messageQuery,
      responses: { 200: { description: 'A page of messages, without their texts', schema: messagePage } },
      handle: async (context, { query }) => {
        const {
          since,
          until,
          operation,
          outcome,
          request_id: requestId,
          order_id: orderId,
          user,
          correlation_id: correlationId,
        } = query;
        const { items, next } = await listMessages(
          context,
          {
            ...(since === undefined ? {} : { since }),
            ...(until === undefined ? {} : { until }),
            ...(operation === undefined ? {} : { operation }),
            ...(outcome === undefined ? {} : { outcome }),
            ...(requestId === undefined ? {} : { requestId }),
            ...(orderId === undefined ? {} : { orderId }),
            ...(user === undefined ? {} : { user }),
            ...(correlationId === undefined ? {} : { correlationId }),
          },
          query,
        );
        return ok({ items: items.map(listed), ...(next === undefined ? {} : { next }) });
      },
    }),
    jsonRoute({
      method: 'get',
      path: '/messages/{id}',
      role: 'operate',
      summary: 'Show a message with the texts of request and response',
      responses: { 200: { description: 'The message', schema: messageSchema } },
      handle: async (context, { param }) => {
        const found = await getMessage(context, param('id'));
        return found === undefined
          ? notFound('such message')
          : ok({ ...listed(found), request: found.request, response: found.response });
      },
    }),
    jsonRoute({
      method: 'post',
      path: '/messages/{id}/resend',
      role: 'operate',
      summary: 'Send a message again, with all its effects',
      responses: {
        200: { description: 'The message was sent; the response to it', schema: resentMessage },
        409: { description: 'The stored message is masked or incomplete', schema: errorSchema },
      },
      handle: async (context, { param }): Promise<JsonResponse> => {
        const found = await getMessage(context, param('id'));
        if (found === undefined) return notFound('such message');
        if (found.personalData === 'masked') {
          return conflict(
            'the message was stored with personal data masked, and a masked message is not the message; with MESSAGE_LOG_PERSONAL_DATA=plain later ones can be sent again',
          );
        }
        if (found.request === null)
          return conflict('the text of the message was not stored: it was too long, or no well-formed document');
        if (!/^\s*</.test(found.request))
          return conflict(
            'the message is no SOAP message, and others cannot be sent again: its address was not stored',
          );
        const resent = await resend(found.request, found.user);
        context.log.info(
          { messageId: found.id, correlationId: resent.correlationId, outcome: resent.outcome },
          'logged message resent',
        );
        return ok({
          correlation_id: resent.correlationId,
          outcome: resent.outcome,
          status: resent.status,
          response_code: resent.responseCode ?? null,
          request_id: resent.requestId ?? null,
          response: resent.response,
        });
      },
    }),
  ];
}

const conflict = (error: string): JsonResponse => ({ status: 409, body: { error } });

function listed(one: ListedMessage): object {
  return {
    id: one.id,
    at: one.at,
    user: one.user,
    operation: one.operation,
    correlation_id: one.correlationId,
    request_id: one.requestId,
    order_id: one.orderId,
    soap_version: one.soapVersion,
    outcome: one.outcome,
    delivered: one.delivered,
    response_code: one.responseCode,
    status: one.status,
    duration_ms: one.milliseconds,
    request_bytes: one.requestBytes,
    response_bytes: one.responseBytes,
    personal_data: one.personalData,
    injected_fault: one.injectedFault,
  };
}
