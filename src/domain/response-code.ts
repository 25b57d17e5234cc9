/**
 * Every code the broker answers in a response's body, with its text: the one catalog (docs/response-codes.md is
 * made from it).
 *
 * Only 0 and 2040 are known numbers of the real service; the others are ours, from 7000 on so that none can be taken
 * for one of its unknown ones. The texts keep the words its callers show to their users. docs/reference/routing-engine.md 5.2.
 */
export interface ResponseCode {
  readonly code: number;
  /** `{name}` stands for a value of the case at hand. */
  readonly text: string;
  /** When it is answered, and what the caller can do: for the documentation. */
  readonly meaning: string;
}

const codes = {
  acknowledged: { code: 0, text: 'Order Acknowledged', meaning: 'SubmitOrder: the order is stored.' },
  updated: { code: 0, text: 'Status updated successfully.', meaning: 'StatusUpdate: every change is stored.' },
  reviewed: {
    code: 0,
    text: 'Status updated successfully.',
    meaning: 'OrderUpdate: the order is under review, or released, as asked for; also where it was so before.',
  },
  found: {
    code: 0,
    text: 'Success',
    meaning:
      'LocateItems: at least one location has the item. ProductAvailability: at least one item can be had in that way.',
  },
  product_updated: {
    code: 0,
    text: 'Product updated successfully.',
    meaning: 'ProductUpdate: the product, and its stock where some was given, are stored.',
  },
  duplicate: {
    code: 2040,
    text: 'Duplicate Order/line: system {system} already submitted order {order}, line {line}; it is request ID {request}, line {existing}.',
    meaning:
      'SubmitOrder: the same system already submitted this order and line. Nothing is stored again; the answer carries the existing request id. Take it as acknowledged.',
  },
  item_unknown: {
    code: 7001,
    text: 'Invalid item (system product), item ({item}) does not exist.',
    meaning: 'The item is not a product of the requesting system. Load the product, or correct the code.',
  },
  not_stocked: {
    code: 7002,
    text: 'Product not stocked in requested location. Item ({item}), location ({location}), system ({system}).',
    meaning: 'SubmitOrder: the named fulfilling location has no stock record of the item.',
  },
  requesting_location: {
    code: 7003,
    text: 'Invalid or missing requesting location. Location code ({location}) of system ({system}).',
    meaning: 'store_location must name a location of the catalog.',
  },
  fulfilling_location: {
    code: 7004,
    text: 'Invalid fulfilling location code. Location ({location}) does not exist for system ({system}).',
    meaning:
      'SubmitOrder: transaction_detail names a location that the catalog does not have, or one that is inactive.',
  },
  fulfilling_system: {
    code: 7005,
    text: 'Invalid or missing fulfillment system code (system_cd) is required for a pickup request.',
    meaning: 'SubmitOrder: a pickup order names the system and location of every line.',
  },
  sold_to: {
    code: 7006,
    text: 'Invalid Sold To address, missing required first and last name or company name.',
    meaning: 'SubmitOrder: sold_to_customer must be there and carry a first and last name, or a company name.',
  },
  postal_missing: {
    code: 7007,
    text: 'Invalid Ship To address, missing required postal code.',
    meaning: 'SubmitOrder: a delivery order is shipped to an address with a postal code, on every line.',
  },
  quantity: {
    code: 7008,
    text: 'Invalid quantity ({quantity}) for line {line}: a whole number from 1 to 999999 is expected.',
    meaning: 'A line with no, a negative or an absurd quantity.',
  },
  no_lines: {
    code: 7009,
    text: 'The order has no lines (transaction_detail).',
    meaning: 'SubmitOrder: at least one line is needed.',
  },
  order_id: {
    code: 7010,
    text: 'Invalid or missing order ID.',
    meaning: 'SubmitOrder: order_id is what repeats are recognized by, so it must not be empty.',
  },
  order_type: {
    code: 7011,
    text: 'Invalid transaction type ({type}): DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE is expected.',
    meaning: 'SubmitOrder: transaction_type_id is unknown.',
  },
  pickup_location: {
    code: 7012,
    text: 'Invalid or missing pickup location. Location ({location}) does not exist for system ({system}).',
    meaning: 'SubmitOrder: an order shipped for pickup names where it is collected (shipforpickup_location).',
  },
  amount: {
    code: 7013,
    text: 'Invalid amount ({value}) in {field}.',
    meaning: 'SubmitOrder: not a decimal number, or ten million million or more.',
  },
  line_number: {
    code: 7014,
    text: 'Invalid line number ({line}): each line needs a whole number of its own.',
    meaning: 'SubmitOrder: line_item_no is not a number from 1 to 2147483647, or stands twice in the message.',
  },
  too_long: {
    code: 7015,
    text: '{field} is longer than {limit} characters.',
    meaning: 'A code or number is longer than the store keeps. Nothing is ever cut silently.',
  },
  too_many_lines: {
    code: 7016,
    text: 'The order has more than {limit} lines.',
    meaning: 'SubmitOrder: submit it as several orders.',
  },
  order_unknown: {
    code: 7101,
    text: 'Request ID ({request}) does not exist for system ({system}).',
    meaning: 'StatusUpdate, OrderUpdate: no such order, or the caller has no part in it.',
  },
  line_unknown: {
    code: 7102,
    text: 'Line ({line}) does not exist for request ID ({request}).',
    meaning: 'StatusUpdate: line_no names no line of the order.',
  },
  status_unknown: {
    code: 7103,
    text: 'Invalid status ({status}).',
    meaning: 'StatusUpdate: order_status or item_status is not a status, or is empty where one is needed.',
  },
  already: {
    code: 7104,
    text: 'Line {line} is already in status {status}.',
    meaning:
      'StatusUpdate: nothing to change. A repeated cancel is answered with this; whether other repeats are, too, says the preference repeated_status_update.',
  },
  final: {
    code: 7105,
    text: 'Line {line} is {from} and cannot be changed to {to}.',
    meaning:
      'StatusUpdate: fulfilled, canceled and unfulfillable are final (an unfulfillable line may still be canceled).',
  },
  not_a_step: {
    code: 7106,
    text: 'Line {line} is {from} and cannot become {to}.',
    meaning: 'StatusUpdate: no party may make this step for this type of order (docs/statuses.md).',
  },
  not_yours: {
    code: 7107,
    text: 'Line {line} cannot be changed from {from} to {to} by system {system}.',
    meaning: 'StatusUpdate: the step belongs to another party of the order.',
  },
  under_review: {
    code: 7108,
    text: 'Line {line} is under review and cannot be {to}.',
    meaning: 'StatusUpdate: goods of an order under review may be prepared, but not shipped or handed over.',
  },
  sent: {
    code: 7109,
    text: 'Line {line} is {from}: goods that were sent cannot be {to} any more by system {system}.',
    meaning:
      'StatusUpdate: what is on its way to a pickup location can be canceled only there, once it was received (preference cancel_after_shipment).',
  },
  named_source: {
    code: 7110,
    text: 'Line {line} cannot be {to} by the pickup location: the order itself named where it is sent from.',
    meaning:
      'StatusUpdate: of which lines a pickup location may say that they did not arrive or came damaged, says the preference pickup_location_may_reject.',
  },
  restricted: {
    code: 7111,
    text: 'Line {line} is {from} and may not be reassigned.',
    meaning:
      'StatusUpdate: a canceled line is set to new_order again only where the preference restrict_reassignment_of_canceled_line is off.',
  },
  too_many: {
    code: 7112,
    text: 'Line {line} has {units} units, so that {quantity} cannot be {to}.',
    meaning: 'StatusUpdate: item_qty is more than the line has, or negative (preference allow_partial_updates).',
  },
  partly_updated: {
    code: 7113,
    text: 'Updated: {lines}. Not updated:',
    meaning:
      'StatusUpdate, where the preference line_updates_all_or_nothing is off: the lines named were changed, the others were not, and why follows.',
  },
  masked: {
    code: 7114,
    text: 'Request ID ({request}) is so old that its customer is not known any more: nothing of it can be called back.',
    meaning:
      'StatusUpdate: a canceled line is not set to new_order again once the personal data of its order is masked, for it could be sent to nobody. Submit the order anew.',
  },
  review_flag: {
    code: 7120,
    text: 'Invalid under review flag ({flag}): Y or N is expected.',
    meaning: 'OrderUpdate: under_review is neither Y nor N. Nothing was changed.',
  },
  order_number_unknown: {
    code: 7121,
    text: 'Order ID ({order}) does not exist for system ({system}).',
    meaning:
      'OrderUpdate without a request id: the system of store_location placed no order of that number, or no system or number was named.',
  },
  order_number_ambiguous: {
    code: 7122,
    text: 'Order ID ({order}) of system ({system}) stands for {count} requests: name the request ID.',
    meaning: 'OrderUpdate without a request id: several orders have that number. Nothing was changed.',
  },
  review_not_yours: {
    code: 7123,
    text: 'Request ID ({request}) was not placed by system ({system}) and cannot be put under review or released by it.',
    meaning: 'OrderUpdate: the system has a part in the order, but only the one that placed it may switch the flag.',
  },
  review_too_late: {
    code: 7124,
    text: 'Request ID ({request}) is finished and cannot be put under review.',
    meaning:
      'OrderUpdate: every line is fulfilled or canceled, so nothing is left to hold back. Releasing such an order is taken.',
  },
  place_unknown: {
    code: 7201,
    text: 'Cannot identify customer location: postal code ({postal}), city ({city}), province ({province}).',
    meaning:
      'LocateItems, ProductAvailability: give a postal code, or a city and province, of the United States or Canada.',
  },
  nothing_found: {
    code: 7202,
    text: 'No location found for item ({item}).',
    meaning: 'LocateItems: no location within the radius can give all the items in the wanted quantity.',
  },
  unit: {
    code: 7203,
    text: 'Invalid range ({distance} {unit}): a distance in MI or KM is expected.',
    meaning: 'LocateItems, ProductAvailability: range cannot be read.',
  },
  none_available: {
    code: 7204,
    text: 'Nothing available for {type}.',
    meaning:
      'ProductAvailability: no location within the radius can give any of the items in that way. An answer, not a failure: maximum_available says 0.',
  },
  fulfillment_type: {
    code: 7205,
    text: 'Invalid fulfillment type ({type}): DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE is expected.',
    meaning: 'ProductAvailability: type is empty or unknown. The other types of the message are answered.',
  },
  product_system: {
    code: 7401,
    text: 'Invalid or missing system code. System ({system}) does not exist.',
    meaning: 'ProductUpdate: system_code must name a system of the catalog.',
  },
  product_field_missing: {
    code: 7402,
    text: 'Missing {field}.',
    meaning: 'ProductUpdate: system_product_code, product_code and description must not be blank.',
  },
  product_location: {
    code: 7403,
    text: 'Invalid or missing location code. Location ({location}) does not exist for system ({system}).',
    meaning: 'ProductUpdate: product_location names a location that the system of the message does not have.',
  },
  product_location_twice: {
    code: 7404,
    text: 'Location ({location}) stands in the message a second time.',
    meaning: 'ProductUpdate: which of the figures should count cannot be known.',
  },
  stock_quantity: {
    code: 7405,
    text: 'Invalid {field} ({value}) at location ({location}): a whole number from 0 to {most} is expected.',
    meaning: 'ProductUpdate: no quantity. An empty next_po_qty is 0, an empty available_qty is not.',
  },
  stock_date: {
    code: 7406,
    text: 'Invalid next_po_date ({value}) at location ({location}): a day as YYYY-MM-DD is expected.',
    meaning: 'ProductUpdate: no day of the calendar, or written in another form (docs/contract.md).',
  },
  item_taken: {
    code: 7407,
    text: 'Item ({item}) of system ({system}) stands for product ({product}), not for product ({other}).',
    meaning:
      'ProductUpdate: an item code is not moved to another product, because orders and stock know it as the one it is. Correct product_code.',
  },
} as const satisfies Readonly<Record<string, ResponseCode>>;

export type ResponseKey = keyof typeof codes;
export const RESPONSE_CODES: Readonly<Record<ResponseKey, ResponseCode>> = codes;

/** One thing that is wrong with a message. */
export class Rejection {
  constructor(
    readonly key: ResponseKey,
    readonly values: Readonly<Record<string, string | number>> = {},
  ) {}

  get code(): number {
    return RESPONSE_CODES[this.key].code;
  }

  /** The catalog's text with the values of this case. */
  get text(): string {
    return RESPONSE_CODES[this.key].text.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(this.values, name) ? String(this.values[name]) : whole,
    );
  }
}

/** What goes into a response: the first fault's code and all the texts, each once. */
export function describeRejections(faults: readonly Rejection[]): {
  readonly code: number;
  readonly description: string;
} {
  return {
    code: faults[0]?.code ?? 0,
    description: [...new Set(faults.map((fault) => fault.text))].join(' '),
  };
}
