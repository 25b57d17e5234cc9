import { z } from 'zod';
import { FULFILLMENT_NAMES, STATE_NAMES } from '../../domain/partner/request-names.js';
import { keyNamed } from './named-key.js';
import { MAX_INT, MAX_LINE_QUANTITY, MAX_LINES, TEXT_LIMITS } from '../../domain/values/limits.js';

/** The forms of what clients send. Numbers may also be text: clients write `"purchaseOrderId": "7"`. */

const MOST_NUMBERS = 50;
/** The largest page, and how far pages reach: whoever wants more goes on by `sinceId`. */
const PAGE = { most: 100, reach: 10_000 } as const;

const wholeNumber = (min: number, max: number) =>
  z
    .union([z.int(), z.string().regex(/^\d{1,10}$/, `a whole number from ${String(min)} to ${String(max)}`)])
    .transform(Number)
    .pipe(z.int().min(min).max(max));
const id = wholeNumber(1, MAX_INT);
const units = wholeNumber(1, MAX_LINE_QUANTITY);
const someUnits = wholeNumber(0, MAX_LINE_QUANTITY);

const sku = z.string().min(1).max(TEXT_LIMITS.item_id);
const note = z.string().max(TEXT_LIMITS.reason_note);
const truth = z.enum(['true', 'false']).transform((text) => text === 'true');

const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;
const TIME_FORM = 'a time of this century such as 2030-01-02T03:04:05Z';
/** A time as ISO 8601 in UTC; without an offset it is in UTC already. */
const time = z.string().transform((text, issue) => {
  // A blank in place of the plus sign: what an offset becomes in a query that was not encoded.
  const written = text
    .trim()
    .replace(/ (\d\d:?\d\d)$/, (match, offset: string) => (/[T ]\d\d:\d\d.* /.test(text) ? `+${offset}` : match));
  const isComplete = /(?:Z|[+-]\d\d:?\d\d)$/.test(written.slice(10));
  const date = new Date(
    written.length === 10 || isComplete ? written.replace(' ', 'T') : `${written.replace(' ', 'T')}Z`,
  );
  if (!TIME.test(written) || Number.isNaN(date.getTime()) || written < '2000' || written >= '2100') {
    issue.addIssue({ code: 'custom', message: TIME_FORM });
    return z.NEVER;
  }
  return date.toISOString();
});

/** A list of names, separated by commas. */
function namesOf<Key extends string>(names: Readonly<Record<Key, string>>) {
  return z.string().transform((text, issue): Key[] => {
    const keys = text.split(',').map((name) => keyNamed(names, name));
    if (keys.every((key) => key !== undefined)) return [...new Set(keys)];
    issue.addIssue({
      code: 'custom',
      message: `a list of ${Object.values(names).join(', ')}, separated by commas`,
    });
    return z.NEVER;
  });
}

const place = {
  sinceId: wholeNumber(0, MAX_INT).optional().describe('Only those with a greater id'),
  filterPageNumber: wholeNumber(1, PAGE.reach).default(1),
  filterPageSize: wholeNumber(1, PAGE.most).default(50),
};

const reaches = ({ filterPageNumber, filterPageSize }: { filterPageNumber: number; filterPageSize: number }): boolean =>
  filterPageNumber * filterPageSize <= PAGE.reach;
const REACH = {
  path: ['filterPageNumber'],
  error: `a page within the first ${String(PAGE.reach)} entries; beyond them go on with sinceId`,
};

export const requestListQuery = z
  .strictObject({
    filterStatus: namesOf(STATE_NAMES).optional(),
    filterFulfilmentStatus: namesOf(FULFILLMENT_NAMES).optional(),
    filterIsAcknowledged: truth.optional(),
    filterInvoiced: truth.optional().describe('Whether accounting has it (accounting-sync)'),
    filterSourceId: id.optional(),
    filterEligibleForProcessing: truth.optional().describe('Unprocessed or Processing'),
    filterGeneratedAfter: time.optional(),
    findOrderId: id.optional(),
    frNumbers: z
      .string()
      .transform((text) => [...new Set(text.split(',').map((number) => number.trim()))])
      .pipe(z.array(z.string().min(1).max(255)).max(MOST_NUMBERS))
      .optional(),
    ...place,
  })
  .refine(reaches, REACH);

export const processingQuery = z.strictObject({
  leaseSeconds: wholeNumber(5, 3_600)
    .optional()
    .describe(
      'Absent: what was sent is processed. Otherwise: it is handed out again unless it is answered in this time',
    ),
});

export const orderListQuery = z
  .strictObject({
    orderUpdatedAt: time.optional(),
    fulfillmentRequestsUpdatedAt: time.optional(),
    shipmentsUpdatedAt: time.optional(),
    ...place,
  })
  .refine(reaches, REACH);

export const shipmentListQuery = z
  .strictObject({
    filterFulfillmentRequestId: id.optional(),
    filterPurchaseOrderId: id.optional().describe('The same as filterFulfillmentRequestId'),
    filterOrderId: id.optional(),
    ...place,
  })
  .refine(reaches, REACH);

export const failureBody = z.strictObject({ error: z.string().trim().min(1).max(TEXT_LIMITS.reason_note) });
export const noteBody = z.strictObject({ note: note.default(''), reason: note.default('') });

export const adjustmentBody = z
  .strictObject({
    items: z
      .array(
        z
          .strictObject({
            id: id.optional(),
            sku: sku.optional(),
            acknowledgedQuantity: someUnits.optional(),
            secondaryAcknowledgedQuantity: someUnits.optional(),
            cancelledQuantity: someUnits.optional(),
          })
          .refine((item) => item.id !== undefined || item.sku !== undefined, 'the id or the sku of an item'),
      )
      .max(MAX_LINES)
      .default([])
      .describe('Totals: the same again changes nothing'),
    killOrFillType: z
      .enum(['fill', 'kill'])
      .optional()
      .describe('Absent: what is set for the location (on_partner_cancel)'),
    cancelUnacknowledgedItemQuantity: z.boolean().default(false),
  })
  .refine(
    ({ items, cancelUnacknowledgedItemQuantity }) => items.length > 0 || cancelUnacknowledgedItemQuantity,
    'items, or cancelUnacknowledgedItemQuantity',
  )
  .refine(
    ({ items }) =>
      new Set(items.map(({ id: number, sku: code }) => JSON.stringify([number, code]))).size === items.length,
    'one entry for each item',
  );

/** Fields of a shipment in answers: taken, since clients send back what they got, and not kept. */
const ANSWERED = Object.fromEntries(
  [
    'id',
    'trackingUrl',
    'shippingCost',
    'orderId',
    'purchaseOrderId',
    'fulfillmentRequestId',
    'sourceId',
    'partial',
  ].map((name) => [name, z.unknown().optional().describe('Taken and not kept')]),
);

const shipment = z.strictObject({
  ...ANSWERED,
  trackingNumber: z.string().trim().max(TEXT_LIMITS.tracking_number).default(''),
  carrier: z.string().trim().max(TEXT_LIMITS.shipping_agent).default(''),
  method: z.string().trim().max(100).default(''),
  shippedAt: time.optional().describe('Absent: now'),
  shipmentItems: z
    .array(
      z
        .strictObject({ id: id.optional(), sku: sku.optional(), quantity: units })
        .refine((item) => item.id !== undefined || item.sku !== undefined, 'the id or the sku of an item'),
    )
    .min(1)
    .max(MAX_LINES)
    .optional()
    .describe('Absent: everything that is left'),
});

export const shipmentBody = z
  .strictObject({
    purchaseOrderId: id.optional().describe('The id of the fulfillment request'),
    fulfillmentRequestId: id.optional().describe('The same as purchaseOrderId'),
    shipment: shipment.optional(),
    shipments: z.array(shipment).min(1).max(50).optional(),
  })
  .refine(
    (body) => (body.purchaseOrderId === undefined) !== (body.fulfillmentRequestId === undefined),
    'one of purchaseOrderId and fulfillmentRequestId',
  )
  .refine((body) => (body.shipment === undefined) !== (body.shipments === undefined), 'one of shipment and shipments');

const canceled = z.string().refine((text) => /^cancell?ed$/i.test(text), 'Canceled: orders get no other status here');
export const orderStatus = z.strictObject({ status: canceled.optional(), updateNote: note.optional() });

const without = z
  .array(z.strictObject({ sourceId: id }))
  .max(100)
  .default([]);
export const generationBody = z.strictObject({ withoutSources: without.describe('Not considered this time') });
export const creationBody = z.strictObject({
  sourceId: id,
  items: z
    .array(z.strictObject({ orderItemId: id, quantity: units.optional().describe('Absent: all of it') }))
    .min(1)
    .max(MAX_LINES)
    .optional()
    .describe('Absent: everything that waits for a location'),
});
export const regenerationBody = z.strictObject({ withoutSource: z.boolean().default(false) });
