import { FLAG_NAMES, FULFILLMENT_NAMES, STATE_NAMES } from '../../domain/partner/request-names.js';
import type { MessageMasks } from '../../platform/exchange-record.js';
import { jsonMasks } from '../../platform/http/json/mask-json.js';

/**
 * Which values of requests and answers may be shown in logs, as an allowlist: ids, codes, numbers of things, quantities, times and
 * states. Masked are names, addresses, contact data and everything that people write.
 */
const REQUEST = [
  'id',
  'fulfillmentRequestNumber',
  'orderId',
  'orderNumber',
  'sourceId',
  'sourceCode',
  'generatedAt',
  'sentAt',
  'acknowledgedAt',
  'voidedAt',
  'canceledAt',
  'cancelRequestedAt',
  'acknowledgeBy',
  'committedStockAt',
  'accountingSyncedAt',
  'fulfillmentRequestStatus.name',
  'fulfilmentStatus.name',
  'flags[]',
  ...[
    'id',
    'orderItemId',
    'sku',
    'upc',
    'title',
    'quantity',
    'acknowledgedQuantity',
    'secondaryAcknowledgedQuantity',
    'shippedQuantity',
    'voidedQuantity',
    'itemReferenceId',
    'inventoryVariantId',
  ].map((name) => `fulfillmentRequestItems[].${name}`),
];

const ADJUSTMENT = [
  'killOrFillType',
  ...[
    'id',
    'sku',
    'acknowledgedQuantity',
    'secondaryAcknowledgedQuantity',
    'cancelledQuantity',
    'orderItemId',
    'quantity',
  ].map((name) => `items[].${name}`),
];

const SOURCES = ['sourceId', 'withoutSources[].sourceId'];

const PREVIEW = ['fulfillmentRequests[]', 'unfulfillable[]'].flatMap((list) =>
  ['sourceId', 'sourceCode', 'fulfillmentRequestNumber', 'items[].orderItemId', 'items[].sku', 'items[].quantity']
    .concat('orderItemId', 'sku', 'quantity', 'roadblocks[]')
    .map((name) => `${list}.${name}`),
);

const ORDER = [
  'id',
  'orderId',
  'orderNumber',
  'systemCode',
  'status',
  'orderedAt',
  'currency',
  ...['id', 'sku', 'upc', 'title', 'quantity', 'shippedQuantity', 'canceledQuantity'].map(
    (name) => `orderItems[].${name}`,
  ),
  ...['id', 'fulfillmentRequestNumber', 'sourceId', 'fulfillmentRequestStatus.name'].map(
    (name) => `fulfillmentRequests[].${name}`,
  ),
];

const PARCEL = [
  'id',
  'carrier',
  'method',
  'shippedAt',
  'orderId',
  'purchaseOrderId',
  'fulfillmentRequestId',
  'sourceId',
  ...['id', 'sku', 'quantity'].map((name) => `shipmentItems[].${name}`),
];

/** Paths of one entry, and of the entries of a list. */
const alsoListed = (paths: readonly string[]): string[] => paths.flatMap((path) => [path, `[].${path}`]);

/** Texts with blanks that the service writes itself. */
const OWN_WORDS = [FLAG_NAMES, FULFILLMENT_NAMES, STATE_NAMES].flatMap((names) => Object.values(names));
const masksOf = (paths: readonly string[]): MessageMasks => jsonMasks(paths, OWN_WORDS);

/** The masks of an address of the service, by its first segment. */
export const REQUEST_MASKS: Readonly<Record<'fulfillment-requests' | 'orders' | 'shipments', MessageMasks>> = {
  'fulfillment-requests': masksOf([...alsoListed(REQUEST), ...ADJUSTMENT, ...SOURCES]),
  orders: masksOf([...alsoListed([...ORDER, ...REQUEST]), ...ADJUSTMENT, ...SOURCES, ...PREVIEW]),
  shipments: masksOf(
    [...alsoListed(PARCEL), 'purchaseOrderId', 'fulfillmentRequestId'].concat(
      PARCEL.flatMap((path) => [`shipment.${path}`, `shipments[].${path}`]),
    ),
  ),
};
