import express from 'express';
import type { SubmitOrderCommand } from '../../broker/orders/submit-order-command.js';
import { traceOrder } from '../../broker/brokering/order-trace.js';
import { previewOrder, previewReroute } from '../../broker/orders/preview.js';
import type { Customer } from '../../domain/order/order.js';
import { parseRequestId } from '../../domain/values/request-id.js';
import type { Route } from '../rest/route.js';
import { errorSchema, faultsSchema, jsonDocument } from '../schemas/common.js';
import { shortOrder, traceQuery } from '../schemas/routing.js';

/** Maximum size of an order for a preview. */
const MAX_ORDER = '10mb';

/** The faults of an order that cannot be parsed. */
export interface UnreadableOrder {
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/** Parses a SubmitOrder message. The message format is outside this package, so the caller supplies this. */
export type ReadOrder = (xml: string) => SubmitOrderCommand | UnreadableOrder;

const XML = ['text/xml', 'application/xml', 'application/soap+xml'];

/**
 * Explains the routing. The preview takes a SubmitOrder message (XML) or a short order (JSON) and shows where it would
 * be fulfilled. The trace shows why a stored order was routed as it was; with `rerun` it adds the full result of routing
 * it now.
 */
export function routingRoutes(readOrder: ReadOrder): readonly Route[] {
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
      },
      middleware: [express.text({ type: XML, limit: MAX_ORDER }), express.json({ limit: MAX_ORDER })],
      respond: async (context, request, response) => {
        const body: unknown = request.body;
        if (body === undefined) {
          response
            .status(415)
            .json({ error: 'an order is sent as text/xml (a SubmitOrder message) or application/json' });
          return;
        }
        const command = typeof body === 'string' ? readOrder(body) : parseShortOrder(body);
        if ('faults' in command) {
          response.status(400).json(command);
          return;
        }
        const result = await previewOrder(context, command);
        response.status('refused' in result ? 422 : 200).json('refused' in result ? result : result.preview);
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

function parseShortOrder(body: unknown): SubmitOrderCommand | UnreadableOrder {
  const parsed = shortOrder.safeParse(body);
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
