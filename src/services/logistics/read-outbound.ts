import { OUTBOUND_TYPES } from '../../domain/outbound/outbound-order.js';
import type { OutboundDetail, OutboundOrder } from '../../domain/outbound/outbound-order.js';
import { MAX_LINE_QUANTITY, MAX_LINES } from '../../domain/values/limits.js';
import { FieldReader } from './field-reader.js';

/** Numbers of orders, which go into addresses and file names elsewhere. */
export const NUMBER = { pattern: /^[\w./-]+$/, expected: 'letters, digits, and . _ / - only' } as const;

/** Where the carrier's number of the parcel may stand: the documents name none. */
const TRACKING_NAMES = ['shipper_tracking_id', 'express_no', 'tracking_number'] as const;

/**
 * Reads a request for an outbound or a return. Lengths are the wider ones of the two public revisions. Of a return only who
 * sends it back is optional.
 * @throws {ProblemError} with every fault
 */
export function readOutbound(body: unknown): OutboundOrder {
  const fields = unwrapped(body);
  const type = fields.word('order_type', OUTBOUND_TYPES);
  const required = type !== 'RT';
  const soNumber = fields.text('so_number', { max: 50, required: true, ...NUMBER });
  const order: OutboundOrder = {
    type,
    soNumber,
    trackingId: fields.text('tracking_id', { max: 64, required: true, or: TRACKING_NAMES, ...NUMBER }),
    terms: {
      customerId: fields.text('customer_id', { max: 20 }),
      warehouseId: fields.text('warehouse_id', { max: 20, required: true }),
      shopCode: fields.text('shop_code', { max: 20 }),
      tenantName: fields.text('tenant_name', { max: 200 }),
      expressCode: fields.text('express_code', { max: 100 }),
      internalStatus: fields.text('internal_order_status', { max: 30 }),
      platform: fields.text('platform', { max: 50, or: ['order_source'] }),
    },
    orderTime: fields.time('order_time', required),
    amounts: {
      total: fields.amount('order_price'),
      tax: fields.amount('tax_price'),
      postage: fields.amount('postage'),
    },
    remark: fields.text('seller_remark', { max: 500, or: ['buyer_remark'] }),
    consignee: {
      name: fields.text('consignee', { max: 300, required }),
      phone: fields.text('consignee_phone', { max: 200 }),
      email: fields.text('consignee_email', { max: 200 }),
      address: fields.text('consignee_full_address', { max: 200, required }),
      state: fields.text('consignee_state', { max: 30 }),
      province: fields.text('consignee_province', { max: 50 }),
      city: fields.text('consignee_city', { max: 50, required }),
      area: fields.text('area', { max: 50 }),
      town: fields.text('town', { max: 50 }),
      zip: fields.text('zip_code', { max: 20, required, or: ['zipcode'] }),
      country: fields.text('consignee_country', { max: 2, pattern: /^[A-Z]{2}$/, expected: 'a country such as US' }),
    },
    details: fields.list('details', { min: 1, max: MAX_LINES }).map(readDetail),
  };
  readUnused(fields);
  fields.check();
  return order;
}

function readDetail(detail: FieldReader): OutboundDetail {
  return {
    sku: detail.text('sku', { max: 50, required: true, or: ['sku_code'] }),
    quantity: detail.whole('quantity', { min: 1, max: MAX_LINE_QUANTITY, or: ['qty', 'order_qty', 'sku_qty'] }),
    price: detail.amount('unit_price', ['price', 'sku_price']),
  };
}

/** Fields that nothing depends on: they are checked, because their sender would look for them in vain otherwise. */
function readUnused(fields: FieldReader): void {
  // 1 is "pending shipment", which every outbound is.
  fields.whole('order_identification_code', { min: 0, max: 1 });
  fields.time('payment_time', false);
  fields.whole('payment_type', { min: 0, max: 99 });
  fields.text('payment_way', { max: 50 });
  for (const name of ['pre_tax_price', 'discount_price', 'cod_price']) fields.amount(name);
  fields.text('seller_nick', { max: 100 });
  for (const name of ['invoice_title', 'invoice_type', 'invoice_content']) fields.text(name, { max: 200 });
}

/** The fields of a request, at its top or in `data`. */
function unwrapped(body: unknown): FieldReader {
  const top = new FieldReader(body);
  const within = top.has('so_number') ? undefined : top.group('data');
  return within ?? top;
}
