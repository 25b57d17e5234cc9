import type { MerchantLine } from '../../broker/direct-fulfillment/merchant/merchant-lines.js';
import type { Order } from '../../domain/order/order.js';
import { isFinal } from '../../domain/values/status.js';
import type { Column } from './row-set.js';

const filled = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

/** Open, closed, or on hold while the order is under review. */
function stateOf({ underReview, status }: Order): string {
  if (underReview) return 'hold';
  return isFinal(status) ? 'closed' : 'open';
}

const shipTo = ({ lines, details }: Order) => lines[0]?.details.shipTo ?? details.soldTo;

/** The columns of pixiGetOrderHeader. */
export const HEADER_COLUMNS: readonly Column<Order>[] = [
  { name: 'OrderNr', type: 'int', value: ({ requestId }) => requestId },
  { name: 'OrderNrExternal', type: { varchar: 50 }, value: ({ orderId }) => orderId },
  { name: 'ShopID', type: { varchar: 10 }, value: ({ systemCd }) => systemCd },
  { name: 'OrderDate', type: 'datetime', value: ({ orderDate }) => orderDate },
  { name: 'OrderStatus', type: { varchar: 10 }, value: stateOf },
  { name: 'CustKey', type: { varchar: 50 }, value: ({ details }) => filled(details.soldTo?.customerNo) },
  { name: 'Company', type: { varchar: 100 }, value: (order) => filled(shipTo(order)?.name.company) },
  { name: 'FirstName', type: { varchar: 100 }, value: (order) => filled(shipTo(order)?.name.first) },
  { name: 'LastName', type: { varchar: 100 }, value: (order) => filled(shipTo(order)?.name.last) },
  { name: 'CareOf', type: { varchar: 100 }, value: (order) => filled(shipTo(order)?.address.attention) },
  { name: 'Street', type: { varchar: 255 }, value: (order) => filled(shipTo(order)?.address.address1) },
  { name: 'Street2', type: { varchar: 255 }, value: (order) => filled(shipTo(order)?.address.address2) },
  { name: 'HouseNr', type: { varchar: 50 }, value: (order) => filled(shipTo(order)?.address.apt) },
  { name: 'ZIP', type: { varchar: 50 }, value: (order) => filled(shipTo(order)?.address.postal) },
  { name: 'City', type: { varchar: 100 }, value: (order) => filled(shipTo(order)?.address.city) },
  { name: 'State', type: { varchar: 50 }, value: (order) => filled(shipTo(order)?.address.province) },
  { name: 'ShippingCountry', type: { varchar: 50 }, value: (order) => filled(shipTo(order)?.address.country) },
  { name: 'Phone', type: { varchar: 50 }, value: (order) => filled(shipTo(order)?.address.phone1) },
  { name: 'eMail', type: { varchar: 255 }, value: (order) => filled(shipTo(order)?.address.email) },
  { name: 'ShippingVendor', type: { varchar: 50 }, value: ({ details }) => filled(details.shipVia) },
  { name: 'Currency', type: { varchar: 10 }, value: ({ details }) => filled(details.currency) },
  { name: 'Total', type: 'money', value: ({ details }) => details.total },
];

/** The columns of pixiGetOrderlines. */
export const MERCHANT_LINE_COLUMNS: readonly Column<MerchantLine>[] = [
  { name: 'OrderlineKey', type: 'int', value: ({ reference }) => reference },
  { name: 'OrderHistKey', type: 'int', value: ({ key }) => key },
  { name: 'OrderNR', type: 'int', value: ({ order }) => order.requestId },
  { name: 'OrderNrExternal', type: { varchar: 50 }, value: ({ order }) => order.orderId },
  { name: 'ShopID', type: { varchar: 10 }, value: ({ order }) => order.systemCd },
  { name: 'OrderDate', type: 'datetime', value: ({ order }) => order.orderDate },
  { name: 'UpdateDate', type: 'datetime', value: ({ line }) => line.statusDate },
  { name: 'LineNr', type: 'int', value: ({ line }) => line.requestingLineNo },
  { name: 'ItemNrInt', type: { varchar: 100 }, value: ({ line }) => line.itemId.trimEnd() },
  {
    name: 'EANUPC',
    type: { varchar: 20 },
    value: ({ product, order }) =>
      filled(product?.codes.get(order.systemCd)?.ean ?? product?.codes.get(order.systemCd)?.upc),
  },
  { name: 'ArtName', type: { varchar: 255 }, value: ({ product }) => filled(product?.description) },
  { name: 'Qty', type: 'int', value: ({ line }) => line.quantity },
  { name: 'Price', type: 'money', value: ({ line }) => line.unitPrice },
  { name: 'Status', type: { varchar: 3 }, value: ({ status }) => status },
  { name: 'DF_Type', type: 'int', value: ({ line }) => line.details.dfType ?? 3 },
  { name: 'BinName', type: { varchar: 40 }, value: ({ place }) => place },
  { name: 'InvoiceNr', type: 'int', value: ({ invoice }) => invoice ?? null },
  { name: 'TrackingID', type: { varchar: 100 }, value: ({ line }) => filled(line.trackingNumber) },
];
