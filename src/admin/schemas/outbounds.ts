import { z } from 'zod';
import { OUTBOUND_TYPES } from '../../domain/outbound/outbound-order.js';
import { PARCEL_CODES, PARCEL_STATUSES } from '../../domain/outbound/parcel-status.js';
import { RATE_TYPES } from '../../domain/outbound/rate-card.js';
import { pageSchema, requestIdQuery } from './common.js';

const states = ['accepted', 'created', 'refused', 'canceled'] as const;

export const outboundQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100).describe('Maximum number of outbounds'),
  after: requestIdQuery.optional().describe('`next` of the previous page'),
  so_number: z.string().max(50).optional().describe('Those of this number'),
  customer_id: z.string().max(20).optional().describe('Those of this client'),
  state: z.enum(states).optional().describe('Those in this state'),
  order_type: z.enum(OUTBOUND_TYPES).optional().describe('Those of this type'),
});

export const outboundSchema = z.strictObject({
  id: z.int(),
  group_key: z.string().describe('What its client knows the request by'),
  customer_id: z.string(),
  so_number: z.string(),
  order_type: z.enum(OUTBOUND_TYPES),
  warehouse_id: z.string(),
  tracking_id: z.string(),
  state: z.enum(states).describe('accepted: acknowledged, and not worked on yet'),
  status_code: z.string().describe('00 to 99; docs/outbound-and-logistics.md'),
  status: z.string(),
  error: z.string().describe('Why it was refused'),
  request_id: z.int().nullable().describe('Its order; null for a return'),
  parcel_status: z.strictObject({ code: z.int(), name: z.string(), at: z.string() }).nullable(),
  awb: z.string(),
  received_at: z.string(),
  details: z.array(z.record(z.string(), z.unknown())),
});
export const outboundPage = pageSchema(outboundSchema);

const names = PARCEL_CODES.map((code) => PARCEL_STATUSES[code].name);
export const parcelReport = z.strictObject({
  status: z.enum(names as [string, ...string[]]),
  at: z.iso.datetime({ offset: true }).optional().describe('When it was so; default: now'),
  awb: z.string().max(100).default(''),
});
export const parcelResult = z.strictObject({
  result: z.enum(['news', 'repeated', 'late']).describe('What is not news changes nothing'),
});

const place = z.strictObject({
  area_id: z.int().min(1).max(999_999_999),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});
export const rateRequest = z.strictObject({
  origin: place,
  destination: place,
  rate_type: z.enum(RATE_TYPES).optional(),
  service_type: z.string().max(40).default(''),
  weight: z.number().min(0.001).max(50_000).describe('Kilograms'),
  length: z.number().min(0).max(2_000).default(0).describe('Centimeters'),
  width: z.number().min(0).max(2_000).default(0),
  height: z.number().min(0).max(2_000).default(0),
  value: z.number().min(0).max(1e12).default(0),
  with_insurance: z.boolean().default(false),
  cod: z.boolean().default(false),
});
export const rateQuote = z.strictObject({
  rates: z.array(
    z.strictObject({
      rate_id: z.string(),
      courier: z.string(),
      rate_type: z.enum(RATE_TYPES),
      service_type: z.string(),
      currency: z.string(),
      price: z.string(),
      shipping: z.string(),
      insurance: z.string(),
      cod: z.string(),
      chargeable_weight: z.number().describe('Kilograms: weight or volume weight'),
      volume_weight: z.number(),
      min_days: z.int(),
      max_days: z.int(),
    }),
  ),
  unavailable: z.array(z.string()).describe('Providers that did not answer'),
});
