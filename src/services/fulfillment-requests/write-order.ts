import { z } from 'zod';
import type { MerchantOrder } from '../../broker/partners/exchange/find-orders.js';
import { hasLeft } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { STATE_NAMES } from '../../domain/partner/request-names.js';
import { addressSchema, writeAddress } from './write-address.js';

const text = z.string();

const itemSchema = z.strictObject({
  id: z.int().describe('Unique within the order'),
  sku: text.describe("The product's code in the system that placed the order"),
  upc: text.nullable(),
  title: text,
  quantity: z.int(),
  shippedQuantity: z.int(),
  canceledQuantity: z.int(),
  price: z.number(),
});

export const orderSchema = z.strictObject({
  id: z.int(),
  orderNumber: text,
  systemCode: text.describe('The system that placed it'),
  status: text.describe('New Order, Fulfilled, Canceled, and so on'),
  underReview: z.boolean(),
  orderedAt: text,
  currency: text,
  shippingAddress: addressSchema,
  orderItems: z.array(itemSchema),
  fulfillmentRequests: z.array(
    z.strictObject({
      id: z.int(),
      fulfillmentRequestNumber: text,
      sourceId: z.int(),
      fulfillmentRequestStatus: z.strictObject({ name: text }),
    }),
  ),
});

/** `partial_fulfilled` as `Partial Fulfilled`. */
const titled = (status: string): string =>
  status.replace(/(^|_)([a-z])/g, (_, before: string, letter: string) => (before && ' ') + letter.toUpperCase());

/** An order as merchants and sales channels read it. Lines that the broker divided are one item. */
export function writeOrder({ order, pickup, lines, requests }: MerchantOrder): z.input<typeof orderSchema> {
  const numbers = [...new Set(lines.map(({ line }) => line.requestingLineNo))].sort((one, other) => one - other);
  return {
    id: order.requestId,
    orderNumber: order.orderId,
    systemCode: order.systemCd,
    status: titled(order.status),
    underReview: order.underReview,
    orderedAt: order.orderDate,
    currency: order.details.currency,
    shippingAddress: writeAddress(order.lines[0]?.details.shipTo ?? order.details.soldTo, pickup),
    orderItems: numbers.flatMap((id) => {
      const own = lines.filter(({ line }) => line.requestingLineNo === id);
      const [first] = own;
      if (first === undefined) return [];
      const units = (counts: (status: Status) => boolean): number =>
        own.reduce((sum, { line }) => sum + (counts(line.status) ? line.quantity : 0), 0);
      return [
        {
          id,
          sku: first.itemId,
          upc: first.codes.upc || null,
          title: first.description,
          quantity: units(() => true),
          shippedQuantity: units(hasLeft),
          canceledQuantity: units((status) => status === 'canceled'),
          price: first.line.unitPrice / 100,
        },
      ];
    }),
    fulfillmentRequests: requests.map(({ id, number, locationId, state }) => ({
      id,
      fulfillmentRequestNumber: number,
      sourceId: locationId,
      fulfillmentRequestStatus: { name: STATE_NAMES[state] },
    })),
  };
}
