import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import { OUTBOUND_TYPES } from '../../domain/outbound/outbound-order.js';
import { PARCEL_CODES, PARCEL_STATUSES } from '../../domain/outbound/parcel-status.js';
import { RATE_TYPES } from '../../domain/outbound/rate-card.js';
import type { JsonOperation } from '../../platform/http/json/json-service.js';

type Schema = Readonly<Record<string, unknown>>;

const text = (maxLength: number): Schema => ({ type: 'string', maxLength });
const amount: Schema = { type: ['number', 'string'], minimum: 0 };
const whole = (minimum: number, maximum: number): Schema => ({ type: 'integer', minimum, maximum });
const time: Schema = { type: 'string', description: 'YYYY-MM-DD HH:mm:ss, UTC' };
const object = (properties: Schema, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length === 0 ? {} : { required }),
});
const listOf = (items: Schema, maxItems: number, minItems = 0): Schema => ({
  type: 'array',
  items,
  minItems,
  maxItems,
});

const units = listOf(
  object({ sku: text(50), qty_shipped: whole(1, 999_999), batch_no: text(100), serial_no: text(100) }, [
    'sku',
    'qty_shipped',
  ]),
  1_000,
);
const place = object(
  {
    area_id: whole(1, 999_999_999),
    suburb_id: whole(0, 999_999_999),
    lat: { type: 'string' },
    lng: { type: 'string' },
  },
  ['area_id'],
);
const measures = {
  weight: { type: 'number', description: 'Kilograms' },
  height: amount,
  width: amount,
  length: amount,
};
const way = {
  origin: place,
  destination: place,
  rate_type_id: { enum: RATE_TYPES },
  service_type: text(40),
  with_insurance: { type: 'boolean' },
  cod: { type: 'boolean' },
};
const parcel = object({ ...way, ...measures, item_value: amount, limit: whole(1, 200), page: whole(1, 1_000) }, [
  'origin',
  'destination',
  'weight',
]);

/** The requests of the operations, by their names. */
const BODIES: Readonly<Partial<Record<string, Schema>>> = {
  CreateOutbound: object(
    {
      warehouse_id: text(20),
      customer_id: text(20),
      so_number: text(50),
      order_type: { enum: OUTBOUND_TYPES, default: 'SO' },
      tracking_id: text(64),
      order_identification_code: whole(0, 1),
      internal_order_status: text(30),
      express_code: text(100),
      tenant_name: text(200),
      shop_code: text(20),
      platform: text(50),
      consignee: text(300),
      consignee_phone: text(200),
      consignee_email: text(200),
      consignee_full_address: text(200),
      consignee_state: text(30),
      consignee_province: text(50),
      consignee_city: text(50),
      area: text(50),
      town: text(50),
      zip_code: text(20),
      consignee_country: { type: 'string', pattern: '^[A-Z]{2}$' },
      order_price: amount,
      tax_price: amount,
      pre_tax_price: amount,
      discount_price: amount,
      cod_price: amount,
      postage: amount,
      order_time: time,
      payment_time: time,
      payment_type: whole(0, 99),
      payment_way: text(50),
      seller_nick: text(100),
      invoice_title: text(200),
      invoice_type: text(200),
      invoice_content: text(200),
      seller_remark: text(500),
      details: listOf(
        object({ sku: text(50), quantity: whole(1, 999_999), unit_price: amount }, ['sku', 'quantity']),
        1_000,
        1,
      ),
    },
    ['warehouse_id', 'so_number', 'tracking_id', 'details'],
  ),
  CancelOutbound: object({
    data: object({
      cancellation: object(
        { order_no: text(50), warehouse_id: text(20), cancel_reason: text(1_000), customer_id: text(20) },
        ['order_no', 'warehouse_id'],
      ),
    }),
  }),
  ReportOutboundStatus: object(
    {
      warehouse_id: text(20),
      order_no: text(50),
      status_code: { enum: Object.keys(OUTBOUND_CODES).sort() },
      details: units,
      remark: text(1_000),
    },
    ['warehouse_id', 'order_no', 'status_code'],
  ),
  PostGoodsIssue: object(
    {
      warehouse_id: text(20),
      doc_no: text(50),
      delivery_no: text(64),
      carrier_name: text(100),
      pgi_date: time,
      details: units,
    },
    ['warehouse_id', 'doc_no', 'delivery_no', 'carrier_name'],
  ),
  PriceFulfillment: object(
    {
      ...way,
      for_order: { type: 'boolean' },
      order_price: amount,
      skus: listOf(object({ ...measures, quantity: whole(1, 999_999) }, ['weight']), 200, 1),
    },
    ['origin', 'destination', 'skus'],
  ),
  PriceParcel: parcel,
  PriceParcelOfType: parcel,
  TakeParcelStatus: object(
    {
      tracking_id: text(64),
      status: { enum: PARCEL_CODES.map((code) => PARCEL_STATUSES[code].name) },
      status_date: { type: 'string', format: 'date-time' },
      awb: text(100),
      external_status: object({ code: text(40), name: text(100) }),
    },
    ['tracking_id', 'status'],
  ),
};

const SUMMARIES: Readonly<Partial<Record<string, string>>> = {
  CreateOutbound: 'Create an outbound or a return; acknowledged at once, confirmed by webhook',
  CancelOutbound: 'Cancel an outbound of which nothing is allocated, or a return of which nothing arrived',
  GetOutbound: 'Show an outbound or a return',
  ListWarehouseWork: 'List what a warehouse has to send, and what comes back to it',
  ReportOutboundStatus: 'Report how far a warehouse is',
  PostGoodsIssue: 'Report that goods left (PGI), or that those of a return were posted',
  PriceFulfillment: 'Price the goods of an order',
  PriceParcel: 'Price a parcel',
  PriceParcelOfType: 'Price a parcel by one rate type',
  TakeParcelStatus: 'Report how far a parcel is; signed as Standard Webhooks defines it',
};

const QUERIES: Readonly<Partial<Record<string, readonly string[]>>> = {
  GetOutbound: ['customer_id'],
  ListWarehouseWork: ['warehouse_id', 'after'],
};

const answer = (description: string): Schema => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Answer' } } },
});

/** The OpenAPI description of the service. @param base the path that it is mounted at */
export function openApi(operations: readonly JsonOperation[], base: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { name, method, path, verify } of operations) {
    const [body, names] = [BODIES[name], [...path.matchAll(/\{(\w+)\}/g)].map(([, one = '']) => one)];
    (paths[`${base}${path}`] ??= {})[method.toLowerCase()] = {
      operationId: name,
      summary: SUMMARIES[name] ?? name,
      ...(verify === undefined ? {} : { security: [] }),
      parameters: [
        ...names.map((one) => ({ name: one, in: 'path', required: true, schema: { type: 'string' } })),
        ...(QUERIES[name] ?? []).map((one) => ({ name: one, in: 'query', schema: { type: 'string' } })),
      ],
      ...(body === undefined
        ? {}
        : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
      responses: { 200: answer('Done, or done before'), default: answer('Refused: metadata.errors says why') },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Outbound and logistics', version: '3' },
    security: [{ key: [] }, { basic: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        basic: { type: 'http', scheme: 'basic' },
      },
      schemas: {
        Answer: object({
          metadata: object({
            path: text(200),
            http_status_code: { type: 'integer' },
            http_status: { type: 'string' },
            timestamp: { type: 'string', format: 'date-time' },
            errors: listOf(object({ code: { enum: [810, 802, 803] }, message: { type: 'string' } }), 50),
          }),
          data: { type: ['object', 'null'] },
        }),
      },
    },
  };
}
