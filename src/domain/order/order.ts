import type { Address } from '../values/address.js';
import type { Cents } from '../values/money.js';
import type { OrderType } from '../values/order-type.js';
import type { Status } from '../values/status.js';

/** A name and address, as callers send them for the one who buys and for where a line goes. Absent fields are `''`. */
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
  readonly amount: Cents;
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

/** What an order carries for the sake of those who handle it; nothing is decided by it. Amounts are hundredths. */
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

/** The same for a line. */
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
}

/** An order as the store keeps it, with its lines in the order of their numbers. */
export interface Order {
  readonly requestId: number;
  readonly systemCd: string;
  readonly orderId: string;
  readonly transactionNo: string;
  readonly refTransactionNo: string;
  readonly type: OrderType;
  readonly status: Status;
  readonly underReview: boolean;
  /** ISO 8601, UTC: when the broker took the order. */
  readonly orderDate: string;
  readonly originatingLocationId: number;
  readonly pickupLocationId: number | null;
  readonly details: OrderDetails;
  readonly lines: readonly OrderLine[];
}

export interface OrderLine {
  /** The broker's number, counted from 1 within the request. */
  readonly lineNo: number;
  /** The caller's number; several lines share it once a line has been split. */
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
  /** Whether the routing chose the location; else the caller named it. */
  readonly brokered: boolean;
  /** Where the customer collects it: of a pickup the store that was chosen, whatever becomes of the line; null for a delivery. */
  readonly pickupLocationId: number | null;
  /** How often it was handed out to a location that polled; 0 again once it is canceled. */
  readonly pollCount: number;
  readonly shippingAgent: string;
  readonly trackingNumber: string;
  /** As the fulfilling system reported it (`YYYY-MM-DD` where it was ISO 8601), empty while nothing was shipped. */
  readonly shipmentDate: string;
  /** How often the line has been brokered again after a reject. */
  readonly retries: number;
  readonly details: LineDetails;
}

/** An order as lists tell it. Reading the rest, above all the details, is most of what reading an order costs. */
export type BriefOrder = Omit<Order, 'transactionNo' | 'details' | 'lines'> & { readonly lines: readonly BriefLine[] };
export type BriefLine = Omit<OrderLine, 'unitPrice' | 'tax' | 'brokered' | 'pollCount' | 'retries' | 'details'>;
