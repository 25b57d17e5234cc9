import express from 'express';
import type { Router } from 'express';
import { z } from 'zod';
import type { BrokerContext } from '../broker/context.js';
import type { SubmitOrderCommand } from '../broker/draft-order.js';
import { traceOrder } from '../broker/order-trace.js';
import { previewOrder, routeAgain } from '../broker/preview.js';
import type { Customer } from '../domain/order.js';

/** What is asked in short: everything a SubmitOrder says that decides where it goes. */
const shortOrder = z.strictObject({
  type: z.string().default('DELIVERY'),
  system_cd: z.string(),
  location_cd: z.string(),
  ship_via: z.string().default(''),
  ship_complete: z.boolean().default(false),
  pickup_location: z.strictObject({ system_cd: z.string(), location_cd: z.string() }).optional(),
  address: z.strictObject({
    postal: z.string().default(''), city: z.string().default(''), province: z.string().default(''), country: z.string().default(''),
  }).default({ postal: '', city: '', province: '', country: '' }),
  lines: z.array(z.strictObject({
    item_id: z.string(),
    quantity: z.int(),
    unit_price: z.string().default('0'),
    gift_wrap: z.boolean().default(false),
    system_cd: z.string().default(''),
    location_cd: z.string().default(''),
  })).min(1),
});

/** The largest order that is previewed. */
const MAX_ORDER = '10mb';

/** Why an order message could not be read. */
export interface UnreadableOrder {
  readonly faults: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Answers about the routing: `POST /v1/routing/preview` (where would this order go?) takes a SubmitOrder message as XML,
 * or an order in short as JSON; `GET /v1/orders/{request_id}/trace` (why did this one go there?), with `?rerun` also what the routing would
 * say of it now, in full.
 * @param readOrder reads a SubmitOrder message; speaking Locate is not this room's business
 */
export function routingRouter(context: BrokerContext, readOrder: (xml: string) => SubmitOrderCommand | UnreadableOrder): Router {
  const router = express.Router();
  const bodies = [express.text({ type: ['text/xml', 'application/xml', 'application/soap+xml'], limit: MAX_ORDER }), express.json({ limit: MAX_ORDER })];
  router.post('/v1/routing/preview', ...bodies, async (request, response) => {
    const body: unknown = request.body;
    if (body === undefined) {
      response.status(415).json({ error: 'an order is sent as text/xml (a SubmitOrder message) or application/json' });
      return;
    }
    const command = typeof body === 'string' ? readOrder(body) : readShort(body);
    if ('faults' in command) {
      response.status(400).json(command);
      return;
    }
    const result = await previewOrder(context, command);
    response.status('refused' in result ? 422 : 200).json('refused' in result ? result : result.preview);
  });
  router.get('/v1/orders/:requestId/trace', async (request, response) => {
    const { requestId } = request.params;
    const passes = /^\d{1,10}$/.test(requestId) ? await traceOrder(context, Number(requestId)) : undefined;
    if (passes === undefined) response.status(404).json({ error: `there is no order with request id ${requestId.slice(0, 20)}` });
    else if (request.query.rerun === undefined) response.json({ request_id: Number(requestId), passes });
    else response.json({ request_id: Number(requestId), passes, rerun: await routeAgain(context, Number(requestId)) });
  });
  return router;
}

function readShort(body: unknown): SubmitOrderCommand | UnreadableOrder {
  const parsed = shortOrder.safeParse(body);
  if (!parsed.success) return { faults: parsed.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), reason: issue.message })) };
  const order = parsed.data;
  const customer: Customer = {
    name: { company: 'PREVIEW', prefix: '', first: '', middle: '', last: '', suffix: '' },
    address: {
      attention: '', address1: '', address2: '', address3: '', address4: '', apt: '', email: '', phone1: '', phone2: '', ...order.address,
    },
  };
  return {
    type: order.type, transactionNo: '', orderId: 'PREVIEW', refTransactionNo: '', underReview: '',
    requestingLocation: { systemCd: order.system_cd, locationCd: order.location_cd },
    pickupLocation: { systemCd: order.pickup_location?.system_cd ?? '', locationCd: order.pickup_location?.location_cd ?? '' },
    amounts: {
      transaction_subtotal: '', transaction_tax: '', transaction_total: '', freight_amount: '', balance_due: '',
      order_additional_freight_charges: '', order_additional_charges: '', freight_tax: '',
    },
    details: {
      employeeId: '', transactionDate: '', channel: '', specialInstructions: '', shipVia: order.ship_via, shipViaDescription: '', gift: '',
      sourceCode: '', currency: '', shipComplete: order.ship_complete ? 'Y' : 'N', orderMessage: '', giftMessage: '', soldTo: customer,
    },
    tenders: [],
    lines: order.lines.map((line, index) => ({
      lineItemNo: String(index + 1), location: { systemCd: line.system_cd, locationCd: line.location_cd }, itemId: line.item_id,
      quantity: line.quantity, unitPrice: line.unit_price, extendedFreight: '', customizationCharge: '', shipWeight: '', taxes: [],
      shipTo: customer, customizations: [],
      details: { specialInstructions: '', upc: '', ean: '', giftWrap: line.gift_wrap ? 'Y' : 'N', shipAlone: '', message: '' },
    })),
  };
}
