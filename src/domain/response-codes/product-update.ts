import type { ResponseCodes } from './response-code.js';

/** Rejections of ProductUpdate. */
export const PRODUCT_UPDATE = {
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
    meaning: 'ProductUpdate: the broker cannot know which of the quantities is meant.',
  },
  stock_quantity: {
    code: 7405,
    text: 'Invalid {field} ({value}) at location ({location}): a whole number from 0 to {most} is expected.',
    meaning:
      'ProductUpdate: the value is not a quantity. A negative one and an empty next_po_qty mean 0; an empty available_qty is rejected.',
  },
  stock_date: {
    code: 7406,
    text: 'Invalid next_po_date ({value}) at location ({location}): a day as YYYY-MM-DD is expected.',
    meaning: 'ProductUpdate: the value is not a calendar day, or is written in another form (docs/contract.md).',
  },
  item_taken: {
    code: 7407,
    text: 'Item ({item}) of system ({system}) stands for product ({product}), not for product ({other}).',
    meaning:
      'ProductUpdate: an item code cannot be moved to another product, because orders and stock refer to it. Correct product_code.',
  },
} as const satisfies ResponseCodes;
