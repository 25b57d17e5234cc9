import { z } from 'zod';
import { MAX_QUANTITY, PRODUCT_LIMITS } from '../../domain/product.js';
import { isTimeZone } from '../../domain/time/day.js';
import { itemKey, itemSpelling } from '../../domain/values/item-code.js';
import { isLonger, TEXT_LIMITS } from '../../domain/values/limits.js';

/** Values that several parts of a catalog document share. */
export const text = (maxLength: number) => z.string().check(atMost(maxLength)).meta({ maxLength });
/** A text that is not blank. */
export const filled = (maxLength: number) =>
  z.string().min(1).check(atMost(maxLength)).regex(/\S/, 'not blank').meta({ maxLength });
/** A code: the blanks around it are not part of it. */
export const code = (maxLength: number) =>
  z.string().trim().min(1).check(atMost(maxLength)).regex(/\S/, 'not blank').meta({ maxLength });
/** The code of a system, a location or a location type. */
export const shortCode = code(10);
/** An item code, with the blanks at its end that responses return. */
export const itemCode = z
  .string()
  .overwrite(itemSpelling)
  .min(1)
  .check(atMost(PRODUCT_LIMITS.code, itemKey))
  .regex(/\S/, 'not blank')
  .meta({ maxLength: TEXT_LIMITS.item_id });
export const quantity = z.int().min(0).max(MAX_QUANTITY);
/** A stock figure that a program reports; one below 0 leaves nothing to promise. */
export const reportedQuantity = z.int().min(-MAX_QUANTITY).max(MAX_QUANTITY);
export const flag = z.boolean().exactOptional();
export const day = z.iso.date();
export const timeZone = z
  .string()
  .refine(isTimeZone, 'the IANA name of a time zone, such as Europe/Berlin or America/New_York, or UTC')
  .describe('IANA name of a time zone, such as Europe/Berlin, or UTC');

/** Limits the characters of a text: code points, as the database counts. `z.string().max` counts UTF-16 units. */
function atMost(maximum: number, counted: (value: string) => string = (value) => value): z.core.CheckFn<string> {
  return ({ value, issues }) => {
    if (isLonger(counted(value), maximum))
      issues.push({ code: 'too_big', origin: 'string', maximum, inclusive: true, input: value });
  };
}
