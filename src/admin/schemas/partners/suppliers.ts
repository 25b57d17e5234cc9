import { z } from 'zod';
import { SUPPLIER_LIMITS } from '../../../broker/direct-fulfillment/manage-suppliers.js';
import { MAX_LINE_QUANTITY } from '../../../domain/values/limits.js';
import { filled } from '../../../formats/catalog/values-schema.js';
import { pageSchema, requestIdQuery } from '../common.js';

const place = { system_cd: z.string(), location_cd: z.string() };

const supplierSchema = z.strictObject({
  ...place,
  name: z.string(),
  number: z.string().nullable().describe('SupplNr of its calls; null while it has none and cannot call'),
  changed_at: z.string().nullable(),
});
export const supplierList = z.strictObject({ items: z.array(supplierSchema) });

export const newSupplier = z.strictObject({
  number: z
    .string()
    .regex(/^[^\s\p{C}]{1,4}$/u, `expected 1 to ${String(SUPPLIER_LIMITS.number)} characters without blanks`),
  secret: z
    .string()
    .regex(/^[^\s\p{C}]{1,20}$/u, `expected 1 to ${String(SUPPLIER_LIMITS.secret)} characters without blanks`)
    .exactOptional()
    .describe('Absent: one is made'),
});
export const storedSupplier = supplierSchema.extend({
  secret: z.string().describe('Secret of its calls, shown only now'),
});

export const suppliedUnits = z.strictObject({
  item_id: filled(60).describe('Item code of the system of the supplier'),
  quantity: z.int().min(1).max(MAX_LINE_QUANTITY),
});
export const supplyOutcome = z.strictObject({
  lines: z.array(z.strictObject({ request_id: z.int(), order_id: z.string(), line_no: z.int(), quantity: z.int() })),
  rest: z.int().describe('Units that no line waits for'),
});

const lockSchema = z.strictObject({
  kind: z.enum(['customer', 'order']),
  subject: z.string().describe('A customer number, or a request id; `***` for the role read'),
  locked_at: z.string(),
  locked_by: z.string(),
});
export const lockList = z.strictObject({ items: z.array(lockSchema) });
export const newLock = z.union([
  z.strictObject({ customer: filled(100) }),
  z.strictObject({ request_id: z.int().min(1) }),
]);

export const invoiceQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Maximum number of invoices'),
  after: requestIdQuery.optional().describe('`next` of the previous page'),
  request_id: requestIdQuery.optional().describe('Those of this order'),
});
const invoiceSchema = z.strictObject({
  number: z.int(),
  request_id: z.int(),
  order_id: z.string(),
  ...place,
  created_at: z.string(),
  created_by: z.string().describe('Empty for the job'),
  ship_vendor: z.string(),
  tracking_numbers: z.array(z.string()),
  return_tracking_numbers: z.array(z.string()),
  lines: z.array(z.strictObject({ line_no: z.int(), quantity: z.int() })),
});
export const invoicePage = pageSchema(invoiceSchema);
export const madeInvoices = z.strictObject({ numbers: z.array(z.int()) });
