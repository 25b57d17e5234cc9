import { z } from 'zod';
import * as entry from '../../formats/catalog/catalog-schema.js';
import { organizationPreferences, preferencesPatch } from '../../formats/catalog/preferences-schema.js';
import { itemCode, placeCode } from '../../formats/catalog/values-schema.js';
import { jobList, jobRun, jobWithRuns } from '../resources/job-schemas.js';
import { orderPage, shownOrder } from '../resources/order-schemas.js';

/** The forms that requests and answers have, each with the name it goes by in the OpenAPI document. */

const pageOf = (item: z.ZodType) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().exactOptional().describe('What to send as `after` for the next page; absent on the last one'),
  });

export const faultsSchema = z.strictObject({
  faults: z.array(
    z.strictObject({ path: z.string().describe('Where, e.g. inventory[3].item_id'), reason: z.string() }),
  ),
});
export const errorSchema = z.strictObject({ error: z.string(), referred_by: z.array(z.string()).exactOptional() });

/** A system without its locations: they have addresses of their own. */
export const systemSchema = entry.system.omit({ locations: true });
export const locationTypePage = pageOf(entry.locationType);
export const systemPage = pageOf(systemSchema);
export const locationPage = pageOf(entry.location);
export const productPage = pageOf(entry.product);
export const carrierPage = pageOf(entry.carrier);
export const attributeDefinitionPage = pageOf(entry.attributeDefinition);
export const zonePage = pageOf(entry.zone);
export const placePage = pageOf(entry.place);
export const probabilityRulePage = pageOf(entry.probabilityRule);
export const probabilityAssignments = z.strictObject({
  probability_assignments: z.array(entry.probabilityAssignment).max(10_000),
});

export const preferenceList = z.strictObject({
  items: z.array(
    z.strictObject({
      name: z.string(),
      set: z.boolean(),
      value: z.unknown().optional().describe('Only there when it is set'),
      default: z.string(),
      range: z.string(),
      level: z.string(),
      meaning: z.string(),
    }),
  ),
});

const stockLevel = z.strictObject({
  system_cd: z.string(),
  item_id: z.string(),
  location_cd: z.string(),
  available_qty: z.int(),
  reserved_qty: z.int().describe('Follows from the orders; it cannot be set'),
  next_po_qty: z.int(),
  next_po_date: z.string().nullable(),
  updated_at: z.string(),
  unit_cost: z.number().nullable(),
  daily_sell_through: z.number().nullable(),
  minimum_sell_qty: z.int().nullable(),
  sell_multiple: z.int().nullable(),
  shrink_rate: z.number().nullable(),
  sales_velocity: z.number().nullable(),
});
export const stockPage = pageOf(stockLevel);
export const inventorySchema = z.strictObject({ inventory: z.array(entry.inventoryEntry).min(1).max(10_000) });
export const inventoryWritten = z.strictObject({ created: z.int(), updated: z.int() });
export const adjustmentsSchema = z.strictObject({
  adjustments: z
    .array(
      z.strictObject({
        system_cd: placeCode,
        location_cd: placeCode,
        item_id: itemCode,
        by: z
          .int()
          .min(-999_999_999)
          .max(999_999_999)
          .refine((by) => by !== 0, 'a number other than 0')
          .describe('Units that came (above 0) or left (below 0)'),
      }),
    )
    .min(1)
    .max(10_000),
});
export const adjusted = z.strictObject({ adjusted: z.int() });
export const catalogWritten = z.strictObject({ changes: z.record(z.string(), inventoryWritten) });
export const document = z.record(z.string(), z.unknown());
export const delimitedText = z.string().describe('A header row with column names, then rows, separated by |');
export const importEvent = z
  .union([
    z.strictObject({ header: z.string() }),
    z.strictObject({ error: z.strictObject({ line: z.int(), reason: z.string(), row: z.string() }) }),
    z.strictObject({ progress: z.strictObject({ rows: z.int(), bad: z.int(), seconds: z.number() }) }),
    z.strictObject({
      summary: z.strictObject({ kind: z.string(), rows: z.int(), written: z.int(), bad: z.int(), seconds: z.number() }),
    }),
    z.strictObject({ failure: z.string() }),
  ])
  .describe('One line of the answer; the last one is a summary or a failure');

/** What is asked in short: everything a SubmitOrder says that decides where it goes. */
export const shortOrder = z.strictObject({
  type: z.string().default('DELIVERY'),
  system_cd: z.string(),
  location_cd: z.string(),
  ship_via: z.string().default(''),
  ship_complete: z.boolean().default(false),
  pickup_location: z.strictObject({ system_cd: z.string(), location_cd: z.string() }).optional(),
  address: z
    .strictObject({
      postal: z.string().default(''),
      city: z.string().default(''),
      province: z.string().default(''),
      country: z.string().default(''),
    })
    .default({ postal: '', city: '', province: '', country: '' }),
  lines: z
    .array(
      z.strictObject({
        item_id: z.string(),
        quantity: z.int(),
        unit_price: z.string().default('0'),
        gift_wrap: z.boolean().default(false),
        system_cd: z.string().default(''),
        location_cd: z.string().default(''),
      }),
    )
    .min(1),
});

export const traceQuery = z.strictObject({
  rerun: z.string().optional().describe('With any value: also what the routing would say now'),
});

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Most entries in the answer'),
  after: z.string().max(400).default('').describe('`next` of the page before'),
});
export const inventoryQuery = pageQuery.extend({
  system_cd: placeCode.optional(),
  location_cd: placeCode.optional(),
  item_id: itemCode.optional(),
});

const pollingState = z.strictObject({
  last_polled_at: z.string().nullable().describe('ISO 8601, UTC; null for never'),
  polls: z.int(),
  last_lines: z.int().describe('Lines the last poll got'),
  last_handed_out_at: z.string().nullable().describe('When a poll last got any'),
  lines_waiting: z.int().describe('Lines that a poll would get now'),
  waiting_since: z.string().nullable(),
  late: z
    .boolean()
    .describe('Work waits that no poll has seen, and the last poll is longer ago than poll_late_after_minutes'),
});
export const pollingPage = pageOf(
  z.strictObject({
    system_cd: z.string(),
    location_cd: z.string(),
    name: z.string(),
    require_status_update: z.boolean(),
    late: z.boolean(),
    fulfillments: pollingState,
    intransit: pollingState,
  }),
);
export const pollingQuery = pageQuery.extend({
  late: z.enum(['true', 'false']).default('false').describe('true: only locations that are late'),
});

const loggedMessage = z.strictObject({
  id: z.string(),
  at: z.string().describe('When the exchange began'),
  user: z.string().describe('Empty where nobody was asked who they are'),
  operation: z.string().describe('Empty when the message got no further than its envelope'),
  correlation_id: z.string().describe('What the caller got as X-Request-Id, and the log names'),
  request_id: z.int().nullable(),
  order_id: z.string(),
  soap_version: z.string(),
  outcome: z.string().describe('`answered`, the key of a fault, or `caller-gone`'),
  delivered: z.boolean().describe('False when the caller had gone before the answer was written'),
  response_code: z.int().nullable(),
  status: z.int().nullable().describe('Of HTTP'),
  duration_ms: z.number(),
  request_bytes: z.int().nullable(),
  response_bytes: z.int().nullable(),
  personal_data: z.enum(['masked', 'plain']),
});
export const messagePage = pageOf(loggedMessage);
export const message = loggedMessage.extend({
  request: z
    .string()
    .nullable()
    .describe('The envelope as characters; null when it was too long, or no well-formed document'),
  response: z.string().nullable(),
});
export const resentMessage = z.strictObject({
  correlation_id: z.string(),
  outcome: z.string(),
  status: z.int(),
  response_code: z.int().nullable(),
  request_id: z.int().nullable(),
  response: z.string().describe('The answer, with nothing masked'),
});
const time = z.iso.datetime({ offset: true, error: 'a time with its zone, e.g. 2030-01-31T08:00:00Z' });
/** A time with its zone, in any offset, as the store writes it. */
const instant = time.transform((text) => new Date(text).toISOString());
const shortText = z.string().min(1).max(200);
export const messageQuery = pageQuery.extend({
  since: instant.optional().describe('From this time on'),
  until: instant.optional().describe('Before this time'),
  operation: shortText.optional(),
  outcome: shortText.optional().describe('`answered`, the key of a fault, or `caller-gone`'),
  request_id: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
  order_id: shortText.optional(),
  user: shortText.optional(),
  correlation_id: shortText.optional(),
});

/** Every form by its name in the OpenAPI document. */
export const NAMED_SCHEMAS: readonly (readonly [string, z.ZodType])[] = Object.entries({
  Faults: faultsSchema,
  Error: errorSchema,
  Organization: entry.organization,
  Preferences: organizationPreferences,
  PreferencesPatch: preferencesPatch,
  PreferenceList: preferenceList,
  LocationType: entry.locationType,
  LocationTypePage: locationTypePage,
  System: systemSchema,
  SystemPage: systemPage,
  Location: entry.location,
  LocationPage: locationPage,
  Product: entry.product,
  ProductPage: productPage,
  Carrier: entry.carrier,
  CarrierPage: carrierPage,
  AttributeDefinition: entry.attributeDefinition,
  AttributeDefinitionPage: attributeDefinitionPage,
  Zone: entry.zone,
  ZonePage: zonePage,
  Place: entry.place,
  PlacePage: placePage,
  ProbabilityRule: entry.probabilityRule,
  ProbabilityRulePage: probabilityRulePage,
  ProbabilityAssignment: entry.probabilityAssignment,
  ProbabilityAssignments: probabilityAssignments,
  InventoryEntry: entry.inventoryEntry,
  Inventory: inventorySchema,
  InventoryWritten: inventoryWritten,
  StockLevel: stockLevel,
  StockPage: stockPage,
  Adjustments: adjustmentsSchema,
  Adjusted: adjusted,
  CatalogDocument: entry.catalogSchema,
  CatalogWritten: catalogWritten,
  DelimitedText: delimitedText,
  ImportEvent: importEvent,
  PollingPage: pollingPage,
  ShortOrder: shortOrder,
  OrderPage: orderPage,
  Order: shownOrder,
  JobList: jobList,
  Job: jobWithRuns,
  JobRun: jobRun,
  MessagePage: messagePage,
  Message: message,
  ResentMessage: resentMessage,
  JsonDocument: document,
});
