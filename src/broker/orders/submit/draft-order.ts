import { intakeDfType, productDfType } from '../../../domain/direct-fulfillment/df-type.js';
import type { DfType } from '../../../domain/direct-fulfillment/df-type.js';
import type { AttributeValues } from '../../../domain/network/catalog-document.js';
import type { Location } from '../../../domain/network/location.js';
import type { LineDetails, OrderDetails, Tax } from '../../../domain/order/order.js';
import { itemKey } from '../../../domain/values/item-code.js';
import { parseCents, parseTaxAmount, taxAmount, ZERO } from '../../../domain/values/money.js';
import type { Cents, TaxAmount } from '../../../domain/values/money.js';
import type { OrderType } from '../../../domain/values/order-type.js';
import type { SystemProduct } from '../../../store/inventory/products.js';
import { readLineNo, readWeight } from './order-rejections.js';
import type { SubmitLine, SubmitOrderCommand } from '../submit-order-command.js';

/** A checked order that can be stored once its lines have locations. */
export interface OrderDraft {
  readonly type: OrderType;
  readonly originating: Location;
  readonly pickup: Location | undefined;
  readonly details: OrderDetails;
  readonly lines: readonly LineDraft[];
}

export interface LineDraft {
  /** The attributes of the product. */
  readonly attributes: AttributeValues;
  readonly requestingLineNo: number;
  readonly itemId: string;
  readonly productId: number;
  readonly quantity: number;
  readonly unitPrice: Cents;
  readonly tax: Cents;
  /** The fulfilling location that the caller named; undefined leaves it to the routing. */
  readonly named: Location | undefined;
  readonly details: LineDetails;
}

/**
 * Converts a SubmitOrder that has no rejections to an order.
 * @param named the fulfilling location that each line names
 * @param products the requesting system's products by item key
 * @param dfTypeDefault the DF type of lines that neither say one nor have a product that does
 */
export function draftOrder(
  command: SubmitOrderCommand,
  {
    named,
    ...order
  }: Pick<OrderDraft, 'type' | 'originating' | 'pickup'> & {
    readonly named: readonly (Location | undefined)[];
  },
  products: ReadonlyMap<string, SystemProduct>,
  dfTypeDefault?: DfType,
): OrderDraft {
  return {
    ...order,
    details: orderDetails(command),
    lines: command.lines.flatMap((line, index) => {
      const product = products.get(itemKey(line.itemId));
      return product === undefined ? [] : [draftLine(line, product, named[index], dfTypeDefault)];
    }),
  };
}

function draftLine(
  line: SubmitLine,
  product: SystemProduct,
  named: Location | undefined,
  dfTypeDefault: DfType | undefined,
): LineDraft {
  const { tax, taxes } = readTaxes(line);
  const dfType = intakeDfType(line.customizations) ?? productDfType(product.attributes) ?? dfTypeDefault;
  const details = lineDetails(line, taxes);
  return {
    attributes: product.attributes,
    requestingLineNo: readLineNo(line.lineItemNo),
    itemId: line.itemId,
    productId: product.productId,
    quantity: line.quantity,
    unitPrice: readAmount(line.unitPrice),
    tax,
    named,
    details: dfType === undefined ? details : { ...details, dfType },
  };
}

/** Every property by name: spreading this many would cost 15 microseconds an order and 6 a line, a literal costs none. */
function orderDetails({ details, amounts, tenders }: SubmitOrderCommand): OrderDetails {
  return {
    employeeId: details.employeeId,
    transactionDate: details.transactionDate,
    channel: details.channel,
    specialInstructions: details.specialInstructions,
    shipVia: details.shipVia,
    shipViaDescription: details.shipViaDescription,
    gift: details.gift,
    sourceCode: details.sourceCode,
    currency: details.currency,
    shipComplete: details.shipComplete,
    orderMessage: details.orderMessage,
    giftMessage: details.giftMessage,
    soldTo: details.soldTo,
    subtotal: readAmount(amounts.transaction_subtotal),
    tax: readAmount(amounts.transaction_tax),
    total: readAmount(amounts.transaction_total),
    freight: readAmount(amounts.freight_amount),
    balanceDue: readAmount(amounts.balance_due),
    additionalFreightCharges: readAmount(amounts.order_additional_freight_charges),
    additionalCharges: readAmount(amounts.order_additional_charges),
    freightTax: readAmount(amounts.freight_tax),
    tenders: tenders.map((tender) => ({ ...tender, amount: readAmount(tender.amount) })),
  };
}

function lineDetails(line: SubmitLine, taxes: readonly Tax[]): LineDetails {
  const { details } = line;
  return {
    specialInstructions: details.specialInstructions,
    upc: details.upc,
    ean: details.ean,
    giftWrap: details.giftWrap,
    shipAlone: details.shipAlone,
    message: details.message,
    shipTo: line.shipTo,
    taxes,
    customizations: line.customizations,
    extendedFreight: readAmount(line.extendedFreight),
    customizationCharge: readAmount(line.customizationCharge),
    shipWeight: readWeight(line.shipWeight) ?? '',
  };
}

/**
 * The taxes of a line as they are listed, and the line's tax, which is the sum of that: whole cents, as a single tax is listed; four
 * decimals where those make whole cents together, and the rounded ones would make others.
 */
function readTaxes(line: SubmitLine): { readonly tax: Cents; readonly taxes: Tax[] } {
  const cents = line.taxes.map((tax) => taxAmount(readAmount(tax.amount)));
  const fine = line.taxes.map((tax) => parseTaxAmount(tax.amount) ?? taxAmount(0));
  const listed = Number.isInteger(sumOf(fine)) && sumOf(fine) !== sumOf(cents) ? fine : cents;
  return {
    tax: sumOf(listed) as Cents,
    taxes: line.taxes.map((tax, index) => ({ ...tax, amount: listed[index] ?? taxAmount(0) })),
  };
}

const sumOf = (amounts: readonly TaxAmount[]): number => taxAmount(amounts.reduce((sum, amount) => sum + amount, 0));

/** An amount that was checked; a blank one is zero. */
function readAmount(text: string): Cents {
  return parseCents(text) ?? ZERO;
}
