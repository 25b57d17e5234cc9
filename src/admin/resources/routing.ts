import express from 'express';
import type { SubmitOrderCommand } from '../../broker/orders/submit-order-command.js';
import { traceOrder } from '../../broker/brokering/order-trace.js';
import { previewOrder, previewReroute } from '../../broker/orders/preview.js';
import type { Customer } from '../../domain/order/order.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import { Semaphore } from '../../platform/semaphore.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { parseJson } from '../rest/json-text.js';
import type { Route } from '../rest/route.js';
import { errorSchema, faultsSchema, jsonDocument } from '../schemas/common.js';
import { shortOrder, traceQuery } from '../schemas/routing.js';

/** Maximum size of an order for a preview, as a message and in the short form: several times an order of 1,000 lines. */
const MAX_MESSAGE = '4mb';
const MAX_SHORT_ORDER = '1mb';
/** Previews that run at once, and that wait: they are work that nobody pays for with an order. */
const PREVIEWS = { running: 1, waiting: 16 };

/** The faults of an order that cannot be parsed. */
export interface UnreadableOrder {
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** Parses a SubmitOrder message. The message format is outside this package, so the caller supplies this. */
export type ReadOrder = (xml: string) => Promise<SubmitOrderCommand | UnreadableOrder>;

const XML = ['text/xml', 'application/xml', 'application/soap+xml'];

/**
 * Explains the routing. The preview takes a SubmitOrder message (XML) or a short order (JSON) and shows where it would
 * be fulfilled. The trace shows why a stored order was routed as it was; with `rerun` it adds the full result of routing
 * it now.
 */
export function routingRoutes(readOrder: ReadOrder): readonly Route[] {
  const previews = new Semaphore(PREVIEWS.running, PREVIEWS.waiting);
  return [
    {
      method: 'post',
      path: '/routing/preview',
      role: 'read',
      summary: 'Preview the routing of an order; nothing is reserved or stored',
      body: { mediaTypes: ['application/json', ...XML], schema: shortOrder },
      responses: {
        200: { description: 'The location of each line, with the reasons', schema: jsonDocument },
        400: { description: 'The order cannot be parsed', schema: faultsSchema },
        415: { description: 'Neither XML nor JSON', schema: errorSchema },
        422: { description: 'The order would be rejected', schema: jsonDocument },
        503: { description: 'Too many previews wait already; see Retry-After', schema: errorSchema },
      },
      middleware: [
        express.text({ type: XML, limit: MAX_MESSAGE }),
        express.text({ type: 'application/json', limit: MAX_SHORT_ORDER }),
      ],
      respond: async (context, request, response) => {
        const body: unknown = request.body;
        if (typeof body !== 'string') {
          response
            .status(415)
            .json({ error: 'an order is sent as text/xml (a SubmitOrder message) or application/json' });
          return;
        }
        const isXml = request.is('application/json') === false;
        const answer = await previews.run(async () => {
          const command = isXml ? await readOrder(body) : parseShortOrder(body);
          return 'faults' in command ? command : await previewOrder(context, command);
        });
        if (answer === undefined)
          response.status(503).setHeader('Retry-After', '1').json({ error: 'too many previews wait already' });
        else if ('preview' in answer) response.json(answer.preview);
        else response.status('faults' in answer ? 400 : 422).json(answer);
      },
    },
    {
      method: 'get',
      path: '/orders/{request_id}/trace',
      role: 'read',
      summary: 'Explain how an order was routed',
      query: traceQuery,
      responses: {
        200: { description: 'Every routing pass of the order', schema: jsonDocument },
        404: { description: 'Unknown', schema: errorSchema },
      },
      middleware: [],
      respond: async (context, request, response) => {
        const text = String(request.params.request_id);
        const requestId = parseRequestId(text);
        const passes = requestId === undefined ? undefined : await traceOrder(context, requestId);
        if (requestId === undefined || passes === undefined)
          response.status(404).json({ error: `there is no order with request id ${text.slice(0, 20)}` });
        else if (request.query.rerun === undefined) response.json({ request_id: requestId, passes });
        else response.json({ request_id: requestId, passes, rerun: await previewReroute(context, requestId) });
      },
    },
  ];
}

function parseShortOrder(body: string): SubmitOrderCommand | UnreadableOrder {
  let sent: unknown;
  try {
    sent = parseJson(body);
  } catch (error) {
    if (error instanceof InvalidRequestError) return { faults: error.faults };
    throw error;
  }
  const parsed = shortOrder.safeParse(sent);
  if (!parsed.success)
    return {
      faults: parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), reason: issue.message })),
    };
  const order = parsed.data;
  const customer: Customer = {
    name: { company: 'PREVIEW', prefix: '', first: '', middle: '', last: '', suffix: '' },
    address: {
      attention: '',
      address1: '',
      address2: '',
      address3: '',
      address4: '',
      apt: '',
      email: '',
      phone1: '',
      phone2: '',
      ...order.address,
    },
  };
  return {
    type: order.type,
    transactionNo: '',
    orderId: 'PREVIEW',
    refTransactionNo: '',
    underReview: '',
    requestingLocation: { systemCd: order.system_cd, locationCd: order.location_cd },
    pickupLocation: {
      systemCd: order.pickup_location?.system_cd ?? '',
      locationCd: order.pickup_location?.location_cd ?? '',
    },
    amounts: {
      transaction_subtotal: '',
      transaction_tax: '',
      transaction_total: '',
      freight_amount: '',
      balance_due: '',
      order_additional_freight_charges: '',
      order_additional_charges: '',
      freight_tax: '',
    },
    details: {
      employeeId: '',
      transactionDate: '',
      channel: '',
      specialInstructions: '',
      shipVia: order.ship_via,
      shipViaDescription: '',
      gift: '',
      sourceCode: '',
      currency: '',
      shipComplete: order.ship_complete ? 'Y' : 'N',
      orderMessage: '',
      giftMessage: '',
      soldTo: customer,
    },
    tenders: [],
    lines: order.lines.map((line, index) => ({
      lineItemNo: String(index + 1),
      location: { systemCd: line.system_cd, locationCd: line.location_cd },
      itemId: line.item_id,
      quantity: line.quantity,
      unitPrice: line.unit_price,
      extendedFreight: '',
      customizationCharge: '',
      shipWeight: '',
      taxes: [],
      shipTo: customer,
      customizations: [],
      details: {
        specialInstructions: '',
        upc: '',
        ean: '',
        giftWrap: line.gift_wrap ? 'Y' : 'N',
        shipAlone: '',
        message: '',
      },
    })),
  };
}
