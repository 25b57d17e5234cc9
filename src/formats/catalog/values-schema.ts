import { z } from 'zod';
import { MAX_QUANTITY, PRODUCT_LIMITS } from '../../domain/product.js';
import { isTimeZone } from '../../domain/values/day.js';

/** Values that several parts of a catalog document share. */
export const text = (maxLength: number) => z.string().max(maxLength);
export const code = (maxLength: number) => z.string().min(1).max(maxLength).regex(/\S/, 'not blank');
export const placeCode = code(10);
export const itemCode = code(PRODUCT_LIMITS.code);
export const quantity = z.int().min(0).max(MAX_QUANTITY);
/** A stock figure that a program reports; one below 0 leaves nothing to promise. */
export const reportedQuantity = z.int().min(-MAX_QUANTITY).max(MAX_QUANTITY);
export const flag = z.boolean().exactOptional();
export const day = z.iso.date();
export const timeZone = z
  .string()
  .refine(isTimeZone, 'the IANA name of a time zone, such as Europe/Berlin or America/New_York, or UTC')
  .describe('IANA name of a time zone, such as Europe/Berlin, or UTC');
