import type { AttributeValues } from '../../domain/network/catalog-document.js';
import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import { itemKey } from '../../domain/values/item-code.js';
import { parseCents, normalizeWeight, sumCents, ZERO } from '../../domain/values/money.js';
import type { Cents } from '../../domain/values/money.js';
import type { Customer, Customization, LineDetails, OrderDetails, Tax } from '../../domain/order/order.js';
import { parseOrderType } from '../../domain/values/order-type.js';
import type { OrderType } from '../../domain/values/order-type.js';
import { Rejection } from '../../domain/response-code.js';
import type { SystemProduct } from '../../store/inventory/products.js';
import type { LocationCode } from '../../domain/network/location-code.js';
import { locationRejection, orderLocations } from './order-locations.js';

/** A SubmitOrder as it came: numbers that must not pass through a double are still text. */
export interface SubmitOrderCommand {
  readonly type: string;
  readonly transactionNo: string;
  readonly orderId: string;
  readonly refTransactionNo: string;
  readonly underReview: string;
  readonly requestingLocation: LocationCode;
  readonly pickupLocation: LocationCode;
  readonly amounts: Readonly<Record<AmountField, string>>;
  readonly details: Omit<OrderDetails, AmountProperty | 'tenders'>;
  readonly tenders: readonly {
    readonly lineItemNo: string;
    readonly description: string;
    readonly amount: string;
    readonly account: string;
  }[];
  readonly lines: readonly SubmitLine[];
}

export interface SubmitLine {
  readonly lineItemNo: string;
  readonly location: LocationCode;
  readonly itemId: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly extendedFreight: string;
  readonly customizationCharge: string;
  readonly shipWeight: string;
  readonly taxes: readonly { readonly description: string; readonly lineItemNo: string; readonly amount: string }[];
  readonly shipTo: Customer | null;
  readonly customizations: readonly Customization[];
  readonly details: Pick<LineDetails, 'specialInstructions' | 'upc' | 'ean' | 'giftWrap' | 'shipAlone' | 'message'>;
}

const AMOUNTS = {
  transaction_subtotal: 'subtotal',
  transaction_tax: 'tax',
  transaction_total: 'total',
  freight_amount: 'freight',
  balance_due: 'balanceDue',
  order_additional_freight_charges: 'additionalFreightCharges',
  order_additional_charges: 'additionalCharges',
  freight_tax: 'freightTax',
} as const;
type AmountField = keyof typeof AMOUNTS;
type AmountProperty = (typeof AMOUNTS)[AmountField];

/** An order that is fit to be stored, but for where its brokered lines go. */
export interface OrderDraft {
  readonly type: OrderType;
  readonly originating: Location;
  readonly pickup: Location | undefined;
  readonly details: OrderDetails;
  readonly lines: readonly LineDraft[];
}

export interface LineDraft {
  /** Of the product. */
  readonly attributes: AttributeValues;
  readonly requestingLineNo: number;
  readonly itemId: string;
  readonly productId: number;
  readonly quantity: number;
  readonly unitPrice: Cents;
  readonly tax: Cents;
  /** Where the caller wants it fulfilled; undefined leaves it to the routing. */
  readonly named: Location | undefined;
  readonly details: LineDetails;
}

/** The most lines an order may have. */
export const MAX_LINES = 1000;
const MAX_QUANTITY = 999_999;
const MAX_LINE_NO = 2 ** 31 - 1;
const TEXT_LIMITS = { order_id: 50, transaction_no: 50, ref_transaction_no: 50, employee_id: 50, item_id: 50 };

/**
 * Checks a SubmitOrder against the catalog and turns it into an order: a pure function that names every fault of the
 * message, not only the first (docs/reference/routing-engine.md 5.2).
 *
 * @param products the requesting system's products by item key
 * @param stockOf a location's stock record of a product; undefined where there is none
 */
export function draftOrder(
  command: SubmitOrderCommand,
  network: Network,
  products: ReadonlyMap<string, SystemProduct>,
  stockOf: (
    productId: number,
    locationId: number,
  ) => { readonly available: number; readonly reserved: number } | undefined,
): { readonly draft: OrderDraft } | { readonly faults: readonly Rejection[] } {
  const faults: Rejection[] = [];
  const type = parseOrderType(command.type);
  if (type === undefined) faults.push(new Rejection('order_type', { type: command.type }));
  const originating = network.location(command.requestingLocation.systemCd, command.requestingLocation.locationCd);
  if (originating === undefined) faults.push(locationRejection('requesting_location', command.requestingLocation));
  if (command.orderId.trim() === '') faults.push(new Rejection('order_id'));
  faults.push(
    ...tooLong('order_id', command.orderId),
    ...tooLong('transaction_no', command.transactionNo),
    ...tooLong('ref_transaction_no', command.refTransactionNo),
    ...tooLong('employee_id', command.details.employeeId),
  );
  faults.push(...soldToFaults(command.details.soldTo));
  const amounts = readAmounts(command.amounts, faults);
  const tenders = command.tenders.map((tender) => ({
    ...tender,
    amount: readAmount('tender_amount', tender.amount, faults),
  }));
  if (command.lines.length === 0) faults.push(new Rejection('no_lines'));
  if (command.lines.length > MAX_LINES) faults.push(new Rejection('too_many_lines', { limit: MAX_LINES }));

  const places = type === undefined ? undefined : orderLocations(command, type, originating, network, faults);
  const seen = new Set<number>();
  // Lines of one product at one location are looked at together.
  const demand = new Map<string, number>();
  const lines = command.lines.slice(0, MAX_LINES).flatMap((line, index): LineDraft[] => {
    const lineNo = readLineNo(line, seen, faults);
    if (!Number.isInteger(line.quantity) || line.quantity < 1 || line.quantity > MAX_QUANTITY) {
      faults.push(new Rejection('quantity', { quantity: line.quantity, line: line.lineItemNo }));
    }
    faults.push(...tooLong('item_id', line.itemId));
    if (type === 'DELIVERY' && (line.shipTo?.address.postal ?? '').trim() === '')
      faults.push(new Rejection('postal_missing'));
    const product = products.get(itemKey(line.itemId));
    if (product === undefined) faults.push(new Rejection('item_unknown', { item: line.itemId }));
    const named = places?.named[index];
    if (product !== undefined && named !== undefined) {
      const record = stockOf(product.productId, named.id);
      const key = `${String(product.productId)}/${String(named.id)}`;
      const wanted = (demand.get(key) ?? 0) + line.quantity;
      demand.set(key, wanted);
      const promised = (record?.available ?? 0) - (record?.reserved ?? 0) - named.preferences.backupQuantity;
      if (record === undefined || (network.preferences.namedLocationChecksQuantity && promised < wanted)) {
        faults.push(
          new Rejection('not_stocked', {
            item: line.itemId,
            location: named.locationCd,
            system: named.system.systemCd,
          }),
        );
      }
    }
    const unitPrice = readAmount('unit_price', line.unitPrice, faults);
    const details = readLineDetails(line, faults);
    return product === undefined
      ? []
      : [
          {
            attributes: product.attributes,
            requestingLineNo: lineNo,
            itemId: line.itemId,
            productId: product.productId,
            quantity: line.quantity,
            unitPrice,
            tax: readTax(line, faults),
            named,
            details,
          },
        ];
  });
  if (faults.length > 0 || type === undefined || originating === undefined) return { faults };
  return {
    draft: { type, originating, pickup: places?.pickup, details: { ...command.details, ...amounts, tenders }, lines },
  };
}

function tooLong(field: keyof typeof TEXT_LIMITS, value: string): Rejection[] {
  const limit = TEXT_LIMITS[field];
  return value.length > limit ? [new Rejection('too_long', { field, limit })] : [];
}

function soldToFaults(soldTo: Customer | null): Rejection[] {
  const { company = '', first = '', last = '' } = soldTo?.name ?? {};
  const complete = company.trim() !== '' || (first.trim() !== '' && last.trim() !== '');
  return complete ? [] : [new Rejection('sold_to')];
}

function readAmount(field: string, text: string, faults: Rejection[]): Cents {
  if (text.trim() === '') return ZERO;
  const cents = parseCents(text);
  if (cents === undefined) faults.push(new Rejection('amount', { field, value: text }));
  return cents ?? ZERO;
}

/** The line's taxes together. An amount that is none has been named by itself; here only their sum can be too large. */
function readTax(line: SubmitLine, faults: Rejection[]): Cents {
  const amounts = line.taxes.map((tax) => tax.amount).filter((amount) => parseCents(amount) !== undefined);
  const sum = sumCents(amounts);
  if (sum === undefined)
    faults.push(new Rejection('amount', { field: 'the sum of the taxes', value: amounts.join(' + ') }));
  return sum ?? ZERO;
}

function readAmounts(texts: Readonly<Record<AmountField, string>>, faults: Rejection[]): Record<AmountProperty, Cents> {
  const entries = (Object.entries(AMOUNTS) as [AmountField, AmountProperty][]).map(
    ([field, property]): [AmountProperty, Cents] => [property, readAmount(field, texts[field], faults)],
  );
  return Object.fromEntries(entries) as Record<AmountProperty, Cents>;
}

function readLineNo(line: SubmitLine, seen: Set<number>, faults: Rejection[]): number {
  const text = line.lineItemNo.trim();
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MAX_LINE_NO || seen.has(number))
    faults.push(new Rejection('line_number', { line: line.lineItemNo }));
  seen.add(number);
  return number;
}

function readLineDetails(line: SubmitLine, faults: Rejection[]): LineDetails {
  const shipWeight = line.shipWeight.trim() === '' ? '' : normalizeWeight(line.shipWeight);
  if (shipWeight === undefined)
    faults.push(new Rejection('amount', { field: 'order_line_ship_weight', value: line.shipWeight }));
  return {
    ...line.details,
    shipTo: line.shipTo,
    taxes: line.taxes.map((tax): Tax => ({ ...tax, amount: readAmount('tax/amount', tax.amount, faults) })),
    customizations: line.customizations,
    extendedFreight: readAmount('order_line_extended_freight', line.extendedFreight, faults),
    customizationCharge: readAmount('order_line_customization_charge', line.customizationCharge, faults),
    shipWeight: shipWeight ?? '',
  };
}
