import type { ResponseCodes } from './response-code.js';

/** Every success has the code 0; only the texts differ. */
export const SUCCESS = {
  acknowledged: { code: 0, text: 'Order Acknowledged', meaning: 'SubmitOrder: the order is stored.' },
  updated: { code: 0, text: 'Status updated successfully.', meaning: 'StatusUpdate: every change is stored.' },
  reviewed: {
    code: 0,
    text: 'Status updated successfully.',
    meaning:
      'OrderUpdate: the order is under review, or released, as requested. Also answered where nothing had to change.',
  },
  found: {
    code: 0,
    text: 'Success',
    meaning:
      'LocateItems: at least one location has the item. ProductAvailability: at least one item is available for this fulfillment type.',
  },
  product_updated: {
    code: 0,
    text: 'Product updated successfully.',
    meaning: 'ProductUpdate: the product is stored, with its stock where the message has any.',
  },
} as const satisfies ResponseCodes;
