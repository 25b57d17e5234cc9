import { z } from 'zod';
import { CONSUMER_NAME } from '../../domain/feed/consumer-name.js';
import { parseStartDate, START_DATE_FORMS } from '../../domain/feed/start-date.js';
import { MAX_INT } from '../../domain/values/limits.js';

export const consumerName = z
  .string()
  .regex(CONSUMER_NAME, 'expected 1 to 40 lower-case letters, digits, dots, hyphens and underscores');

const snapshot = z.strictObject({
  number: z.int(),
  taken_at: z.string(),
  since: z
    .string()
    .nullable()
    .describe('The date from which on it has every change; null: what changed since the one before'),
  orders: z.int(),
  acknowledged_at: z.string().nullable().describe('When it was acknowledged; it cannot be read from then on'),
});

export const feedConsumer = z.strictObject({
  name: z.string(),
  created_at: z.string(),
  orders_waiting: z.int().describe('Orders that changed since the last snapshot; counted up to 10000'),
  snapshot: snapshot.nullable().describe('The last snapshot; null before the first'),
  refresh: z
    .strictObject({
      phase: z.enum(['collect', 'fill', 'tidy']).describe('Finds orders, stores their rows, or deletes what is over'),
      orders: z.int().describe('Orders that it has gone through in this phase'),
    })
    .nullable()
    .describe('The refresh that runs; null for none'),
});

export const feedConsumers = z.strictObject({ items: z.array(feedConsumer) });

export const refreshQuery = z.strictObject({
  since: z
    .string()
    .max(40)
    .transform((text, context) => {
      const parsed = parseStartDate(text);
      if (parsed !== undefined) return parsed;
      context.addIssue({ code: 'custom', message: `expected a date of the calendar: ${START_DATE_FORMS}` });
      return z.NEVER;
    })
    .optional()
    .describe(
      `Take everything that changed since: ${START_DATE_FORMS}. Once: the next refresh takes only what changed`,
    ),
});

const snapshotNo = z.coerce.number().int().min(1).max(MAX_INT);

export const acknowledgeQuery = z.strictObject({
  snapshot: snapshotNo.describe('The number of the snapshot that was processed'),
});

export const rowsQuery = z.strictObject({
  snapshot: snapshotNo.optional().describe('Refuses any other snapshot than this; by default the last one is read'),
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of rows'),
  after: z.string().max(400).default('').describe('`next` of the previous page'),
});

export const exportQuery = z.strictObject({
  snapshot: snapshotNo.optional().describe('Refuses any other snapshot than this; by default the last one is read'),
  format: z.enum(['ndjson', 'csv']).default('ndjson'),
});

/** A row: amounts are decimal numbers in text, because JSON readers turn numbers into floating point. */
export const feedRow = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));

export const feedPage = z.strictObject({
  snapshot: z.int(),
  items: z.array(feedRow),
  next: z.string().exactOptional().describe('Value of `after` for the next page; absent on the last page'),
});
