import type { ResponseCodes } from './response-code.js';

/** Rejections of StatusUpdate; `order_unknown` is OrderUpdate's as well. */
export const STATUS_UPDATE = {
  order_unknown: {
    code: 7101,
    text: 'Request ID ({request}) does not exist for system ({system}).',
    meaning: 'StatusUpdate, OrderUpdate: there is no such order, or the caller has no role in it.',
  },
  line_unknown: {
    code: 7102,
    text: 'Line ({line}) does not exist for request ID ({request}).',
    meaning: 'StatusUpdate: line_no names no line of the order.',
  },
  status_unknown: {
    code: 7103,
    text: 'Invalid status ({status}).',
    meaning: 'StatusUpdate: order_status or item_status is not a status, or is empty where one is required.',
  },
  already: {
    code: 7104,
    text: 'Line {line} is already in status {status}.',
    meaning:
      'StatusUpdate: nothing to change. Answered to a repeated cancel; the preference repeated_status_update says whether it is answered to other repeats too.',
  },
  final: {
    code: 7105,
    text: 'Line {line} is {from} and cannot be changed to {to}.',
    meaning:
      'StatusUpdate: fulfilled, canceled and unfulfillable are final (an unfulfillable line can still be canceled).',
  },
  not_a_step: {
    code: 7106,
    text: 'Line {line} is {from} and cannot become {to}.',
    meaning: 'StatusUpdate: no role allows this status change for this type of order (docs/statuses.md).',
  },
  not_yours: {
    code: 7107,
    text: 'Line {line} cannot be changed from {from} to {to} by system {system}.',
    meaning: 'StatusUpdate: only another role in the order allows this status change.',
  },
  under_review: {
    code: 7108,
    text: 'Line {line} is under review and cannot be {to}.',
    meaning: 'StatusUpdate: while an order is under review, its goods can be prepared, but not shipped or handed over.',
  },
  sent: {
    code: 7109,
    text: 'Line {line} is {from}: goods that were sent cannot be {to} any more by system {system}.',
    meaning:
      'StatusUpdate: a line in transit to its pickup location can be canceled only by that location, after it was received (preference cancel_after_shipment).',
  },
  named_source: {
    code: 7110,
    text: 'Line {line} cannot be {to} by the pickup location: the order itself named where it is sent from.',
    meaning:
      'StatusUpdate: the preference pickup_location_may_reject says which lines a pickup location may reject as lost or damaged.',
  },
  restricted: {
    code: 7111,
    text: 'Line {line} is {from} and may not be reassigned.',
    meaning:
      'StatusUpdate: a canceled line can be set to new_order again only where the preference restrict_reassignment_of_canceled_line is off.',
  },
  too_many: {
    code: 7112,
    text: 'Line {line} has {units} units, so that {quantity} cannot be {to}.',
    meaning:
      'StatusUpdate: item_qty is negative or more than the quantity of the line (preference allow_partial_updates).',
  },
  partly_updated: {
    code: 7113,
    text: 'Updated: {lines}. Not updated:',
    meaning:
      'StatusUpdate, where the preference line_updates_all_or_nothing is off: the lines named here were changed; the reasons for the others follow.',
  },
  lost: {
    code: 7115,
    text: 'Line {line} was taken from system {system} and is at another location: it cannot be {to} by it any more.',
    meaning:
      'StatusUpdate: the location rejected the line, or lost it otherwise. Do not ship its goods (preference locations_speak_for_their_system).',
  },
  kept_together: {
    code: 7117,
    text: 'Line {line} cannot be {to} alone: request ID {request} is to be shipped complete.',
    meaning:
      'StatusUpdate, where the preference ship_complete_reject is refuse: reject all lines of the order that are at the location, with their whole quantity.',
  },
  line_not_named: {
    code: 7116,
    text: 'Item ({item}), line ({line}) of the requesting system, stands for {count} lines of request ID ({request}): name its line_no.',
    meaning:
      'StatusUpdate: an item without line_no names a line by item_id and requesting_system_line_no, which must agree and stand for one line. Nothing was changed.',
  },
  status_date: {
    code: 7118,
    text: 'Invalid status_date ({value}) of line {line}: a day or time as YYYY-MM-DD or YYYY-MM-DDThh:mm:ss is expected.',
    meaning:
      'StatusUpdate: the line would be shipped on a day that is not in the calendar, or is written in another form. Nothing was changed. Leave it empty for today (preference unreadable_status_dates_are_rejected).',
  },
  masked: {
    code: 7114,
    text: 'Request ID ({request}) is so old that its customer is not known any more: nothing of it can be called back.',
    meaning:
      'StatusUpdate: a canceled line cannot be set to new_order again once the personal data of its order is masked, because nobody knows the customer. Submit a new order.',
  },
} as const satisfies ResponseCodes;
