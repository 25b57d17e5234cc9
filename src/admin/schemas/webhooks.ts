import { z } from 'zod';
import { pageQuery, pageSchema, requestIdQuery } from './common.js';

const state = z.enum(['enabled', 'paused', 'disabled']);
const url = z.string().max(4_000).describe('https: address; http: where WEBHOOK_ALLOW_HTTP allows it');
const eventTypes = z.array(z.string().max(60)).max(50).describe('Types of events to send; empty for all');
const description = z.string().max(500);
const format = z.string().max(40).describe('Form of the bodies: standard, outbound, or outbound-auth');
const scope = z
  .strictObject({
    systems: z.array(z.string().max(50)).max(50).default([]),
    locations: z
      .array(z.strictObject({ system_cd: z.string().max(50), location_cd: z.string().max(10) }))
      .max(50)
      .default([]),
  })
  .nullable()
  .describe('Systems and locations whose events to send; null for everybody');
const headers = z
  .record(z.string(), z.string().max(4_000))
  .describe('Further request headers; stored sealed, and never shown');
const secret = z.string().max(200).describe('whsec_ and 24 to 64 bytes in base64; generated when absent');

export const newEndpoint = z.strictObject({
  url,
  event_types: eventTypes.default([]),
  description: description.default(''),
  format: format.default('standard'),
  scope: scope.default(null),
  headers: headers.default({}),
  secret: secret.exactOptional(),
});

export const endpointChanges = z
  .strictObject({ url, event_types: eventTypes, description, format, scope, headers, state })
  .partial();

export const rotation = z.strictObject({
  secret: secret.exactOptional(),
  keep_hours: z
    .int()
    .min(0)
    .max(720)
    .default(24)
    .describe('Hours for which the secret before signs beside the new one; 0 if others know it'),
});

export const endpoint = z.strictObject({
  id: z.int(),
  url: z.string(),
  event_types: z.array(z.string()),
  description: z.string(),
  format: z.string(),
  scope,
  warning: z.string().exactOptional().describe('What is risky about it'),
  header_names: z.array(z.string()),
  state,
  state_reason: z.string(),
  dead_in_a_row: z.int().describe('Deliveries given up since the last success; the fifth pauses the endpoint'),
  waiting: z.int().describe('Deliveries that wait; counted up to 10000'),
  dead: z.int().describe('Deliveries that were given up; counted up to 10000'),
  previous_secret_until: z.string().nullable().describe('Until when the secret before signs too'),
  created_at: z.string(),
});
export const endpointList = z.strictObject({ items: z.array(endpoint) });

export const createdEndpoint = z.strictObject({
  id: z.int(),
  secret: z.string().describe('Verifies signatures; shown only here'),
  warning: z.string().exactOptional().describe('What is risky about it'),
});
export const rotatedSecret = z.strictObject({
  secret: z.string().describe('Shown only here'),
  previous_secret_until: z.string().nullable(),
});

const delivery = z.strictObject({
  id: z.int().describe('`data.sequence` of the body'),
  event_id: z.string().describe('`webhook-id`'),
  endpoint: z.int(),
  type: z.string(),
  request_id: z.int().nullable().describe('Null for an event that belongs to no order'),
  occurred_at: z.string(),
  state: z.enum(['waiting', 'sending', 'delivered', 'dead']),
  due_at: z.string().nullable().describe('When the next attempt is due; null for none'),
  ended_at: z.string().nullable(),
  attempts: z
    .array(
      z.strictObject({
        at: z.string(),
        status: z.int().exactOptional().describe('HTTP status; absent when no answer came'),
        error: z.string().exactOptional(),
        milliseconds: z.int(),
      }),
    )
    .describe('The last ten, oldest first'),
});
export const deliveryPage = pageSchema(delivery);

export const deliveryQuery = pageQuery.extend({
  endpoint: requestIdQuery.optional().describe('Only of this endpoint'),
  state: z.enum(['waiting', 'delivered', 'dead']).optional(),
  type: z.string().max(60).optional().describe('Only events of this type'),
  request_id: requestIdQuery.optional().describe('Only of this order'),
});

export const resent = z.strictObject({ resent: z.int().describe('Dead deliveries that were queued again') });
export const testEvent = z.strictObject({ event_id: z.string() });

export const runWebhooksQuery = z.strictObject({
  as_of: z.iso.datetime().describe('Send what is due by then, and count retries from then'),
});
export const webhooksRun = z.strictObject({
  delivered: z.int(),
  failed: z.int().describe('Will be retried'),
  dead: z.int(),
});
