import { codeOf } from '../../domain/values/code.js';
import { itemSpelling } from '../../domain/values/item-code.js';
import type { TextReaders } from '../../platform/xml/schema/decode.js';

/**
 * Text fields of requests that are codes: what the broker compares, whatever blanks surround it. Listed here, each is read
 * without them in every operation. Texts that are only stored and returned (names, addresses, notes, codes of others), and
 * numbers and dates, whose readers accept blanks, are not listed.
 */
const CODES: ReadonlySet<string> = new Set([
  // systems, locations, users
  'system_cd',
  'location_cd',
  'system_code',
  'location_code',
  'fulfilling_system_cd',
  'fulfilling_location_cd',
  'employee_id',
  // orders
  'request_id',
  'original_request_id',
  'order_id',
  'transaction_no',
  'ref_transaction_no',
  'line_item_no',
  'shipping_agent',
  'tracking_number',
  'ship_via',
  // words
  'transaction_type_id',
  'transaction_status',
  'line_item_status',
  'order_status',
  'item_status',
  'status',
  'status_condition',
  'response_type',
  'fulfillment_type',
  'type',
  'unit',
  'range_unit',
  'under_review',
  'gift',
  'ship_complete',
  'order_line_gift_wrap',
  'order_line_ship_alone',
  'order_status_reason_code',
  'item_status_reason_code',
]);

/** Item codes: compared without their padding, and returned with it. */
const ITEM_CODES: ReadonlySet<string> = new Set(['item_id', 'system_product_code', 'product_code']);

/** How the text of a field is read. */
export const textReader: TextReaders = (field) =>
  CODES.has(field) ? codeOf : ITEM_CODES.has(field) ? itemSpelling : undefined;
