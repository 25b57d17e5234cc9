import { z } from 'zod';
import type { ShipmentView } from '../../broker/partners/exchange/find-shipments.js';

const text = z.string();

export const shipmentSchema = z.strictObject({
  id: z.int(),
  trackingNumber: text,
  trackingNumbers: z.array(text),
  trackingUrl: text.nullable(),
  carrier: text,
  method: text,
  shippedAt: text,
  shippingCost: z.number().nullable(),
  orderId: z.int(),
  purchaseOrderId: z.int().nullable().describe('The id of the fulfillment request'),
  fulfillmentRequestId: z.int().nullable(),
  sourceId: z.int(),
  partial: z
    .boolean()
    .describe(
      'Whether units of the fulfillment request were left to ship after it; what was given back does not count',
    ),
  suppressed: z.boolean(),
  syncedToChannel: z.boolean().describe('Always: the system that placed the order sees it at once'),
  syncError: text.nullable(),
  shipmentItems: z.array(z.strictObject({ id: z.int(), sku: text, quantity: z.int() })),
});

/** A shipment as clients read it. */
export function writeShipment({ shipment, partial, items }: ShipmentView): z.input<typeof shipmentSchema> {
  const { id, trackingNumbers, carrier, method, shippedAt, requestId, fulfillmentRequestId, locationId } = shipment;
  return {
    id,
    trackingNumber: trackingNumbers[0] ?? '',
    trackingNumbers: [...trackingNumbers],
    trackingUrl: null,
    carrier,
    method,
    shippedAt,
    shippingCost: null,
    orderId: requestId,
    purchaseOrderId: fulfillmentRequestId,
    fulfillmentRequestId,
    sourceId: locationId,
    partial,
    suppressed: false,
    syncedToChannel: true,
    syncError: null,
    shipmentItems: items.map(({ lineNo, sku, quantity }) => ({ id: lineNo, sku, quantity })),
  };
}
