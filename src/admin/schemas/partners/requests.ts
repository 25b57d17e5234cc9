import { z } from 'zod';
import { REQUEST_FLAGS, REQUEST_STATES } from '../../../domain/partner/fulfillment-request.js';
import { REQUEST_STAGES } from '../../../domain/partner/request-stage.js';
import { MAX_INT, MAX_LINE_QUANTITY, MAX_LINES, TEXT_LIMITS } from '../../../domain/values/limits.js';
import { filled, shortCode, text } from '../../../formats/catalog/values-schema.js';
import { pageSchema, requestIdQuery } from '../common.js';
import { shipmentSchema } from '../shipments.js';

export const requestListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of fulfillment requests'),
  after: requestIdQuery.optional().describe('`next` of the previous page'),
  request_id: requestIdQuery.optional().describe('Those of this order'),
  number: filled(255).optional(),
  state: z
    .preprocess(
      (value) => [value].flat().flatMap((one): unknown[] => (typeof one === 'string' ? one.split(',') : [one])),
      z.array(z.enum(REQUEST_STATES)).min(1).max(20),
    )
    .optional()
    .describe('With one of these states, separated by commas'),
  system_cd: shortCode.optional().describe('At a location of this system'),
  location_cd: shortCode.optional().describe('At this location; only together with system_cd'),
});

const time = z.string().nullable();
const people = '`***` for the role read, unless it is empty or by the broker itself';

export const requestSchema = z.strictObject({
  id: z.int(),
  number: z.string(),
  request_id: z.int(),
  order_id: z.string(),
  system_cd: z.string(),
  location_cd: z.string(),
  state: z.enum(REQUEST_STATES),
  flags: z.array(z.enum(REQUEST_FLAGS)).describe('Why it waits for a person although it could be processed by itself'),
  fulfillment: z.enum(['awaiting_shipment', 'partially_shipped', 'shipped', 'canceled']),
  units: z.strictObject({ asked: z.int(), shipped: z.int(), canceled: z.int(), open: z.int() }),
  generated_at: z.string(),
  processing_at: time,
  processed_at: time,
  acknowledged_at: time,
  ended_at: time.describe('When it was canceled or voided'),
  cancel_requested_at: time.describe('When the partner was asked to give it back'),
  acknowledge_by: time.describe('When an acknowledgement is due; null for never'),
  error: z.string().describe(`Why it failed; ${people}`),
});
export const requestPage = pageSchema(requestSchema);
export const madeRequests = z.strictObject({
  items: z
    .array(requestSchema)
    .describe('Those that were made; none if other locations fulfill the lines, or nobody can'),
});

export const requestDetails = requestSchema.extend({
  lines: z.array(
    z.strictObject({
      line_no: z.int(),
      requesting_line_no: z.int(),
      item_id: z.string(),
      attempt: z.int(),
      quantity: z.int(),
      status: z.string().nullable().describe('Null once the attempt has ended: the line may be with somebody else'),
      outcome: z.string().nullable().describe('How the attempt ended; null while it is open'),
    }),
  ),
  shipments: z.array(shipmentSchema).describe('The first 1000'),
  log: z
    .array(
      z.strictObject({
        at: z.string(),
        stage: z.enum(REQUEST_STAGES),
        actor: z.string().describe(`Empty for the broker itself; ${people}`),
        note: z.string().describe(people),
      }),
    )
    .describe('Oldest first'),
});

const lineNo = z.int().min(1).max(MAX_INT);
const units = z.int().min(1).max(MAX_LINE_QUANTITY);
const someUnits = z.int().min(0).max(MAX_LINE_QUANTITY);
const location = { system_cd: shortCode, location_cd: shortCode };

/** Refuses two entries for one line: which of them counts would be a guess. */
const oncePerLine = <Entry extends { readonly line_no: number }>(entry: z.ZodType<Entry>) =>
  z
    .array(entry)
    .min(1)
    .max(MAX_LINES)
    .refine(
      (entries) => new Set(entries.map(({ line_no }) => line_no)).size === entries.length,
      'one entry for each line',
    );

export const generationSchema = z.strictObject({
  without: z
    .array(z.strictObject(location))
    .max(100)
    .default([])
    .describe('Locations that are not considered this time'),
});
export const creationSchema = z.strictObject({
  ...location,
  lines: oncePerLine(
    z.strictObject({ line_no: lineNo, quantity: units.exactOptional().describe('Absent: all of the line') }),
  )
    .exactOptional()
    .describe('Absent: every line that waits for a location'),
});
export const regenerationSchema = z.strictObject({
  without_partner: z.boolean().default(false).describe('Routes the lines to anybody else'),
});
export const noteSchema = z.strictObject({ note: text(TEXT_LIMITS.reason_note).default('') });
export const failureSchema = z.strictObject({ error: filled(TEXT_LIMITS.reason_note) });
export const renumberingSchema = z.strictObject({ number: filled(255) });
export const acknowledgementSchema = z.strictObject({
  lines: oncePerLine(
    z
      .strictObject({ line_no: lineNo, acknowledged: someUnits.default(0), canceled: someUnits.default(0) })
      .refine(({ acknowledged, canceled }) => acknowledged + canceled > 0, 'units that are acknowledged or canceled'),
  )
    .exactOptional()
    .describe('Absent: all units of all open lines are acknowledged'),
});

const shippedAt = z.iso
  .datetime({ offset: true })
  .refine((value) => value >= '2000', 'a time of this century')
  .transform((value) => new Date(value).toISOString());
export const shippingSchema = z.strictObject({
  source_reference: filled(100)
    .exactOptional()
    .describe('What the location calls the shipment; a report with the same reference is a repeat'),
  carrier: text(TEXT_LIMITS.shipping_agent),
  method: text(100).default(''),
  tracking_numbers: z.array(filled(TEXT_LIMITS.tracking_number)).max(50).default([]),
  shipped_at: shippedAt.exactOptional().describe('Absent: now'),
  lines: z
    .array(
      z.strictObject({
        line_no: lineNo,
        quantity: units,
        serial_no: text(100).default(''),
        batch_no: text(100).default(''),
      }),
    )
    .min(1)
    .max(MAX_LINES)
    .exactOptional()
    .describe('Absent: every open line, as a whole'),
});
export const shippedSchema = z.strictObject({
  repeated: z.boolean().describe('Whether it had been reported before'),
  shipment: shipmentSchema,
});

const previewedUnits = z.strictObject({ line_no: z.int(), item_id: z.string(), quantity: z.int() });
const sentences = z.array(z.string());
export const requestPreview = z.strictObject({
  request_id: z.int(),
  order_id: z.string(),
  requests: z.array(
    z.strictObject({
      system_cd: z.string(),
      location_cd: z.string(),
      name: z.string(),
      channel: z.string(),
      number: z.string().nullable().describe('Null where the location is no partner: it gets lines, and no request'),
      lines: z.array(previewedUnits),
      roadblocks: sentences.describe('What would keep it from being processed'),
    }),
  ),
  unfulfillable: z.array(previewedUnits).describe('Units that no location can fulfill'),
  roadblocks: sentences.describe('What concerns the order as a whole'),
});
