import { fillIn } from '../sentence.js';
import type { ValuesOf } from '../sentence.js';
import { SUPPLIER_REFUSALS } from '../direct-fulfillment/supplier-refusals.js';

/**
 * Why something that is asked of a fulfillment request, a shipment or an order is refused: one catalog of sentences, each
 * with what was found and what to do. `status` is that of HTTP.
 */
const REFUSALS = {
  request_unknown: { status: 404, text: 'There is no fulfillment request {id}.' },
  order_unknown: { status: 404, text: 'There is no order with request id {request}.' },
  location_unknown: { status: 404, text: 'There is no location {system}/{location}: see the catalog.' },
  shipment_unknown: { status: 404, text: 'There is no shipment {id}.' },
  request_ended: {
    status: 409,
    text: 'Fulfillment request {number} is {state} since {at}: it is no longer with {location}, and cannot be {action}.',
  },
  action_refused: {
    status: 409,
    text: 'Fulfillment request {number} (id {id}) is {state}, so it cannot be {action}. {hint}',
  },
  order_under_review: {
    status: 409,
    text: 'Order {order} (request id {request}) is under review: release it first.',
  },
  number_too_long: {
    status: 409,
    text: 'Number {number} has {length} characters, {location} takes at most {limit}: give the fulfillment request another number.',
  },
  number_duplicate: {
    status: 409,
    text: 'Number {number} is that of another open fulfillment request of {location}: give this one another number.',
  },
  number_sent: {
    status: 409,
    text: 'Fulfillment request {number} is {state}: its partner knows it by this number.',
  },
  line_not_requested: {
    status: 409,
    text: 'Line {line} is not an open line of fulfillment request {number}. Its open lines: {open}.',
  },
  too_many_units: {
    status: 409,
    text: 'Line {line} of fulfillment request {number} has {open} open units, found {quantity}.',
  },
  nothing_to_ship: {
    status: 409,
    text: 'Fulfillment request {number} has no units left to ship: its partner has shipped or given back all of them.',
  },
  nothing_to_cancel: {
    status: 409,
    text: 'Fulfillment request {number} has no units left to cancel: its partner has shipped all of them ({shipped}). What comes back is a return.',
  },
  nothing_to_take_back: {
    status: 409,
    text: 'Fulfillment request {number} has no units left to take back: its partner has shipped all of them.',
  },
  reference_differs: {
    status: 409,
    text: 'Shipment reference {reference} was reported before with other content (shipment {shipment} of request id {request}): send the same again, or another reference.',
  },
  refused: { status: 409, text: '{reasons}' },
  stage_passed: {
    status: 409,
    text: 'Fulfillment request {number} is {stage} already, so it cannot be {wanted} again: cancel it to give it back.',
  },
  too_many_parcels: {
    status: 409,
    text: 'Fulfillment request {number} has {known} tracking numbers, {more} more would be too many: a shipment has at most {limit}.',
  },
  no_cancel_requested: {
    status: 409,
    text: 'Nobody asked to give fulfillment request {number} back, so there is nothing to refuse.',
  },
  nothing_to_generate: {
    status: 409,
    text: 'Order {order} (request id {request}) has no line that waits for a location: each is {states}.',
  },
  line_unknown: { status: 404, text: 'Order {order} has no line {line}. Its lines: {lines}.' },
  order_masked: {
    status: 409,
    text: 'The personal data of order {order} was masked at {at}: it takes no comments, since nothing would mask them.',
  },
  pickup_stays: {
    status: 409,
    text: 'Order {order} (request id {request}) is collected at the store that its customer chose: no other location can have its lines.',
  },
  customer_masked: {
    status: 409,
    text: 'The personal data of order {order} (request id {request}) is masked: nobody could ship it to anybody.',
  },
  too_many_waiting: {
    status: 409,
    text: 'Line {line} of order {order} has {waiting} units that wait, found {quantity}.',
  },
  line_not_free: {
    status: 409,
    text: 'Line {line} of order {order} is {status} at {location}: only lines that wait for a location can be given one.',
  },
  location_inactive: {
    status: 409,
    text: 'Location {system}/{location} is not in use: choose another, or activate it.',
  },
  source_unknown: {
    status: 404,
    text: 'There is no source {id}: its id is sourceId of a fulfillment request, or see the locations of the catalog.',
  },
  item_unknown: {
    status: 404,
    text: 'Fulfillment request {number} has no item {item}. Its items: {items}.',
  },
  item_ambiguous: {
    status: 409,
    text: 'Fulfillment request {number} has several items {item}: name one of them by its id: {items}.',
  },
  too_many_item_units: {
    status: 409,
    text: 'Item {item} of fulfillment request {number} has {open} units for that, found {quantity}: send at most {open}.',
  },
  acknowledged_before: {
    status: 409,
    text: 'Item {item} of fulfillment request {number} has {acknowledged} acknowledged units, found {quantity}: to give some back, send them as canceled.',
  },
  canceled_before: {
    status: 409,
    text: 'Item {item} of fulfillment request {number} has {canceled} canceled units, found {quantity}: what was canceled does not come back.',
  },
  order_stays: {
    status: 409,
    text: 'Order {order} (request id {request}) is {status}, so it cannot be canceled. {reasons}',
  },
  still_with_partner: {
    status: 409,
    text: 'Fulfillment request {number} is {state}: its partner was asked to give it back. Regenerate it once the partner has answered.',
  },
  ...SUPPLIER_REFUSALS,
} as const;

export type RefusalKey = keyof typeof REFUSALS;

/** A request that contradicts what is stored. Thrown, because the transaction is to be undone. */
export class RefusedError<Key extends RefusalKey = RefusalKey> extends Error {
  override readonly name = 'RefusedError';
  readonly code: RefusalKey;
  /** The status of HTTP. */
  readonly status: 404 | 409;

  constructor(
    key: Key,
    readonly values: ValuesOf<(typeof REFUSALS)[Key]['text']>,
  ) {
    const { text, status } = REFUSALS[key];
    super(fillIn(text, values));
    this.code = key;
    this.status = status;
  }

  /** Whether an error is one, with values of any key; `instanceof` would leave their type open. */
  static is(error: unknown): error is RefusedError {
    return error instanceof RefusedError;
  }
}
