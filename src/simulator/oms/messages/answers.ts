import { attribute, bodyOf, child, children, descend, text } from '../../../client/locate/response.js';
import { acknowledgedLines, fulfillmentLines, statusLines } from '../../../client/locate/orders.js';
import { parseStatus } from '../../../domain/values/status.js';
import type { Status } from '../../../domain/values/status.js';
import type { XmlElement } from '../../../platform/xml/element.js';

/** What the OMS reads of the answers to its inquiries and polls. */

/** A line of a status answer. */
export interface ToldLine {
  readonly brokerLine: string;
  /** The line number that was submitted. */
  readonly submittedLine: string;
  readonly quantity: number;
  /** Absent for a word that is no status. */
  readonly status: Status | undefined;
  /** `system/location`; empty for none. */
  readonly at: string;
  readonly agent: string;
  readonly tracking: string;
}

export interface ToldOrder {
  readonly requestId: string;
  readonly isUnderReview: boolean;
  readonly lines: readonly ToldLine[];
}

function byRequest<Line extends { readonly request_id: string }>(lines: readonly Line[]): ReadonlyMap<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    const others = found.get(line.request_id);
    if (others === undefined) found.set(line.request_id, [line]);
    else others.push(line);
  }
  return found;
}

/** The orders of a StatusRequest or StatusListRequest answer. */
export function toldOrders(payload: XmlElement): ToldOrder[] {
  const review = new Map(
    children(child(bodyOf(payload), 'orders'), 'order').map((order) => [
      attribute(order, 'request_id'),
      attribute(order, 'under_review').trim().toUpperCase() === 'Y',
    ]),
  );
  const lines = byRequest(statusLines(payload));
  return [...review].map(([requestId, isUnderReview]) => ({
    requestId,
    isUnderReview,
    lines: (lines.get(requestId) ?? []).map((line) => ({
      brokerLine: line.line_no,
      submittedLine: line.requesting_system_line_no,
      quantity: Number(line.qty),
      status: parseStatus(line.status),
      at: line.at,
      agent: line.shipping_agent,
      tracking: line.tracking_number,
    })),
  }));
}

/** The lines of a SubmitOrder answer, in the form of a status answer. */
export const acknowledgedOrder = (payload: XmlElement, requestId: string): ToldOrder => ({
  requestId,
  isUnderReview: false,
  lines: acknowledgedLines(payload).map((line) => ({
    brokerLine: line.line_no,
    submittedLine: line.requesting_system_line_no,
    quantity: Number(line.qty),
    status: 'new_order',
    at: line.at,
    agent: '',
    tracking: '',
  })),
});

/** An order that the OMS is to fulfill. */
export interface PolledOrder {
  readonly requestId: string;
  readonly orderId: string;
  readonly type: string;
  /** Where it was placed. */
  readonly requestSystem: string;
  readonly requestLocation: string;
  /** Where the customer collects it, as `system/location`; empty for a delivery. */
  readonly pickupAt: string;
  readonly poNumber: string;
  readonly freight: string;
  readonly specialInstructions: string;
  readonly message: string;
  readonly first: string;
  readonly last: string;
  readonly lines: readonly PolledLine[];
}

interface PolledLine {
  readonly brokerLine: string;
  readonly submittedLine: number;
  readonly item: string;
  readonly quantity: number;
  readonly price: string;
  readonly at: string;
}

/** The orders of a Fulfillments answer. */
export function polledOrders(payload: XmlElement): PolledOrder[] {
  const lines = byRequest(fulfillmentLines(payload));
  return children(child(bodyOf(payload), 'orders'), 'order').map((order) => {
    const placed = child(order, 'store_location');
    const pickup = child(order, 'shipforpickup_location');
    const prices = children(child(order, 'items'), 'item_detail').map((item) => text(child(item, 'unit_price')));
    const requestId = attribute(order, 'request_id');
    return {
      requestId,
      orderId: attribute(order, 'order_id'),
      type: attribute(order, 'transaction_type_id'),
      requestSystem: attribute(placed, 'request_system_cd'),
      requestLocation: attribute(placed, 'request_location_cd'),
      pickupAt: pickup === undefined ? '' : `${attribute(pickup, 'system_cd')}/${attribute(pickup, 'location_cd')}`,
      poNumber: text(child(order, 'ref_transaction_no')),
      freight: text(child(order, 'freight_amount')),
      specialInstructions: text(child(order, 'special_instructions')),
      message: text(child(order, 'order_message')),
      first: text(descend(order, 'sold_to_customer', 'name', 'first')),
      last: text(descend(order, 'sold_to_customer', 'name', 'last')),
      lines: (lines.get(requestId) ?? []).map((line, index) => ({
        brokerLine: line.line_no,
        submittedLine: Number(line.requesting_system_line_no) || index + 1,
        item: line.item_id,
        quantity: Number(line.qty),
        price: prices[index] ?? '0',
        at: line.at,
      })),
    };
  });
}
