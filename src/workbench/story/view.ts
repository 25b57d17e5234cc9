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
} from '../../client/locate/answer.js';

/** An answer in the words that `expect` uses. What an answer does not carry is not in its view. */
export interface View {
  readonly [key: string]: View | readonly View[] | string;
}

/** How a story calls a location. */
export type NameOfPlace = (system: string, location: string) => string;

const ORDERS = new Set([
  'StatusRequestResponse',
  'StatusListRequestResponse',
  'FulfillmentsResponse',
  'IntransitResponse',
]);

/**
 * What came back, in the words of a story.
 *
 * Answers that list orders have `orders`, an empty list too; the others have what `response` says. Lines have the same
 * words in all of them.
 * @param envelope with the request ids and order numbers of the story already put back into its own names
 */
export function viewOf(envelope: XmlElement, httpStatus: number, place: NameOfPlace): View {
  const payload = payloadOf(envelope);
  const http = String(httpStatus);
  if (payload === undefined) return { http };
  if (isFault(payload)) return { http, fault: describeFault(payload) };
  const [message] = payload.children;
  const body = child(message, 'message_body');
  const answer = attribute(child(message, 'message_header'), 'xaction_response');
  if (ORDERS.has(payload.local)) {
    return { http, answer, orders: children(child(body, 'orders'), 'order').map((order) => orderView(order, place)) };
  }
  const response = child(body, 'response');
  const details = children(child(response, 'fulfillment_details'), 'fulfillment_detail');
  return {
    http,
    answer,
    ...given({
      code: attribute(response, 'response_code'),
      text: text(child(response, 'response_description')),
      request: attribute(response, 'request_id'),
      order: attribute(response, 'order_id'),
      line: attribute(response, 'line_no'),
    }),
    ...(details.length === 0 ? {} : { lines: details.map((line) => detailView(line, place)) }),
  };
}

function detailView(line: XmlElement, place: NameOfPlace): View {
  return {
    line: attribute(line, 'line_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: attribute(line, 'item_id').trimEnd(),
    qty: attribute(line, 'fulfillment_qty'),
    at: place(attribute(line, 'fulfillment_system_cd'), attribute(line, 'fulfillment_location_cd')),
  };
}

function orderView(order: XmlElement, place: NameOfPlace): View {
  const polled = children(child(order, 'items'), 'item_detail');
  const store = child(order, 'store_location');
  const pickup = child(order, 'shipforpickup_location');
  const review = attribute(order, 'under_review') || text(child(order, 'under_review'));
  const placedAt =
    polled.length > 0
      ? place(attribute(store, 'request_system_cd'), attribute(store, 'request_location_cd'))
      : place(attribute(order, 'originating_system_cd'), attribute(order, 'originating_location_cd'));
  return {
    request: attribute(order, 'request_id'),
    order: attribute(order, 'order_id'),
    status: attribute(order, polled.length > 0 ? 'transaction_status' : 'order_status'),
    ...given({ type: attribute(order, 'transaction_type_id'), placed_at: placedAt }),
    under_review: String(review === 'Y'),
    ...(pickup === undefined
      ? {}
      : { pickup_at: place(attribute(pickup, 'system_cd'), attribute(pickup, 'location_cd')) }),
    lines:
      polled.length > 0
        ? polled.map((line) => polledView(line, place))
        : children(child(order, 'items'), 'item').map((line) => statusView(line, place)),
  };
}

/** A line as the location that asks for its work gets it. */
function polledView(line: XmlElement, place: NameOfPlace): View {
  return {
    line: attribute(line, 'line_item_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: text(child(line, 'item_id')).trimEnd(),
    qty: text(child(line, 'qty')),
    status: attribute(line, 'line_item_status'),
    at: place(text(descend(line, 'system_cd')), text(descend(line, 'location_cd'))),
  };
}

/** A line as whoever asks for its status gets it. */
function statusView(line: XmlElement, place: NameOfPlace): View {
  return {
    line: attribute(line, 'line_no'),
    of: attribute(line, 'requesting_system_line_no'),
    item: attribute(line, 'item_id').trimEnd(),
    qty: attribute(line, 'item_qty'),
    status: attribute(line, 'item_status'),
    at: place(attribute(line, 'fulfilling_system_cd'), attribute(line, 'fulfilling_location_cd')),
    ...given({
      ship_via: attribute(line, 'shipping_agent'),
      tracking: attribute(line, 'tracking_number'),
      shipped_on: attribute(line, 'shipment_date'),
    }),
  };
}

/** Without what is empty. */
const given = (values: Readonly<Record<string, string>>): View =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
