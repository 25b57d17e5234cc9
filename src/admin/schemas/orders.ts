import { z } from 'zod';
import { OMS_LETTERS, OMS_ORDER_TYPES } from '../../domain/order/oms-letter.js';
import type { OmsLetter } from '../../domain/order/oms-letter.js';
import { CHANNELS } from '../../domain/partner/channel.js';
import { ORDER_TYPES } from '../../domain/values/order-type.js';
import { STATUSES } from '../../domain/values/status.js';
import { code, shortCode } from '../../formats/catalog/values-schema.js';
import { commentSchema } from './comments.js';
import { requestIdQuery } from './common.js';
import { requestSchema } from './partners/requests.js';
import { shipmentSchema } from './shipments.js';

const letters = Object.keys(OMS_LETTERS) as [OmsLetter, ...OmsLetter[]];
const booleanQuery = z.enum(['true', 'false']);
/** A day, which stands for its beginning where the list is for, or a time with an offset, in UTC. */
const dayOrTime = z.union(
  [z.iso.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString())],
  'expected a day (2026-11-21) or a time (2026-11-21T08:00:00Z)',
);

export const orderListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of orders'),
  after: requestIdQuery.optional().describe('`next` of the previous page'),
  status: z.enum(STATUSES).optional(),
  system_cd: shortCode
    .optional()
    .describe(
      'System with a role in the order: originating, fulfilling or pickup. The OMS letters shown are those of this system',
    ),
  location_cd: shortCode.optional().describe('Location with a role in the order; only together with system_cd'),
  type: z.enum(ORDER_TYPES).optional(),
  order_id: code(50).optional(),
  from_request_id: requestIdQuery.optional(),
  to_request_id: requestIdQuery.optional(),
  since: dayOrTime.optional().describe('Accepted at or after this time'),
  until: dayOrTime.optional().describe('Accepted before this time'),
  under_review: booleanQuery.optional(),
  oms: z.enum(letters).optional().describe('Has a line for which the OMS shows this letter'),
});

export const orderQuery = z.strictObject({
  system_cd: shortCode
    .optional()
    .describe('System whose OMS letters are shown; by default the default system of the organization'),
  customer: booleanQuery.default('false').describe('Includes names and towns of the customers'),
});

const locationReference = z.strictObject({ system_cd: z.string(), location_cd: z.string() });
const lettersShown = z
  .array(z.string())
  .describe('Letters that an OMS shows for the lines; `-` for none, `N/P` for one of the two');

export const orderPage = z.strictObject({
  oms_system: z.string().describe('System whose OMS letters are shown'),
  items: z.array(
    z.strictObject({
      request_id: z.int(),
      system_cd: z.string(),
      order_id: z.string(),
      type: z.string(),
      status: z.string(),
      oms: lettersShown,
      under_review: z.boolean(),
      order_date: z.string(),
      placed: locationReference,
      sourced: z.array(locationReference),
      pickup: z.array(locationReference),
      lines: z.int(),
    }),
  ),
  next: z
    .string()
    .exactOptional()
    .describe('Value of `after` for the next page; a page that has it may hold fewer orders than `limit`'),
});

const customer = z
  .strictObject({ name: z.string(), city: z.string(), province: z.string(), country: z.string() })
  .nullable();

const staff = z.string().describe('`***` for the role read, unless it is empty or by the broker itself');

const partnerAssignment = z.strictObject({
  channel: z.enum(CHANNELS).describe('The service that the partner speaks'),
  fulfillment_request: z.int(),
  status: z.string().describe('The status as the partner reads it: `FUT`, `Printed`, `Acknowledged`, `60`'),
  status_text: z.string().describe('What is said beside the status; empty for nothing'),
  numbers: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .describe('What the partner names it by, by the names of the fields that carry it'),
  tracking_numbers: z.array(z.string()),
  released_at: z.string().nullable(),
  fetched_at: z.string().nullable().describe('When it was fetched, sent, or confirmed for the first time'),
  acknowledged_at: z.string().nullable(),
  marks: z
    .array(z.strictObject({ kind: z.string(), at: z.string() }))
    .describe('What was noted on it since, oldest first: `committed_stock`, `accounting_sync`, `cancel_requested`'),
});

export const orderSchema = z.strictObject({
  request_id: z.int(),
  system_cd: z.string(),
  order_id: z.string(),
  transaction_no: z.string(),
  ref_transaction_no: z.string(),
  type: z.string(),
  status: z.string(),
  oms_system: z.string(),
  oms: lettersShown,
  under_review: z.boolean(),
  order_date: z.string(),
  masked_at: z.string().nullable().describe('When its personal data was masked'),
  placed: locationReference,
  ship_via: z.string(),
  currency: z.string(),
  subtotal: z.string(),
  tax: z.string(),
  freight: z.string(),
  total: z.string(),
  sold_to: customer.exactOptional().describe('Only with customer=true'),
  lines: z.array(
    z.strictObject({
      line_no: z.int(),
      requesting_line_no: z.int(),
      item_id: z.string(),
      description: z.string(),
      quantity: z.int(),
      unit_price: z.string(),
      status: z.string(),
      status_date: z.string(),
      oms: z
        .array(z.strictObject({ order_type: z.enum(OMS_ORDER_TYPES), letter: z.string() }))
        .describe('The order records that an OMS has for the line'),
      sourced: locationReference,
      brokered: z.boolean(),
      pickup: locationReference.nullable(),
      pickup_by: z.string().nullable(),
      poll_count: z.int(),
      retries: z.int(),
      shipping_agent: z.string(),
      tracking_number: z.string(),
      shipment_date: z.string(),
      ship_to: customer.exactOptional(),
      assignments: z.array(
        z.strictObject({
          attempt: z.int(),
          location: locationReference,
          quantity: z.int(),
          assigned_at: z.string(),
          ended_at: z.string().nullable(),
          outcome: z.string().nullable(),
          partner: partnerAssignment.nullable().describe('What it is for the partner; null for a location that polls'),
        }),
      ),
    }),
  ),
  history: z
    .array(
      z.strictObject({
        at: z.string(),
        line_no: z.int(),
        from: z.string(),
        to: z.string(),
        quantity: z.int(),
        location: locationReference,
        system_cd: z.string(),
        location_cd: z.string(),
        employee_id: staff,
        reason_code: z.string(),
        reason_note: staff,
        shipping_agent: z.string(),
        tracking_number: z.string(),
      }),
    )
    .describe('The last 10,000 status changes, oldest first'),
  reviews: z
    .array(
      z.strictObject({
        at: z.string(),
        under_review: z.boolean(),
        system_cd: z.string(),
        location_cd: z.string(),
        employee_id: staff,
      }),
    )
    .describe('When the order was put under review and released'),
  fulfillment_requests: z.array(requestSchema).describe('What it asks of partners, oldest first'),
  shipments: z.array(shipmentSchema).describe('The first 1000 shipments'),
  comments: z.array(commentSchema).describe('The last 1000 comments, oldest first'),
  events: z
    .array(
      z.strictObject({
        delivery: z.int(),
        endpoint: z.int(),
        type: z.string(),
        at: z.string(),
        state: z.string(),
        ended_at: z.string().nullable(),
      }),
    )
    .describe('The last 100 events that webhook endpoints are told, oldest first'),
  routing: z.array(z.record(z.string(), z.unknown())).describe('Every routing pass, without its candidates'),
  trace_at: z.string().describe('Address of the trace, which has the candidates'),
});
