import type { XmlElement } from '../../platform/xml/element.js';
import { attribute, bodyOf, child, children, descend, headerOf, text } from './response.js';

/** An order line of a status or polling response. All values are text, as in the response. */
export interface OrderLineView {
  readonly request_id: string;
  readonly order_id: string;
  readonly order_status: string;
  readonly line_no: string;
  readonly requesting_system_line_no: string;
  readonly item_id: string;
  readonly qty: string;
  readonly status: string;
  /** The fulfilling location as `system/location`; empty if there is none. */
  readonly at: string;
  readonly shipping_agent: string;
  readonly tracking_number: string;
}

const locationText = (system: string, location: string): string => (location === '' ? '' : `${system}/${location}`);

/** The lines of a StatusRequest or StatusListRequest response. */
export function statusLines(payload: XmlElement): OrderLineView[] {
  const orders = children(child(bodyOf(payload), 'orders'), 'order');
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
      at: locationText(attribute(item, 'fulfilling_system_cd'), attribute(item, 'fulfilling_location_cd')),
      shipping_agent: attribute(item, 'shipping_agent'),
      tracking_number: attribute(item, 'tracking_number'),
    })),
  );
}

/** An order of an OrderSearch response. All values but the number of lines are text, as in the response. */
export interface FoundOrder {
  readonly request_id: string;
  readonly order_id: string;
  readonly order_date: string;
  readonly order_status: string;
  readonly under_review: string;
  readonly sold_to: string;
  readonly lines: number;
}

/** The orders of an OrderSearch response. */
export function foundOrders(payload: XmlElement): FoundOrder[] {
  return children(child(bodyOf(payload), 'orders'), 'order').map((order) => ({
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

/** The lines of a Fulfillments or Intransit response. */
export function fulfillmentLines(
  payload: XmlElement,
): (OrderLineView & { readonly type: string; readonly ship_to: string })[] {
  const orders = children(child(bodyOf(payload), 'orders'), 'order');
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
      at: locationText(text(child(item, 'system_cd')), text(child(item, 'location_cd'))),
      ship_to: ['city', 'province', 'postal']
        .map((part) => text(descend(item, 'ship_to', 'address', part)))
        .filter(Boolean)
        .join(' '),
      shipping_agent: '',
      tracking_number: '',
    })),
  );
}

/** The result that SubmitOrder, StatusUpdate and OrderUpdate return. */
export interface Outcome {
  /** 0 for success. */
  readonly response_code: number;
  readonly response_description: string;
  readonly request_id: string;
  readonly order_id: string;
}

/** The outcome of a message that changes something. */
export function outcomeOf(payload: XmlElement): Outcome {
  const response = child(bodyOf(payload), 'response');
  return {
    response_code: Number(attribute(response, 'response_code')),
    response_description: text(child(response, 'response_description')),
    request_id: attribute(response, 'request_id'),
    order_id: attribute(response, 'order_id'),
  };
}

/** A line of a SubmitOrder response. */
export interface AcknowledgedLine {
  readonly line_no: string;
  readonly requesting_system_line_no: string;
  readonly item_id: string;
  readonly qty: string;
  /** The fulfilling location as `system/location`. */
  readonly at: string;
}

/** The lines of a SubmitOrder response, with the location that each was assigned to. */
export function acknowledgedLines(payload: XmlElement): AcknowledgedLine[] {
  const details = descend(bodyOf(payload), 'response', 'fulfillment_details');
  return children(details, 'fulfillment_detail').map((detail) => ({
    line_no: attribute(detail, 'line_no'),
    requesting_system_line_no: attribute(detail, 'requesting_system_line_no'),
    item_id: attribute(detail, 'item_id'),
    qty: attribute(detail, 'fulfillment_qty'),
    at: `${attribute(detail, 'fulfillment_system_cd')}/${attribute(detail, 'fulfillment_location_cd')}`,
  }));
}

/** The `xaction_response` of a response's header, `OK` or `FAILED`; undefined when the response has no message. */
export function transactionResult(payload: XmlElement): string | undefined {
  const header = headerOf(payload);
  return header === undefined ? undefined : attribute(header, 'xaction_response');
}
