import type { XmlElement } from '../../platform/xml/element.js';
import {
  attribute,
  child,
  children,
  descend,
  describeFault,
  isFault,
  payloadOf,
  text,
} from '../../client/locate/response.js';

/** A response in the terms of `expect`. Holds only what the response has. */
export interface ResponseView {
  readonly [key: string]: ResponseView | readonly ResponseView[] | string;
}

/** Labels a location for the story. */
export type LocationLabel = (system: string, location: string) => string;

const ORDER_LISTS = new Set([
  'StatusRequestResponse',
  'StatusListRequestResponse',
  'FulfillmentsResponse',
  'IntransitResponse',
]);

/**
 * Translates a response into the terms of a story.
 *
 * Responses that list orders have `orders`, which may be empty; the others have the values of their `response` element.
 * Lines have the same keys in all of them.
 * @param envelope with request ids and order numbers already replaced by their names in the story
 */
export function viewOf(envelope: XmlElement, httpStatus: number, label: LocationLabel): ResponseView {
  const payload = payloadOf(envelope);
  const http = String(httpStatus);
  if (payload === undefined) return { http };
  if (isFault(payload)) return { http, fault: describeFault(payload) };
  const [message] = payload.children;
  const body = child(message, 'message_body');
  const responseCode = text(child(body, 'response_cd'));
  // The header of a ProductUpdate's response has no attributes: its code tells whether it succeeded.
  const answer =
    responseCode === ''
      ? attribute(child(message, 'message_header'), 'xaction_response')
      : responseCode === '0'
        ? 'OK'
        : 'FAILED';
  if (ORDER_LISTS.has(payload.local)) {
    return { http, answer, orders: children(child(body, 'orders'), 'order').map((order) => orderView(order, label)) };
  }
  const response = child(body, 'response');
  const details = children(child(response, 'fulfillment_details'), 'fulfillment_detail');
  return {
    http,
    answer,
    ...nonEmpty({
      code: attribute(response, 'response_code') || responseCode,
      text: text(child(response, 'response_description')) || text(child(body, 'response_description')),
      request: attribute(response, 'request_id'),
      order: attribute(response, 'order_id'),
      line: attribute(response, 'line_no'),
    }),
    ...(details.length === 0 ? {} : { lines: details.map((line) => detailView(line, label)) }),
  };
}

/** A line of a SubmitOrder response. */
function detailView(line: XmlElement, label: LocationLabel): ResponseView {
  return {
    line: attribute(line, 'line_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: attribute(line, 'item_id').trimEnd(),
    qty: attribute(line, 'fulfillment_qty'),
    at: label(attribute(line, 'fulfillment_system_cd'), attribute(line, 'fulfillment_location_cd')),
  };
}

function orderView(order: XmlElement, label: LocationLabel): ResponseView {
  const polled = children(child(order, 'items'), 'item_detail');
  const store = child(order, 'store_location');
  const pickup = child(order, 'shipforpickup_location');
  const review = attribute(order, 'under_review') || text(child(order, 'under_review'));
  const placedAt =
    polled.length > 0
      ? label(attribute(store, 'request_system_cd'), attribute(store, 'request_location_cd'))
      : label(attribute(order, 'originating_system_cd'), attribute(order, 'originating_location_cd'));
  return {
    request: attribute(order, 'request_id'),
    order: attribute(order, 'order_id'),
    status: attribute(order, polled.length > 0 ? 'transaction_status' : 'order_status'),
    ...nonEmpty({ type: attribute(order, 'transaction_type_id'), placed_at: placedAt }),
    under_review: String(review === 'Y'),
    ...(pickup === undefined
      ? {}
      : { pickup_at: label(attribute(pickup, 'system_cd'), attribute(pickup, 'location_cd')) }),
    lines:
      polled.length > 0
        ? polled.map((line) => polledView(line, label))
        : children(child(order, 'items'), 'item').map((line) => statusView(line, label)),
  };
}

/** A line of a polling response. */
function polledView(line: XmlElement, label: LocationLabel): ResponseView {
  return {
    line: attribute(line, 'line_item_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: text(child(line, 'item_id')).trimEnd(),
    qty: text(child(line, 'qty')),
    status: attribute(line, 'line_item_status'),
    at: label(text(descend(line, 'system_cd')), text(descend(line, 'location_cd'))),
  };
}

/** A line of a status response. */
function statusView(line: XmlElement, label: LocationLabel): ResponseView {
  return {
    line: attribute(line, 'line_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: attribute(line, 'item_id').trimEnd(),
    qty: attribute(line, 'item_qty'),
    status: attribute(line, 'item_status'),
    at: label(attribute(line, 'fulfilling_system_cd'), attribute(line, 'fulfilling_location_cd')),
    ...nonEmpty({
      ship_via: attribute(line, 'shipping_agent'),
      tracking: attribute(line, 'tracking_number'),
      shipped_on: attribute(line, 'shipment_date'),
    }),
  };
}

/** Omits empty values. */
const nonEmpty = (values: Readonly<Record<string, string>>): ResponseView =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
