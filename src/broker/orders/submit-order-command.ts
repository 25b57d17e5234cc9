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

/** The amounts of an order, by their names on the wire. */
export const AMOUNT_FIELDS = [
  'transaction_subtotal',
  'transaction_tax',
  'transaction_total',
  'freight_amount',
  'balance_due',
  'order_additional_freight_charges',
  'order_additional_charges',
  'freight_tax',
] as const;
type AmountField = (typeof AMOUNT_FIELDS)[number];

/** The amounts of `OrderDetails`, which are read from those of the wire. */
type AmountProperty =
  | 'subtotal'
  | 'tax'
  | 'total'
  | 'freight'
  | 'balanceDue'
  | 'additionalFreightCharges'
  | 'additionalCharges'
  | 'freightTax';
