import { Rejection } from '../response-code.js';

/** The longest texts that the database stores, in characters, by the name of the field on the wire. */
export const TEXT_LIMITS = {
  order_id: 50,
  transaction_no: 50,
  ref_transaction_no: 50,
  employee_id: 50,
  item_id: 50,
  location_cd: 10,
  shipping_agent: 100,
  tracking_number: 100,
  reason_code: 50,
  // Written once for every line that an update changes.
  reason_note: 1000,
} as const;

/** The longest text that the broker passes on and stores in no column of its own: a name, a part of an address, a description. */
export const MAX_FIELD_LENGTH = 255;
/** The same for what people write: instructions and messages. */
export const MAX_NOTE_LENGTH = 4000;
/** The most characters of all texts of an order together: a thousand lines with messages of 1,800 characters have 2.1 million. */
export const MAX_ORDER_CHARACTERS = 2_500_000;

/** The most lines of one order. */
export const MAX_LINES = 1000;
/** The largest quantity of one order line. */
export const MAX_LINE_QUANTITY = 999_999;
/** The largest number of an xs:int and of an INT column: of a line number that a caller gives, of a request id, of reserved units. */
export const MAX_INT = 2 ** 31 - 1;

/** Checks the length of a field of a message: values are rejected, never truncated. */
export function tooLong(field: keyof typeof TEXT_LIMITS, value: string): readonly Rejection[] {
  const limit = TEXT_LIMITS[field];
  return isLonger(value, limit) ? [new Rejection('too_long', { field, limit })] : NONE;
}

/** Whether a text has more characters than a limit: code points, as databases count, not UTF-16 units. */
export function isLonger(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || Array.from(text).length > limit);
}

const NONE: readonly Rejection[] = [];
