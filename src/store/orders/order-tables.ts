import type { LineDetails, Order, OrderDetails, OrderLine } from '../../domain/order/order.js';
import type { Cents } from '../../domain/values/money.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { parseStatus } from '../../domain/values/status.js';
import type { Status } from '../../domain/values/status.js';
import { flag, numeric, json, nullable, rowId, text } from '../../platform/db/column.js';
import type { Column } from '../../platform/db/column.js';
import type { RowId } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** Orders. A further column, `masked_at`, belongs to masking.ts alone. */
export const CUSTOMER_ORDER = tableOf<Omit<Order, 'lines'>>('customer_order', {
  requestId: numeric('request_id'),
  systemCd: text('system_cd'),
  orderId: text('order_id'),
  transactionNo: text('transaction_no'),
  refTransactionNo: text('ref_transaction_no'),
  type: text<OrderType>('order_type'),
  status: status('status'),
  underReview: flag('under_review'),
  orderDate: text('order_date'),
  originatingLocationId: numeric('originating_location_id'),
  pickupLocationId: nullable(numeric('pickup_location_id')),
  details: json<OrderDetails>('details'),
});

/** Order lines with the request that they belong to. */
export const ORDER_LINE = tableOf<OrderLine & { readonly requestId: RowId }>('order_line', {
  requestId: rowId('request_id'),
  lineNo: numeric('line_no'),
  requestingLineNo: numeric('requesting_line_no'),
  itemId: text('item_id'),
  productId: numeric('product_id'),
  quantity: numeric('quantity'),
  unitPrice: numeric<Cents>('unit_price'),
  tax: numeric<Cents>('tax'),
  status: status('status'),
  statusDate: text('status_date'),
  locationId: numeric('location_id'),
  brokered: flag('brokered'),
  pickupLocationId: nullable(numeric('pickup_location_id')),
  pollCount: numeric('poll_count'),
  shippingAgent: text('shipping_agent'),
  trackingNumber: text('tracking_number'),
  shipmentDate: text('shipment_date'),
  retries: numeric('retries'),
  details: json<LineDetails>('details'),
});

interface SubmittedLineRecord {
  readonly systemCd: string;
  readonly orderId: string;
  readonly requestingLineNo: number;
  readonly requestId: RowId;
  readonly lineNo: number;
}

/** Deduplication keys of SubmitOrder: the caller's line numbers, and the lines that they became. */
export const SUBMITTED_LINE = tableOf<SubmittedLineRecord>('submitted_line', {
  systemCd: text('system_cd'),
  orderId: text('order_id'),
  requestingLineNo: numeric('requesting_line_no'),
  requestId: rowId('request_id'),
  lineNo: numeric('line_no'),
});

/** A line's or an order's status. Reading checks it: every decision about an order depends on it. */
function status(name: string): Column<Status> {
  return {
    name,
    write: (value) => value,
    read: (value) => {
      const parsed = parseStatus(String(value));
      if (parsed === undefined) throw new Error(`unknown status in the database: ${String(value)}`);
      return parsed;
    },
  };
}
