import { z } from 'zod';
import { ORDER_TYPES } from '../../domain/values/order-type.js';

/**
 * What a story file may say (docs/replay.md). Codes are text, as everywhere; numbers are the broker's own: lines,
 * quantities, response codes.
 */

const text = z.string();
const filled = z.string().min(1);
/** Of a member of the cast, a step or a request. It stands in messages in place of a request id, so it is plain. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a name of small letters, digits and hyphens that begins with a letter');
const quantity = z.int().min(0);

const submitOrder = z.strictObject({
  order: filled,
  type: z.enum(ORDER_TYPES),
  pickup_at: filled.exactOptional(),
  under_review: z.boolean().default(false),
  ship_to: z
    .strictObject({ city: filled, province: filled, postal: filled, country: filled.default('US') })
    .default({ city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' }),
  lines: z
    .array(
      z.strictObject({
        line: z.int().min(1).exactOptional(),
        item: filled,
        qty: quantity.default(1),
        price: text.default('1.00'),
        from: filled.exactOptional(),
      }),
    )
    .min(1),
});

const shipment = {
  reason: text.default(''),
  note: text.default(''),
  ship_via: text.default(''),
  tracking: text.default(''),
};
const statusUpdate = z
  .strictObject({
    request: name,
    status: filled.exactOptional(),
    lines: z
      .array(z.strictObject({ line: z.int(), status: filled, qty: quantity.default(0), ...shipment }))
      .min(1)
      .exactOptional(),
    ...shipment,
  })
  .refine(
    (update) => (update.status === undefined) !== (update.lines === undefined),
    'either status, for the whole order, or lines',
  );

const messages = {
  SubmitOrder: submitOrder.exactOptional(),
  StatusUpdate: statusUpdate.exactOptional(),
  StatusRequest: z.strictObject({ request: name }).exactOptional(),
  StatusListRequest: z
    .strictObject({ requests: z.array(name).min(1), statuses: z.array(filled).default([]) })
    .exactOptional(),
  Fulfillments: z.strictObject({}).exactOptional(),
  Intransit: z.strictObject({}).exactOptional(),
  OrderUpdate: z.strictObject({ request: name, under_review: z.boolean() }).exactOptional(),
};

/** The operations a step may write in short. */
export const OPERATIONS = Object.keys(messages) as readonly (keyof typeof messages)[];

const line = z
  .strictObject({
    line: z.int(),
    of: z.int(),
    item: text,
    qty: quantity,
    status: text,
    at: text,
    ship_via: text,
    tracking: text,
    shipped_on: text,
  })
  .partial();
const order = z
  .strictObject({
    request: text,
    order: text,
    type: text,
    status: text,
    under_review: z.boolean(),
    placed_at: text,
    pickup_at: text,
    lines: z.array(line),
  })
  .partial();

/** What must be in an answer. What is not named here may be anything; lists are whole. */
const expectation = z
  .strictObject({
    http: z.int(),
    answer: z.enum(['OK', 'FAILED']),
    code: z.int(),
    text,
    request: text,
    order: text,
    line: z.int(),
    lines: z.array(line),
    orders: z.array(order),
    fault: text,
    body: z.unknown(),
  })
  .partial();

const ACTIONS = [...OPERATIONS, 'send', 'resend', 'ask'] as const;

const step = z
  .strictObject({
    who: filled.exactOptional(),
    note: filled.exactOptional(),
    step: name.exactOptional(),
    ...messages,
    send: filled.exactOptional(),
    resend: name.exactOptional(),
    ask: z
      .string()
      .regex(/^(GET|POST|PUT|DELETE) \/\S+$/, 'a method and a path, like POST /admin/v1/jobs/auto-cancel/run')
      .exactOptional(),
    body: z.unknown().optional(),
    request: name.exactOptional(),
    lose_answer: z.boolean().default(false),
    response: filled.exactOptional(),
    expect: expectation.exactOptional(),
  })
  .superRefine((written, context) => {
    const actions = ACTIONS.filter((action) => written[action] !== undefined);
    const fault = (message: string, ...path: string[]): void => {
      context.addIssue({ code: 'custom', message, path });
    };
    if (actions.length !== 1) fault(`one of ${ACTIONS.join(', ')}`);
    const [action] = actions;
    const short = OPERATIONS.some((operation) => operation === action);
    if (short && written.who === undefined) fault('who, for the message says who sends it');
    if (written.body !== undefined && action !== 'ask')
      fault('none, for only what is asked by `ask` has a body', 'body');
    if (written.response !== undefined && action !== 'send')
      fault('none, for only what is sent by `send` is compared with a file', 'response');
    const checks = (['expect', 'request', 'response'] as const).find((key) => written[key] !== undefined);
    if (written.lose_answer && checks !== undefined) fault('none, for nobody sees an answer that is lost', checks);
  });

export const storySchema = z.strictObject({
  title: filled,
  shows: filled,
  source: filled,
  cast: z.record(name, z.string().regex(/^[^/]+\/[^/]+$/, 'system/location, like STC/317')),
  steps: z.array(step).min(1),
});

export type StoryText = z.output<typeof storySchema>;
export type StoryStep = StoryText['steps'][number];
export type Expectation = z.output<typeof expectation>;
export type SubmitOrderText = z.output<typeof submitOrder>;
export type StatusUpdateText = z.output<typeof statusUpdate>;
