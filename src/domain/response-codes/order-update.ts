import type { ResponseCodes } from './response-code.js';

/** Rejections of OrderUpdate. */
export const ORDER_UPDATE = {
  review_flag: {
    code: 7120,
    text: 'Invalid under review flag ({flag}): Y or N is expected.',
    meaning:
      'SubmitOrder, OrderUpdate: under_review is neither Y nor N, nor yes, no, true, false, 1 or 0. Nothing was stored or changed.',
  },
  order_number_unknown: {
    code: 7121,
    text: 'Order ID ({order}) does not exist for system ({system}).',
    meaning:
      'OrderUpdate without a request id: the system of store_location submitted no order with this number, or the system or the number is missing.',
  },
  order_number_ambiguous: {
    code: 7122,
    text: 'Order ID ({order}) of system ({system}) stands for {count} requests: name the request ID.',
    meaning: 'OrderUpdate without a request id: several orders have this number. Nothing was changed.',
  },
  review_not_yours: {
    code: 7123,
    text: 'Request ID ({request}) was not placed by system ({system}) and cannot be put under review or released by it.',
    meaning: 'OrderUpdate: the system has a role in the order, but only the originating system may change the flag.',
  },
  review_too_late: {
    code: 7124,
    text: 'Request ID ({request}) is finished and cannot be put under review.',
    meaning:
      'OrderUpdate: every line is fulfilled or canceled, so there is nothing left to hold back. Such an order can still be released.',
  },
} as const satisfies ResponseCodes;
