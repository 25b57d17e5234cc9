import { z } from 'zod';
import type { RequestView, ViewedItem } from '../../broker/partners/exchange/view-requests.js';
import type { RequestMarkKind } from '../../domain/partner/request-mark.js';
import { FLAG_NAMES, FULFILLMENT_NAMES, STATE_NAMES } from '../../domain/partner/request-names.js';
import { addressSchema, writeAddress } from './write-address.js';

const text = z.string();
const time = z.string().nullable().describe('ISO 8601 in UTC; null until it comes');
const number = z.number().nullable();
const unit = z.strictObject({ handle: text }).nullable();

const itemSchema = z.strictObject({
  id: z.int().describe('Unique within the fulfillment request'),
  orderItemId: z.int(),
  sku: text.describe("The product's code in the system of the source"),
  upc: text.nullable(),
  mpn: text.nullable(),
  title: text,
  quantity: z.int(),
  acknowledgedQuantity: z.int(),
  secondaryAcknowledgedQuantity: z.int().describe('Acknowledged for later'),
  shippedQuantity: z.int(),
  voidedQuantity: z.int().describe('Given back, canceled or voided'),
  cost: z.number().describe('Of a unit at the source; 0 where nobody knows'),
  weight: number,
  weightUnit: unit,
  length: number,
  width: number,
  height: number,
  dimensionUnit: unit,
  referenceId: text.nullable(),
  itemReferenceId: text.nullable(),
  inventoryVariantId: z.int().describe('The product'),
});

export const requestSchema = z.strictObject({
  id: z.int(),
  fulfillmentRequestNumber: text,
  orderId: z.int(),
  orderNumber: text,
  sourceId: z.int(),
  sourceCode: text.describe('System and location'),
  generatedAt: text,
  sentAt: time,
  acknowledgedAt: time,
  voidedAt: time,
  canceledAt: time,
  cancelRequestedAt: time.describe('When the merchant asked for it back; cancel is the answer'),
  acknowledgeBy: time,
  committedStockAt: time,
  accountingSyncedAt: time,
  fulfillmentRequestStatus: z.strictObject({ name: z.enum(Object.values(STATE_NAMES)) }),
  fulfilmentStatus: z.strictObject({ name: z.enum(Object.values(FULFILLMENT_NAMES)) }),
  flags: z.array(text).describe('Why it waits although it could be processed by itself'),
  error: text.nullable(),
  shippingAddress: addressSchema,
  fulfillmentRequestItems: z.array(itemSchema),
});

/** A fulfillment request as clients read it. */
export function writeRequest(view: RequestView): z.input<typeof requestSchema> {
  const { request, order, location, pickup, fulfillment, items, marks } = view;
  const markedAt = (kind: RequestMarkKind): string | null => marks.find((mark) => mark.kind === kind)?.markedAt ?? null;
  const { soldTo } = order.details;
  return {
    id: request.id,
    fulfillmentRequestNumber: request.number,
    orderId: request.requestId,
    orderNumber: order.orderId,
    sourceId: location.id,
    sourceCode: `${location.system.systemCd}/${location.locationCd}`,
    generatedAt: request.generatedAt,
    sentAt: request.processedAt,
    acknowledgedAt: request.acknowledgedAt,
    voidedAt: request.state === 'voided' ? request.endedAt : null,
    canceledAt: request.state === 'canceled' ? request.endedAt : null,
    cancelRequestedAt: request.cancelRequestedAt,
    acknowledgeBy: request.acknowledgeBy,
    committedStockAt: markedAt('committed_stock'),
    accountingSyncedAt: markedAt('accounting_sync'),
    fulfillmentRequestStatus: { name: STATE_NAMES[request.state] },
    fulfilmentStatus: { name: FULFILLMENT_NAMES[fulfillment] },
    flags: request.flags.map((flag) => FLAG_NAMES[flag]),
    error: request.error || null,
    shippingAddress: writeAddress(items[0]?.line.details.shipTo ?? soldTo, pickup),
    fulfillmentRequestItems: items.map(writeItem),
  };
}

function writeItem(item: ViewedItem): z.input<typeof itemSchema> {
  const { line, lineNo, sku, upc, title, quantity, acknowledged, secondary, shipped, canceled, cost } = item;
  const weight = Number(line.details.shipWeight);
  return {
    id: lineNo,
    orderItemId: lineNo,
    sku,
    upc: upc || null,
    mpn: null,
    title,
    quantity,
    acknowledgedQuantity: acknowledged - secondary,
    secondaryAcknowledgedQuantity: secondary,
    shippedQuantity: shipped,
    voidedQuantity: canceled,
    cost: cost ?? 0,
    weight: weight > 0 ? weight : null,
    weightUnit: null,
    length: null,
    width: null,
    height: null,
    dimensionUnit: null,
    referenceId: null,
    itemReferenceId: line.itemId,
    inventoryVariantId: line.productId,
  };
}
