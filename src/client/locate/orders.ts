import { ClientError } from '../client-error.js';
import type { XmlElement } from '../../platform/xml/element.js';
import { attribute, child, children, descend, text } from './answer.js';

/** A line as the commands show it. */
export interface LineView {
  readonly request_id: string;
  readonly order_id: string;
  readonly order_status: string;
  readonly line_no: string;
  readonly requesting_system_line_no: string;
  readonly item_id: string;
  readonly qty: string;
  readonly status: string;
  readonly at: string;
  readonly shipping_agent: string;
  readonly tracking_number: string;
}

const at = (system: string, location: string): string => (location === '' ? '' : `${system}/${location}`);

/** The lines of a StatusRequest's or StatusListRequest's answer. */
export function statusLines(payload: XmlElement): LineView[] {
  const orders = children(descend(payload.children[0], 'message_body', 'orders'), 'order');
  return orders.flatMap((order) =>
    children(child(order, 'items'), 'item').map((item) => ({
      request_id: attribute(order, 'request_id'),
      order_id: attribute(order, 'order_id'),
      order_status: attribute(order, 'order_status'),
      line_no: attribute(item, 'line_no'),
      requesting_system_line_no: attribute(item, 'requesting_system_line_no'),
      item_id: attribute(item, 'item_id'),
      qty: attribute(item, 'item_qty'),
      status: attribute(item, 'item_status'),
      at: at(attribute(item, 'fulfilling_system_cd'), attribute(item, 'fulfilling_location_cd')),
      shipping_agent: attribute(item, 'shipping_agent'),
      tracking_number: attribute(item, 'tracking_number'),
    })),
  );
}

/** An order as `search` shows it. */
export interface FoundOrder {
  readonly request_id: string;
  readonly order_id: string;
  readonly order_date: string;
  readonly order_status: string;
  readonly under_review: string;
  readonly sold_to: string;
  readonly lines: number;
}

/** The orders of an OrderSearch's answer. */
export function foundOrders(payload: XmlElement): FoundOrder[] {
  return children(descend(payload.children[0], 'message_body', 'orders'), 'order').map((order) => ({
    request_id: attribute(order, 'request_id'),
    order_id: attribute(order, 'order_id'),
    order_date: attribute(order, 'order_date'),
    order_status: attribute(order, 'order_status'),
    under_review: attribute(order, 'under_review'),
    sold_to: ['first', 'last', 'company_name']
      .map((part) => text(descend(order, 'sold_to_customer', 'name', part)))
      .filter(Boolean)
      .join(' '),
    lines: children(child(order, 'items'), 'item').length,
  }));
}

/** The lines of a Fulfillments' or Intransit's answer: work for the location that asked. */
export function fulfillmentLines(
  payload: XmlElement,
): (LineView & { readonly type: string; readonly ship_to: string })[] {
  const orders = children(descend(payload.children[0], 'message_body', 'orders'), 'order');
  return orders.flatMap((order) =>
    children(child(order, 'items'), 'item_detail').map((item) => ({
      request_id: attribute(order, 'request_id'),
      order_id: attribute(order, 'order_id'),
      order_status: attribute(order, 'transaction_status'),
      type: attribute(order, 'transaction_type_id'),
      line_no: attribute(item, 'line_item_no'),
      requesting_system_line_no: attribute(item, 'requesting_system_line_no'),
      item_id: text(child(item, 'item_id')),
      qty: text(child(item, 'qty')),
      status: attribute(item, 'line_item_status'),
      at: at(text(child(item, 'system_cd')), text(child(item, 'location_cd'))),
      ship_to: ['city', 'province', 'postal']
        .map((part) => text(descend(item, 'ship_to', 'address', part)))
        .filter(Boolean)
        .join(' '),
      shipping_agent: '',
      tracking_number: '',
    })),
  );
}

/** What SubmitOrder, StatusUpdate and OrderUpdate answer. */
export interface Outcome {
  readonly response_code: number;
  readonly response_description: string;
  readonly request_id: string;
  readonly order_id: string;
}

/** @throws {ClientError} for a wrapper without its message: what a broker answers that a message was not addressed to */
export function outcomeOf(payload: XmlElement): Outcome {
  if (payload.children.length === 0) {
    throw new ClientError(
      'the broker answered without a message',
      'the account (--account) must be the one of its organization, and it must have a catalog',
    );
  }
  const response = descend(payload.children[0], 'message_body', 'response');
  return {
    response_code: Number(attribute(response, 'response_code')),
    response_description: text(child(response, 'response_description')),
    request_id: attribute(response, 'request_id'),
    order_id: attribute(response, 'order_id'),
  };
}
