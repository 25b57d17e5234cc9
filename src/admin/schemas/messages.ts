import { z } from 'zod';
import { pageQuery, pageSchema, requestIdQuery } from './common.js';

const loggedMessage = z.strictObject({
  id: z.string(),
  at: z.string().describe('When the exchange began'),
  user: z.string().describe('Empty without authentication'),
  operation: z.string().describe('Empty when no operation was recognized'),
  correlation_id: z.string().describe('The X-Request-Id of the response, also in the log'),
  request_id: z.int().nullable(),
  order_id: z.string(),
  soap_version: z.string(),
  outcome: z
    .string()
    .describe(
      '`answered`, the key of a fault, `caller-gone`, or `fault-injected`: a fault on purpose kept it from being handled',
    ),
  delivered: z.boolean().describe('False when the caller disconnected before the response was sent'),
  response_code: z.int().nullable(),
  status: z.int().nullable().describe('HTTP status'),
  duration_ms: z.number(),
  request_bytes: z.int().nullable(),
  response_bytes: z.int().nullable(),
  personal_data: z.enum(['masked', 'plain']),
  injected_fault: z.string().nullable().describe('Name of the fault on purpose that was injected; null without one'),
});

export const messagePage = pageSchema(loggedMessage);

export const messageSchema = loggedMessage.extend({
  request: z.string().nullable().describe('The envelope; null when it was too long or malformed'),
  response: z.string().nullable(),
});

export const resentMessage = z.strictObject({
  correlation_id: z.string(),
  outcome: z.string(),
  status: z.int(),
  response_code: z.int().nullable(),
  request_id: z.int().nullable(),
  response: z.string().describe('The response, unmasked'),
});

/** A time with any offset, converted to UTC as it is stored. */
const instant = z.iso
  .datetime({ offset: true, error: 'a time with its zone, e.g. 2030-01-31T08:00:00Z' })
  .transform((text) => new Date(text).toISOString());
const shortText = z.string().trim().min(1).max(200);

export const messageQuery = pageQuery.extend({
  since: instant.optional().describe('At or after this time'),
  until: instant.optional().describe('Before this time'),
  operation: shortText.optional(),
  outcome: shortText.optional().describe('`answered`, the key of a fault, or `caller-gone`'),
  request_id: requestIdQuery.optional(),
  order_id: shortText.optional(),
  user: shortText.optional(),
  correlation_id: shortText.optional(),
});
