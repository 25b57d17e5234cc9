import type { Location } from '../../../domain/network/location.js';
import type { Network } from '../../../domain/network/network.js';
import { Rejection } from '../../../domain/response-code.js';
import { readFlag } from '../../../domain/values/flag.js';
import { itemKey } from '../../../domain/values/item-code.js';
import { MAX_INT, MAX_LINE_QUANTITY, MAX_LINES, tooLong } from '../../../domain/values/limits.js';
import { normalizeWeight, parseCents, sumCents } from '../../../domain/values/money.js';
import type { OrderType } from '../../../domain/values/order-type.js';
import { readWhole } from '../../../domain/values/wire-number.js';
import type { SystemProduct } from '../../../store/inventory/products.js';
import { NamedDemand } from '../named-demand.js';
import type { StockOf } from '../named-demand.js';
import { AMOUNT_FIELDS } from '../submit-order-command.js';
import type { SubmitLine, SubmitOrderCommand } from '../submit-order-command.js';
import { locationRejection } from '../../location-rejection.js';
import { textRejections } from './text-rejections.js';

/** What is wrong with an order, apart from its lines and the locations that they name. */
export function headerRejections(
  command: SubmitOrderCommand,
  type: OrderType | undefined,
  originating: Location | undefined,
): Rejection[] {
  return [
    ...(type === undefined ? [new Rejection('order_type', { type: command.type })] : []),
    ...(originating === undefined ? [locationRejection('requesting_location', command.requestingLocation)] : []),
    ...(command.orderId.trim() === '' ? [new Rejection('order_id')] : []),
    ...tooLong('order_id', command.orderId),
    ...tooLong('transaction_no', command.transactionNo),
    ...tooLong('ref_transaction_no', command.refTransactionNo),
    ...tooLong('employee_id', command.details.employeeId),
    ...textRejections(command),
    ...(command.underReview.trim() === '' || readFlag(command.underReview) !== undefined
      ? NONE
      : [new Rejection('review_flag', { flag: command.underReview })]),
    ...(isNamed(command.details.soldTo) ? [] : [new Rejection('sold_to')]),
    ...AMOUNT_FIELDS.flatMap((field) => amountRejections(field, command.amounts[field])),
    ...command.tenders.flatMap((tender) => amountRejections('tender_amount', tender.amount)),
    ...(command.lines.length === 0 ? [new Rejection('no_lines')] : []),
    ...(command.lines.length > MAX_LINES ? [new Rejection('too_many_lines', { limit: MAX_LINES })] : []),
  ];
}

/**
 * What is wrong with the lines of an order; lines beyond the limit are not checked.
 *
 * @param locations the fulfilling location that each line names
 * @param products the requesting system's products by item key
 */
export function lineRejections(
  command: SubmitOrderCommand,
  type: OrderType | undefined,
  network: Network,
  locations: readonly (Location | undefined)[],
  products: ReadonlyMap<string, SystemProduct>,
  stockOf: StockOf,
): Rejection[] {
  const numbers = new Set<number>();
  const named = new NamedDemand(network, stockOf);
  return command.lines.slice(0, MAX_LINES).flatMap((line, index) => {
    const lineNo = readLineNo(line.lineItemNo);
    const isOwnNumber = lineNo >= 1 && lineNo <= MAX_INT && !numbers.has(lineNo);
    numbers.add(lineNo);
    const isQuantity = Number.isInteger(line.quantity) && line.quantity >= 1 && line.quantity <= MAX_LINE_QUANTITY;
    const lacksPostalCode = type === 'DELIVERY' && (line.shipTo?.address.postal ?? '').trim() === '';
    const product = products.get(itemKey(line.itemId));
    const location = locations[index];
    return [
      ...(isOwnNumber ? [] : [new Rejection('line_number', { line: line.lineItemNo })]),
      ...(isQuantity ? [] : [new Rejection('quantity', { quantity: line.quantity, line: line.lineItemNo })]),
      ...tooLong('item_id', line.itemId),
      ...(lacksPostalCode ? [new Rejection('postal_missing')] : []),
      ...(product === undefined ? [new Rejection('item_unknown', { item: line.itemId })] : []),
      ...(location === undefined ? [] : named.rejections({ ...line, productId: product?.productId }, location)),
      ...amountRejections('unit_price', line.unitPrice),
      ...(readWeight(line.shipWeight) === undefined
        ? [new Rejection('amount', { field: 'order_line_ship_weight', value: line.shipWeight, expected: WEIGHT })]
        : []),
      ...line.taxes.flatMap((tax) => amountRejections('tax/amount', tax.amount)),
      ...amountRejections('order_line_extended_freight', line.extendedFreight),
      ...amountRejections('order_line_customization_charge', line.customizationCharge),
      ...(product === undefined ? [] : taxSumRejections(line)),
    ];
  });
}

/** A line number as a caller writes it; 0 for anything else. */
export function readLineNo(text: string): number {
  return readWhole(text, 10) ?? 0;
}

/** A weight in its form on the wire, empty if the text is blank. @returns undefined if it is not a weight */
export function readWeight(text: string): string | undefined {
  return text.trim() === '' ? '' : normalizeWeight(text);
}

/** The tax amounts of a line that are numbers; empty ones count as nothing. */
function taxAmounts(line: Pick<SubmitLine, 'taxes'>): string[] {
  return line.taxes.map((tax) => tax.amount).filter((amount) => parseCents(amount) !== undefined);
}

/** Amounts that are not numbers are rejected one by one; the sum of the others can still be too large. */
function taxSumRejections(line: SubmitLine): readonly Rejection[] {
  const amounts = taxAmounts(line);
  return sumCents(amounts) === undefined
    ? [new Rejection('amount', { field: 'the sum of the taxes', value: amounts.join(' + '), expected: AMOUNT })]
    : NONE;
}

function amountRejections(field: string, text: string): readonly Rejection[] {
  return text.trim() === '' || parseCents(text) !== undefined
    ? NONE
    : [new Rejection('amount', { field, value: text, expected: AMOUNT })];
}

function isNamed(soldTo: SubmitOrderCommand['details']['soldTo']): boolean {
  const { company = '', first = '', last = '' } = soldTo?.name ?? {};
  return company.trim() !== '' || (first.trim() !== '' && last.trim() !== '');
}

const NONE: readonly Rejection[] = [];
const AMOUNT = 'a decimal number below 10000000000000';
const WEIGHT = 'a decimal number from 0 to below 1000000000';
