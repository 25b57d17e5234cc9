import type { Customer, Customization, LineDetails, OrderDetails } from '../../domain/order/order.js';
import type { LocationCode } from '../../domain/network/location-code.js';

/** A SubmitOrder message. Numbers that must not pass through a double are still text. */
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

/** The amounts of an order: their names on the wire and in the order's details. */
export const AMOUNTS = {
  transaction_subtotal: 'subtotal',
  transaction_tax: 'tax',
  transaction_total: 'total',
  freight_amount: 'freight',
  balance_due: 'balanceDue',
  order_additional_freight_charges: 'additionalFreightCharges',
  order_additional_charges: 'additionalCharges',
  freight_tax: 'freightTax',
} as const;
export type AmountField = keyof typeof AMOUNTS;
export type AmountProperty = (typeof AMOUNTS)[AmountField];
export const AMOUNT_FIELDS = Object.keys(AMOUNTS) as AmountField[];
