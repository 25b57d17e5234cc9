import type { ResponseCodes } from './response-code.js';

/** Rejections of SubmitOrder; other operations share those that name an item, a quantity or a length. */
export const SUBMIT_ORDER = {
  duplicate: {
    code: 2040,
    text: 'Validation Error - Duplicate order/line is not allowed for system_cd: [{system}]. duplicate_request_id: {request}, line_item_no:{existing}',
    meaning:
      'SubmitOrder: the same system already submitted every line of this order, and it has not ended unfulfilled. Nothing is stored again; the response has the existing request id. Treat the order as acknowledged.',
  },
  item_unknown: {
    code: 7001,
    text: 'Invalid item (system product), item ({item}) does not exist.',
    meaning: 'The item is not a product of the requesting system. Load the product, or correct the code.',
  },
  not_stocked: {
    code: 7002,
    text: 'Product not stocked in requested location. Item ({item}), location ({location}), system ({system}).',
    meaning:
      'SubmitOrder: the named fulfilling location has no stock record of the item, or the item does not exist (7001). Also where named_location_checks_quantity is on and the location cannot promise the quantity; StatusUpdate that calls a line back to its named location: the same.',
  },
  requesting_location: {
    code: 7003,
    text: 'Invalid or missing requesting location location code, (store_location.location_cd) is required. Location ({location}) does not exist for system ({system}).',
    meaning: 'store_location must name a location of the catalog.',
  },
  fulfilling_location: {
    code: 7004,
    text: 'Invalid fulfilling location code. Location ({location}) does not exist for system ({system}).',
    meaning: 'SubmitOrder: transaction_detail names a location that is inactive or not in the catalog.',
  },
  fulfilling_system: {
    code: 7005,
    text: 'Invalid or missing fulfillment system code (system_cd) is required for a pickup request.',
    meaning: 'SubmitOrder: a pickup order must name the system and location of every line.',
  },
  sold_to: {
    code: 7006,
    text: 'Invalid Sold To address, missing required first and last name or company name.',
    meaning: 'SubmitOrder: sold_to_customer is required, with a first and last name or a company name.',
  },
  postal_missing: {
    code: 7007,
    text: 'Invalid Ship To address, missing required postal code.',
    meaning: 'SubmitOrder: every line of a delivery order needs a ship-to address with a postal code.',
  },
  quantity: {
    code: 7008,
    text: 'Invalid quantity ({quantity}) for line {line}: a whole number from 1 to 999999 is expected.',
    meaning: 'The quantity of a line is missing, not positive or too large.',
  },
  no_lines: {
    code: 7009,
    text: 'The order has no lines (transaction_detail).',
    meaning: 'SubmitOrder: at least one line is required.',
  },
  order_id: {
    code: 7010,
    text: 'Invalid or missing order ID.',
    meaning: 'SubmitOrder: order_id must not be empty, because repeats are recognized by it.',
  },
  order_type: {
    code: 7011,
    text: 'Invalid transaction type ({type}): DELIVERY, PICKUP, SHIPFORPICKUP, RETAILPICKUP or SHIPTOSTORE is expected.',
    meaning: 'SubmitOrder: transaction_type_id is unknown.',
  },
  pickup_location: {
    code: 7012,
    text: 'Invalid or missing pickup location. Location ({location}) does not exist for system ({system}).',
    meaning: 'SubmitOrder: an order that is shipped for pickup must name its pickup location (shipforpickup_location).',
  },
  amount: {
    code: 7013,
    text: 'Invalid amount ({value}) in {field}: {expected} is expected.',
    meaning:
      'SubmitOrder: the amount is not a decimal number, or is 10,000,000,000,000 or more (a weight: negative, or 1,000,000,000 or more).',
  },
  line_number: {
    code: 7014,
    text: 'Invalid line number ({line}): each line needs a whole number of its own.',
    meaning: 'SubmitOrder: line_item_no is not a number from 1 to 2147483647, or occurs twice in the message.',
  },
  too_long: {
    code: 7015,
    text: '{field} is longer than {limit} characters.',
    meaning:
      'A text is longer than what is stored of it: a code or number its column, a name or a part of an address 255 characters, a note of a status 1000, instructions and messages 4000. Values are never truncated silently.',
  },
  partly_known: {
    code: 7017,
    text: 'Order {order} was submitted before without lines {lines}: nothing of the message is stored.',
    meaning:
      'SubmitOrder, where the preference lines_may_be_added is off: some lines of the message are duplicates, the others are new. Submit the new ones alone.',
  },
  too_much_reserved: {
    code: 7018,
    text: 'Location ({location}) of system ({system}) cannot reserve more units of item ({item}): {reserved} are reserved there.',
    meaning:
      'SubmitOrder, StatusUpdate that calls a line back: a location reserves at most 2147483647 units of a product. Cancel what is not needed any more.',
  },
  too_many_lines: {
    code: 7016,
    text: 'The order has more than {limit} lines.',
    meaning: 'SubmitOrder: submit it as several orders.',
  },
  order_too_large: {
    code: 7019,
    text: 'The texts of the order have more than {limit} characters together.',
    meaning:
      'SubmitOrder: nobody could read such orders many at a time. Customizations, tenders and taxes count, each with 20 characters more. Shorten the texts, or submit several orders.',
  },
} as const satisfies ResponseCodes;
