import type { DfType } from '../direct-fulfillment/df-type.js';
import type { Address } from '../geography/address.js';
import type { Cents, TaxAmount } from '../values/money.js';
import type { OrderType } from '../values/order-type.js';
import type { Status } from '../values/status.js';

/** The name and address of a buyer or recipient, as callers send them. Absent fields are `''`. */
export interface Customer {
  readonly customerNo?: string;
  readonly name: CustomerName;
  readonly address: Address;
}

export interface CustomerName {
  readonly company: string;
  readonly prefix: string;
  readonly first: string;
  readonly middle: string;
  readonly last: string;
  readonly suffix: string;
}

export interface Tax {
  readonly description: string;
  readonly lineItemNo: string;
  readonly amount: TaxAmount;
}

export interface Customization {
  readonly code: string;
  readonly message: string;
}

export interface Tender {
  readonly lineItemNo: string;
  readonly description: string;
  readonly amount: Cents;
  readonly account: string;
}

/** The data of an order that the broker passes on and does not decide by. Amounts are hundredths. */
export interface OrderDetails {
  readonly employeeId: string;
  readonly transactionDate: string;
  readonly channel: string;
  readonly subtotal: Cents;
  readonly tax: Cents;
  readonly total: Cents;
  readonly specialInstructions: string;
  readonly shipVia: string;
  readonly shipViaDescription: string;
  readonly gift: string;
  readonly sourceCode: string;
  readonly freight: Cents;
  readonly balanceDue: Cents;
  readonly currency: string;
  readonly additionalFreightCharges: Cents;
  readonly additionalCharges: Cents;
  readonly shipComplete: string;
  readonly freightTax: Cents;
  readonly orderMessage: string;
  readonly giftMessage: string;
  readonly soldTo: Customer | null;
  readonly tenders: readonly Tender[];
}

/** The data of a line that the broker passes on; only gift wrap and the ship-to matter to the routing. */
export interface LineDetails {
  readonly shipTo: Customer | null;
  readonly taxes: readonly Tax[];
  readonly customizations: readonly Customization[];
  readonly specialInstructions: string;
  readonly upc: string;
  readonly ean: string;
  readonly extendedFreight: Cents;
  readonly customizationCharge: Cents;
  readonly giftWrap: string;
  readonly shipAlone: string;
  /** Three decimals. */
  readonly shipWeight: string;
  readonly message: string;
  /** Who is to ship it, as order intake, the product or the organization said; absent: the routing decides. */
  readonly dfType?: DfType;
}

/** A stored order, with its lines in the order of their numbers. */
export interface Order {
  readonly requestId: number;
  readonly systemCd: string;
  readonly orderId: string;
  readonly transactionNo: string;
  readonly refTransactionNo: string;
  readonly type: OrderType;
  readonly status: Status;
  readonly underReview: boolean;
  /** ISO 8601, UTC: when the broker accepted the order. */
  readonly orderDate: string;
  readonly originatingLocationId: number;
  readonly pickupLocationId: number | null;
  readonly details: OrderDetails;
  readonly lines: readonly OrderLine[];
}

export interface OrderLine {
  /** The broker's line number, counted from 1 within the request. */
  readonly lineNo: number;
  /** The caller's line number; lines that were split from one share it. */
  readonly requestingLineNo: number;
  /** As the originating system sent it, blanks included. */
  readonly itemId: string;
  readonly productId: number;
  readonly quantity: number;
  readonly unitPrice: Cents;
  readonly tax: Cents;
  readonly status: Status;
  /** ISO 8601, UTC: when the status last changed. */
  readonly statusDate: string;
  readonly locationId: number;
  /** Whether the routing chose the location; otherwise the caller named it. */
  readonly brokered: boolean;
  /** Where the customer collects the line; null for a delivery. For a pickup, the store named by the order, even if the line is reassigned. */
  readonly pickupLocationId: number | null;
  /** How often polls returned the line; reset to 0 when it is canceled. */
  readonly pollCount: number;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  /** As the fulfilling system reported it (`YYYY-MM-DD` if it was ISO 8601); empty until the goods are shipped. */
  readonly shipmentDate: string;
  /** How often the line was routed again after a reject. */
  readonly retries: number;
  readonly details: LineDetails;
}

/** An order for lists, without the details: reading those is most of the cost of reading an order. */
export type BriefOrder = Omit<Order, 'transactionNo' | 'details' | 'lines'> & { readonly lines: readonly BriefLine[] };
export type BriefLine = Omit<OrderLine, 'unitPrice' | 'tax' | 'pollCount' | 'retries' | 'details'>;
