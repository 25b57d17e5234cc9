import type { Destination, OpenOrder } from '../../broker/direct-fulfillment/supplier-inquiries.js';
import type { LineAtSupplier } from '../../broker/direct-fulfillment/supplier-lines.js';
import type { Customer } from '../../domain/order/order.js';
import type { Column } from './row-set.js';

/** An order with one of the places that its lines go to. */
export interface OrderRow {
  readonly order: OpenOrder['order'];
  readonly destination: Destination;
}

/** An absent text is NULL. */
const filled = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

const name =
  (read: (name: Customer['name']) => string) =>
  ({ destination }: OrderRow) =>
    filled(destination.to === null ? '' : read(destination.to.name));
const address =
  (read: (address: Customer['address']) => string) =>
  ({ destination }: OrderRow) =>
    filled(destination.to === null ? '' : read(destination.to.address));

/** The columns of pixiDFGetOrders: the order, and where its lines go. */
export const ORDER_COLUMNS: readonly Column<OrderRow>[] = [
  { name: 'OrderNR', type: 'int', value: ({ order }) => order.requestId },
  { name: 'OrderNRExternal', type: { varchar: 50 }, value: ({ order }) => order.orderId },
  { name: 'OrderDate', type: 'datetime', value: ({ order }) => order.orderDate },
  {
    name: 'CustKey',
    type: { varchar: 50 },
    value: ({ destination }) => filled(destination.toMerchant ? '' : destination.customer),
  },
  { name: 'ShipToMerchant', type: 'bit', value: ({ destination }) => destination.toMerchant },
  { name: 'Anrede', type: { varchar: 50 }, value: name(({ prefix }) => prefix) },
  { name: 'Company', type: { varchar: 100 }, value: name(({ company }) => company) },
  { name: 'FirstName', type: { varchar: 100 }, value: name(({ first }) => first) },
  { name: 'LastName', type: { varchar: 100 }, value: name(({ last }) => last) },
  { name: 'CareOf', type: { varchar: 100 }, value: address(({ attention }) => attention) },
  { name: 'Street', type: { varchar: 255 }, value: address(({ address1 }) => address1) },
  { name: 'Street2', type: { varchar: 255 }, value: address(({ address2 }) => address2) },
  { name: 'HouseNr', type: { varchar: 50 }, value: address(({ apt }) => apt) },
  { name: 'ZIP', type: { varchar: 50 }, value: address(({ postal }) => postal) },
  { name: 'City', type: { varchar: 100 }, value: address(({ city }) => city) },
  { name: 'State', type: { varchar: 50 }, value: address(({ province }) => province) },
  { name: 'Country', type: { varchar: 50 }, value: address(({ country }) => country) },
  { name: 'Phone', type: { varchar: 50 }, value: address(({ phone1 }) => phone1) },
  { name: 'eMail', type: { varchar: 255 }, value: address(({ email }) => email) },
  { name: 'ShippingVendor', type: { varchar: 50 }, value: ({ order }) => filled(order.details.shipVia) },
  { name: 'Currency', type: { varchar: 10 }, value: ({ order }) => filled(order.details.currency) },
  {
    name: 'GiftMessage',
    type: { varchar: 1000 },
    value: ({ order, destination }) => filled(destination.toMerchant ? '' : order.details.giftMessage),
  },
];

const codes = ({ line, product, order }: LineAtSupplier, system: string) =>
  product?.codes.get(system) ?? product?.codes.get(order.systemCd) ?? { itemId: line.itemId, upc: '', ean: '' };

/** The columns of lines, with the spelling of the operation. @param systemOf the system of the supplier, whose item code he knows */
export function lineColumns(
  spelling: { readonly orderNr: string; readonly reference: string },
  systemOf: (line: LineAtSupplier) => string,
): readonly Column<LineAtSupplier>[] {
  return [
    { name: spelling.reference, type: 'int', value: ({ reference }) => reference },
    { name: 'OrderHistKey', type: 'int', value: ({ key }) => key },
    { name: spelling.orderNr, type: 'int', value: ({ order }) => order.requestId },
    { name: 'OrderNRExternal', type: { varchar: 50 }, value: ({ order }) => order.orderId },
    { name: 'OrderDate', type: 'datetime', value: ({ order }) => order.orderDate },
    { name: 'LineNr', type: 'int', value: ({ line }) => line.requestingLineNo },
    { name: 'ItemNrInt', type: { varchar: 100 }, value: ({ line }) => line.itemId.trimEnd() },
    {
      name: 'ItemNrSuppl',
      type: { varchar: 100 },
      value: (line) => filled(codes(line, systemOf(line)).itemId.trimEnd()),
    },
    {
      name: 'EANUPC',
      type: { varchar: 20 },
      value: (line) => filled(codes(line, systemOf(line)).ean || codes(line, systemOf(line)).upc),
    },
    { name: 'ArtName', type: { varchar: 255 }, value: ({ product }) => filled(product?.description) },
    { name: 'Qty', type: 'int', value: ({ quantity }) => quantity },
    { name: 'Price', type: 'money', value: ({ line }) => line.unitPrice },
    { name: 'Status', type: { varchar: 3 }, value: ({ status }) => status },
    { name: 'DF_Type', type: 'int', value: ({ type }) => type ?? 3 },
    { name: 'Confirmed', type: 'bit', value: ({ confirmed }) => confirmed },
    {
      name: 'CancelRequested',
      type: 'bit',
      value: ({ request, isOpen }) => isOpen && request.cancelRequestedAt !== null,
    },
    {
      name: 'TrackingID',
      type: { varchar: 100 },
      value: ({ line, isHis }) => filled(isHis ? line.trackingNumber : ''),
    },
    { name: 'SupplInfo', type: { varchar: 1000 }, value: ({ line }) => filled(line.details.specialInstructions) },
  ];
}
