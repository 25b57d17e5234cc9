import type { PartnerOrder } from '../../broker/partners/inquiry/partner-orders.js';
import type { LineView } from '../../broker/inquiry/order-view.js';
import type { Customer } from '../../domain/order/order.js';
import { parcelsOf } from '../../domain/partner/partner-note.js';
import { readShipMethods, shipMethodOf } from '../../domain/partner/ship-method.js';
import { formatFixed, ZERO } from '../../domain/values/money.js';
import type { Cents } from '../../domain/values/money.js';
import type { CustomerResponse, OrderDetailResponse, OrderResponse } from './messages.js';
import { orderStatusOf } from '../../domain/partner/order-status.js';
import { warehouseNumber } from './warehouses.js';

const amount = (cents: Cents | number): string => formatFixed(cents as Cents, 2);
const sum = (cents: readonly number[]): number => cents.reduce((total, one) => total + one, 0);

/** Amounts that an order here does not have, under the names that clients expect. */
const zeros = <Name extends string>(names: readonly Name[]): Record<Name, string> =>
  Object.fromEntries(names.map((name) => [name, '0'])) as Record<Name, string>;
const PLACES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

const NO_AMOUNTS = zeros([
  'DiscountTotal',
  'DiscountPercent',
  'BusinessVolumeTotal',
  'CommissionableVolumeTotal',
  ...PLACES.map((place) => `Other${place}Total` as const),
  'ShippingTax',
  'FedTaxTotal',
  'StateTaxTotal',
  'FedShippingTax',
  'StateShippingTax',
  'CityShippingTax',
  'CityLocalShippingTax',
  'CountyShippingTax',
  'CountyLocalShippingTax',
  'TaxFedRate',
  'TaxStateRate',
  'TaxCityRate',
  'TaxCityLocalRate',
  'TaxCountyRate',
  'TaxCountyLocalRate',
  'TaxManualRate',
]);
const NO_LINE_AMOUNTS = zeros([
  'BusinessVolumeEach',
  'BusinesVolume',
  'CommissionableVolumeEach',
  'CommissionableVolume',
  ...PLACES.flatMap((place) => [`Other${place}Each` as const, `Other${place}` as const]),
  'Taxable',
  'FedTax',
  'StateTax',
  'CityTax',
  'CityLocalTax',
  'CountyTax',
  'CountyLocalTax',
  'ManualTax',
  'ShippingPriceEach',
]);

/** The number of a customer; 0 for one whose number is none. */
export function customerNumber(customer: Customer | null): number {
  const text = customer?.customerNo?.trim() ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}

/**
 * A partner order as clients read it. Amounts are those of its own lines: a partner may have a part of an order, whose freight is
 * then nobody's.
 */
export function orderResponse(shown: PartnerOrder, withCustomer: boolean): OrderResponse {
  const { request, order, location, progress, modifiedAt, note, lines, isWhole } = shown;
  const { details } = order;
  const recipient = order.lines[0]?.details.shipTo ?? details.soldTo;
  const methods = readShipMethods(location.preferences.requests.shipMethods);
  const goods = sum(order.lines.map(({ unitPrice, quantity }) => unitPrice * quantity));
  const tax = sum(order.lines.map((line) => line.tax));
  const freight = isWhole ? details.freight : ZERO;
  return {
    ...NO_AMOUNTS,
    ...addressOf(recipient),
    OrderID: request.id,
    CustomerID: customerNumber(details.soldTo),
    OrderStatus: orderStatusOf(progress),
    OrderDate: order.orderDate,
    CurrencyCode: details.currency,
    WarehouseID: warehouseNumber(location),
    ShipMethodID: note.shipMethod ?? shipMethodOf(methods, details.shipVia),
    PriceType: 1,
    Notes: details.specialInstructions,
    Total: amount(goods + tax + freight),
    SubTotal: amount(goods),
    TaxTotal: amount(tax),
    ShippingTotal: amount(freight),
    WeightTotal: weight(lines.map((one) => [one, one.line.quantity])),
    ...trackingOf(shown),
    OrderTax: amount(tax),
    ...Object.fromEntries(note.texts.map((text, place) => [`Other${String(place + 11)}`, text])),
    ModifiedDate: modifiedAt,
    OrderType: 'APIOrder',
    ShippedDate: progress === 'shipped' ? (shown.shipments.at(-1)?.shippedAt ?? null) : null,
    CreatedDate: request.generatedAt,
    CreatedBy: '',
    ModifiedBy: '',
    TaxIsExempt: false,
    TaxIsOverRide: false,
    Details: { OrderDetailResponse: lines.map(detailResponse) },
    Payments: { PaymentResponse: [] },
    ExpectedPayments: { ExpectedPaymentResponse: [] },
    ...(withCustomer && details.soldTo !== null ? { Customer: customerResponse(details.soldTo) } : {}),
    Reference1: request.number,
    IsRMA: false,
  };
}

function addressOf(customer: Customer | null) {
  if (customer === null) return {};
  const { name, address } = customer;
  return {
    FirstName: name.first,
    MiddleName: name.middle,
    LastName: name.last,
    NameSuffix: name.suffix,
    Company: name.company,
    Address1: address.address1,
    Address2: address.address2,
    Address3: address.address3,
    City: address.city,
    State: address.province,
    Zip: address.postal,
    Country: address.country,
    County: '',
    Email: address.email,
    Phone: address.phone1 || address.phone2,
  };
}

function customerResponse(customer: Customer): CustomerResponse {
  const { name, address } = customer;
  return {
    CustomerID: customerNumber(customer),
    FirstName: name.first,
    LastName: name.last,
    Company: name.company,
    Email: address.email,
    Phone: address.phone1 || address.phone2,
    MainAddress1: address.address1,
    MainAddress2: address.address2,
    MainAddress3: address.address3,
    MainCity: address.city,
    MainState: address.province,
    MainZip: address.postal,
    MainCountry: address.country,
  };
}

/** Five places: those of the partner's note, and in the empty ones what else its shipments have. */
function trackingOf({ note, shipments }: PartnerOrder): Record<string, string> {
  const noted = new Set(parcelsOf(note));
  const others = shipments.flatMap(({ trackingNumbers }) => trackingNumbers).filter((number) => !noted.has(number));
  return Object.fromEntries(
    note.trackingNumbers.map((number, place) => [
      `TrackingNumber${String(place + 1)}`,
      number === '' ? (others.shift() ?? '') : number,
    ]),
  );
}

function detailResponse({ line, itemId, description }: LineView): OrderDetailResponse {
  return {
    ...NO_LINE_AMOUNTS,
    ItemCode: itemId.trimEnd(),
    Description: description,
    Quantity: String(line.quantity),
    PriceEach: amount(line.unitPrice),
    PriceTotal: amount(line.unitPrice * line.quantity),
    Tax: amount(line.tax),
    WeightEach: line.details.shipWeight.trim() || '0',
    Weight: weight([[{ line }, line.quantity]]),
    ParentItemCode: '',
    IsStateTaxOverride: false,
    OrderLine: line.lineNo,
    Reference1: '',
  };
}

/** Three decimals. */
function weight(lines: readonly (readonly [Pick<LineView, 'line'>, number])[]): string {
  const thousandths = sum(
    lines.map(([{ line }, quantity]) => Math.round(Number(line.details.shipWeight || '0') * 1000) * quantity),
  );
  return (thousandths / 1000).toFixed(3);
}
