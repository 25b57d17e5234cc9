/**
 * An order as the OMS keeps it, with its lines. Orders that customers placed are originating; the OMS builds fulfilling ones
 * from what it polls. Both can exist for the same request of the broker.
 */

/** How the customer gets the goods. */
export type OrderKind = 'delivery' | 'store pickup' | 'ship-for-pickup';

/** A person or company at an address. Absent parts are empty texts. */
export interface Party {
  readonly company: string;
  readonly first: string;
  readonly last: string;
  readonly address1: string;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
  readonly phone: string;
  readonly email: string;
}

export interface OmsLine {
  /** The order line sequence. */
  readonly seq: number;
  /** Item and SKU: the SKU begins at position 13. */
  readonly item: string;
  readonly quantity: number;
  /** Unit price in cents. */
  readonly price: number;
  /** Tax of the whole quantity in cents. */
  readonly tax: number;
  readonly isEligible: boolean;
  readonly isBackordered: boolean;
  readonly isDropShip: boolean;
  readonly isHandled: boolean;
  readonly dueInDays?: number;
  status: 'open' | 'canceled' | 'sold out' | 'shipped';
  /** Whether the broker has the line: its D/S flag is D. */
  atBroker: boolean;
  /** Units on pick slips. */
  printed: number;
}

export interface OmsOrder {
  readonly company: number;
  readonly number: number;
  readonly kind: OrderKind;
  readonly role: 'originating' | 'fulfilling';
  /** Order type, one or more characters. */
  readonly type: string;
  /** `ORIG#: 9999-001`, or the other system's order number; empty for an originating order. */
  readonly ecommerceNo: string;
  readonly isPaid: boolean;
  readonly isGift: boolean;
  readonly shipComplete: boolean;
  readonly isGrouped: boolean;
  readonly soldTo: Party;
  readonly shipTo: Party;
  /** Where the customer collects it, as `system/location`; empty for a delivery. */
  readonly pickupAt: string;
  readonly freight: number;
  readonly poNumber: string;
  readonly messages: readonly string[];
  readonly lines: readonly OmsLine[];
  status: 'open' | 'held' | 'canceled' | 'closed';
  /** Hold reasons. */
  holds: string[];
}

/** The number that the broker knows an order by. */
export const orderId = ({ number }: { readonly number: number }): string => `${String(number)}-001`;

/** The same, zero-filled, as the transaction number. */
export const transactionNo = ({ number }: { readonly number: number }): string =>
  `${String(number).padStart(8, '0')}-001`;

/** What one location of the broker is called. @param code empty for none */
export const locationText = (system: string, code: string): string => (code === '' ? '' : `${system}/${code}`);

/** Sets status by the holds, unless the order has ended. */
export function hold(order: OmsOrder, reason: string): void {
  if (!order.holds.includes(reason)) order.holds.push(reason);
  if (order.status === 'open') order.status = 'held';
}

/** Removes a hold, or all of them. */
export function release(order: OmsOrder, reason?: string): void {
  order.holds = reason === undefined ? [] : order.holds.filter((one) => one !== reason);
  if (order.status === 'held' && order.holds.length === 0) order.status = 'open';
}
