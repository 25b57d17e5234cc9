import type { Random } from '../../support/random.js';
import { someId, someOf, someUnits } from './draft.js';
import type { Make } from './draft.js';

/** Valid requests of the partner services that speak JSON: third-party logistics by REST, fulfillment requests, outbounds. */

/** What an operation takes: in its query, and in its body. */
interface Content {
  readonly query?: (random: Random) => Readonly<Record<string, unknown>>;
  readonly body?: (random: Random) => unknown;
}

const NOTE = (random: Random): object => someOf({ note: 'why', reason: 'because' }, random);
const PAGE = { sinceId: 1, filterPageNumber: 1, filterPageSize: 5 };
const TIME = '2026-01-02T03:04:05Z';
const itemOf = (random: Random): object => random.pick([{ id: someId(random) }, { sku: 'DESK-01' }]);
const shipmentOf = (random: Random): object => ({
  trackingNumber: '1Z',
  ...someOf<unknown>(
    {
      carrier: 'UPS',
      method: 'Ground',
      shippedAt: TIME,
      partial: true,
      shipmentItems: [{ ...itemOf(random), quantity: someUnits(random) }],
    },
    random,
  ),
});

const REQUESTS: Readonly<Record<string, Content>> = {
  'GET /fulfillment-requests': {
    query: (random) =>
      someOf<unknown>(
        {
          ...PAGE,
          filterStatus: 'Processing,Acknowledged',
          filterFulfilmentStatus: 'Shipped',
          filterIsAcknowledged: true,
          filterInvoiced: false,
          filterSourceId: someId(random),
          filterEligibleForProcessing: true,
          filterGeneratedAfter: TIME,
          findOrderId: someId(random),
          frNumbers: 'FZ-1,FZ-2',
        },
        random,
        0.15,
      ),
  },
  'GET /fulfillment-requests/processing': { query: (random) => someOf({ leaseSeconds: 60 }, random) },
  'GET /fulfillment-requests/{id}': {},
  'PATCH /fulfillment-requests/{id}/processed': {},
  'PATCH /fulfillment-requests/{id}/acknowledge': {},
  'POST /fulfillment-requests/{id}/acknowledge': {},
  'PATCH /fulfillment-requests/{id}/processing-failed': { body: () => ({ error: 'out of paper' }) },
  'PATCH /fulfillment-requests/{id}/cancel': { body: NOTE },
  'POST /fulfillment-requests/{id}/adjust': {
    body: (random) => ({
      items: [
        {
          ...itemOf(random),
          ...someOf({ acknowledgedQuantity: 1, secondaryAcknowledgedQuantity: 0, cancelledQuantity: 1 }, random),
        },
      ],
      ...someOf<unknown>({ killOrFillType: 'fill', cancelUnacknowledgedItemQuantity: true }, random),
    }),
  },
  'PATCH /fulfillment-requests/{id}/committed-stock': {},
  'PATCH /fulfillment-requests/{id}/accounting-sync': {},
  'GET /orders': {
    query: (random) =>
      someOf<unknown>(
        { ...PAGE, orderUpdatedAt: TIME, fulfillmentRequestsUpdatedAt: TIME, shipmentsUpdatedAt: TIME },
        random,
        0.2,
      ),
  },
  'GET /orders/{id}': {},
  'PATCH /orders/{id}/status': { body: () => ({ status: 'Canceled', updateNote: 'no more' }) },
  'POST /orders/{id}/fulfillment-requests/preview': {
    body: (random) => ({ withoutSources: [{ sourceId: someId(random) }] }),
  },
  'POST /orders/{id}/fulfillment-requests/generate': {
    body: (random) => ({ withoutSources: [{ sourceId: someId(random) }] }),
  },
  'POST /orders/{id}/fulfillment-requests': {
    body: (random) => ({
      sourceId: someId(random),
      ...someOf({ items: [{ orderItemId: someId(random), quantity: someUnits(random) }] }, random),
    }),
  },
  'POST /fulfillment-requests/{id}/process': {},
  'POST /fulfillment-requests/{id}/void': { body: NOTE },
  'POST /fulfillment-requests/{id}/regenerate': { body: (random) => ({ withoutSource: random.chance(0.5) }) },
  'GET /shipments': {
    query: (random) =>
      someOf<unknown>(
        { ...PAGE, filterFulfillmentRequestId: someId(random), filterOrderId: someId(random) },
        random,
        0.2,
      ),
  },
  'POST /shipments': {
    body: (random) => ({
      purchaseOrderId: random.chance(0.5) ? someId(random) : String(someId(random)),
      ...(random.chance(0.5) ? { shipment: shipmentOf(random) } : { shipments: [shipmentOf(random)] }),
    }),
  },
};

const PARCELS = { trackingNumber1: '1Z60A', trackingNumber2: '1Z60B' };
const STATUSES = ['Accepted', 'Printed', 'Shipped', 'Canceled', 8, 9];

const LOGISTICS: Readonly<Record<string, Content>> = {
  'GET /3.0/orders': {
    query: (random) =>
      someOf<unknown>(
        {
          orderID: someId(random),
          orderStatus: 'Accepted',
          warehouseID: 7,
          orderIDs: '1,2,3',
          orderDateStart: '2020-01-01',
          greaterThanModifiedDate: TIME,
          batchSize: 5,
          greaterThanOrderID: 1,
          returnCustomer: true,
        },
        random,
        0.25,
      ),
  },
  'PATCH /3.0/orders': {
    body: (random) => ({
      orderID: someId(random),
      ...someOf<unknown>({ ...PARCELS, webCarrierID: 'UPS', other14: 'blue', declineCount: 1 }, random),
    }),
  },
  'POST /3.0/orders/status': {
    body: (random) => ({ orderID: someId(random), orderStatus: random.pick(STATUSES), ...someOf(PARCELS, random) }),
  },
  'POST /3.0/orders/statusbatch': {
    body: (random) => ({
      orderStatus: random.pick(STATUSES),
      details: Array.from({ length: someUnits(random) }, () => ({
        orderID: someId(random),
        ...someOf(PARCELS, random),
      })),
    }),
  },
};

const numberOf = (random: Random): string => `FZ-${String(random.below(300))}`;
const PLACE = { area_id: 12345, suburb_id: 1, lat: '42.1', lng: '-71.2' };
const WAY = { origin: PLACE, destination: PLACE };
const WAY_OPTIONS = { rate_type_id: 'regular', with_insurance: true, cod: false, service_type: 'x' };
const SIZES = { weight: 1.5, height: 10, width: '20', length: 30.25 };
const parcelOf = (random: Random): object => ({
  ...WAY,
  ...SIZES,
  ...someOf<unknown>({ ...WAY_OPTIONS, item_value: 100, limit: 5, page: 1 }, random),
});
const goods = (random: Random): object =>
  someOf<unknown>({ details: [{ sku: 'KETTLE', qty_shipped: someUnits(random), batch_no: 'B7' }] }, random);

const OUTBOUND: Readonly<Record<string, Content>> = {
  'POST /v3/fulfillment/outbound/oms': {
    body: (random) => {
      const number = numberOf(random);
      return {
        warehouse_id: 'WH1',
        customer_id: 'CLP',
        so_number: number,
        tracking_id: `T-${number}`,
        order_type: random.chance(0.8) ? 'SO' : 'RT',
        consignee: 'Jane Roe',
        consignee_full_address: '9 Example Street',
        consignee_city: 'WORCESTER',
        zip_code: '01602',
        order_time: '2026-11-30 08:00:00',
        ...someOf<unknown>(
          {
            order_identification_code: 1,
            internal_order_status: 'NEW',
            express_code: 'LAND',
            tenant_name: 'Example tenant',
            consignee_phone: '5085550199',
            consignee_province: 'MA',
            order_price: 19,
            tax_price: '1.25',
            payment_time: '2026-11-30 08:00:05',
          },
          random,
        ),
        details: [{ sku: random.pick(['KETTLE', 'TEAPOT']), quantity: someUnits(random), unit_price: 9.5 }],
      };
    },
  },
  'PATCH /v3/fulfillment/outbound/oms/cancel': {
    body: (random) => ({
      data: {
        cancellation: { order_no: numberOf(random), warehouse_id: 'WH1', cancel_reason: 'x', customer_id: 'CLP' },
      },
    }),
  },
  'GET /v3/fulfillment/outbound/oms/{so_number}': { query: () => ({ customer_id: 'CLP' }) },
  'GET /v3/fulfillment/outbound/wms': { query: (random) => ({ warehouse_id: 'WH1', ...someOf({ after: 1 }, random) }) },
  'POST /v3/fulfillment/outbound/wms/status': {
    body: (random) => ({
      warehouse_id: 'WH1',
      order_no: numberOf(random),
      status_code: random.pick(['40', '60', '66', '80', '90']),
      ...goods(random),
    }),
  },
  'POST /v3/fulfillment/outbound/wms/pgi': {
    body: (random) => ({
      warehouse_id: 'WH1',
      doc_no: numberOf(random),
      delivery_no: `AWB-${String(random.below(50))}`,
      carrier_name: 'Example Land',
      ...goods(random),
    }),
  },
  'POST /v3/fulfillment/pricing/domestic': {
    body: (random) => ({ ...WAY, skus: [{ ...SIZES, quantity: 2 }], ...someOf<unknown>(WAY_OPTIONS, random) }),
  },
  'POST /v3/pricing/domestic': { body: parcelOf },
  'POST /v3/pricing/domestic/{rate_type}': { body: parcelOf },
  'POST /v3/logistics/webhook/{provider}': {
    body: () => ({ tracking_id: 'T-FZ-1', status: 'delivered', status_date: TIME, awb: 'A' }),
  },
};

const PARAMETERS: Readonly<Record<string, (random: Random) => string>> = {
  id: (random) => String(someId(random)),
  so_number: numberOf,
  rate_type: (random) => random.pick(['regular', 'express']),
  provider: () => 'fast',
};

const made = ([operation, { query, body }]: readonly [string, Content]): Make => {
  const [method = '', path = ''] = operation.split(' ');
  return (random) => {
    const asked = Object.entries(query?.(random) ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => PARAMETERS[name]?.(random) ?? '');
    return {
      edge: 'json',
      operation,
      method,
      target: asked.length === 0 ? filled : `${filled}?${new URLSearchParams(asked).toString()}`,
      type: body === undefined ? '' : 'application/json',
      body: body === undefined ? '' : JSON.stringify(body(random)),
    };
  };
};

export const JSON_REQUESTS: readonly Make[] = [REQUESTS, LOGISTICS, OUTBOUND].flatMap((service) =>
  Object.entries(service).map(made),
);
