import { z } from 'zod';

/** Schemas that several resources share. */

/** One page of a list. */
export const pageSchema = (item: z.ZodType) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().exactOptional().describe('Value of `after` for the next page; absent on the last page'),
  });

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of entries'),
  after: z.string().max(400).default('').describe('`next` of the previous page'),
});

/** A request id in a query. */
export const requestIdQuery = z.coerce
  .number()
  .int()
  .min(1)
  .max(2 ** 31 - 1);

export const faultsSchema = z.strictObject({
  faults: z.array(
    z.strictObject({
      path: z.string().describe('Path of the faulty value, e.g. inventory[3].item_id'),
      reason: z.string(),
    }),
  ),
});

export const errorSchema = z.strictObject({
  error: z.string(),
  code: z.string().exactOptional().describe('Why it is refused, for programs'),
  referred_by: z.array(z.string()).exactOptional(),
});

/** Any JSON object. */
export const jsonDocument = z.record(z.string(), z.unknown());
