import { z } from 'zod';
import { pageSchema, requestIdQuery } from './common.js';

export const shipmentListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of shipments'),
  after: requestIdQuery.optional().describe('`next` of the previous page'),
  request_id: requestIdQuery.optional().describe('Those of this order'),
});

export const shipmentSchema = z.strictObject({
  id: z.int(),
  request_id: z.int(),
  system_cd: z.string(),
  location_cd: z.string(),
  fulfillment_request: z.int().nullable(),
  source_reference: z.string().nullable().describe('What the location calls it'),
  carrier: z.string(),
  method: z.string(),
  tracking_numbers: z.array(z.string()),
  shipped_at: z.string(),
  recorded_at: z.string(),
  lines: z.array(z.strictObject({ line_no: z.int(), quantity: z.int(), serial_no: z.string(), batch_no: z.string() })),
});
export const shipmentPage = pageSchema(shipmentSchema);
