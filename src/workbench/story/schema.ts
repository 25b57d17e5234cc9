import { z } from 'zod';
import { ORDER_TYPES } from '../../domain/values/order-type.js';
import { newFault } from '../../formats/fault-schema.js';

/**
 * The schema of a story file (docs/replay.md). Codes are text, as everywhere; numbers are values of the broker itself:
 * lines, quantities, response codes.
 */

const text = z.string();
const nonEmpty = z.string().min(1);
/** The name of a cast member, a step or a request. Messages carry it in place of a request id, so it needs no escaping. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'a name of lower-case letters, digits and hyphens that begins with a letter');
const quantity = z.int().min(0);

const submitOrder = z.strictObject({
  order: nonEmpty,
  type: z.enum(ORDER_TYPES),
  pickup_at: nonEmpty.exactOptional(),
  under_review: z.boolean().default(false),
  ship_to: z
    .strictObject({ city: nonEmpty, province: nonEmpty, postal: nonEmpty, country: nonEmpty.default('US') })
    .default({ city: 'WORCESTER', province: 'MA', postal: '01602', country: 'US' }),
  lines: z
    .array(
      z.strictObject({
        line: z.int().min(1).exactOptional(),
        item: nonEmpty,
        qty: quantity.default(1),
        price: text.default('1.00'),
        /** Who ships it: docs/direct-fulfillment.md. */
        df_type: z.int().min(0).max(3).exactOptional(),
        from: nonEmpty.exactOptional(),
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
    status: nonEmpty.exactOptional(),
    lines: z
      .array(z.strictObject({ line: z.int(), status: nonEmpty, qty: quantity.default(0), ...shipment }))
      .min(1)
      .exactOptional(),
    ...shipment,
  })
  .refine(
    (update) => (update.status === undefined) !== (update.lines === undefined),
    'either status (for the whole order) or lines',
  );

const messages = {
  SubmitOrder: submitOrder.exactOptional(),
  StatusUpdate: statusUpdate.exactOptional(),
  StatusRequest: z.strictObject({ request: name }).exactOptional(),
  StatusListRequest: z
    .strictObject({ requests: z.array(name).min(1), statuses: z.array(nonEmpty).default([]) })
    .exactOptional(),
  Fulfillments: z.strictObject({}).exactOptional(),
  Intransit: z.strictObject({}).exactOptional(),
  OrderUpdate: z.strictObject({ request: name, under_review: z.boolean() }).exactOptional(),
};

/** The operations that have a short form. */
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

/** What a response must contain. Omitted keys match anything; lists must match as a whole. */
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
    headers: z.record(z.string(), text),
    rows: z.array(z.record(z.string(), z.unknown())),
    message: text,
    /** The connection ends before a whole answer has arrived. */
    cut: z.literal(true),
  })
  .partial();

const WEBHOOK_ACTIONS = ['listen', 'answer', 'receive', 'receive_nothing', 'deliver'] as const;
const FAULT_STEPS = ['fault', 'end_fault'] as const;
const ACTIONS = [...OPERATIONS, 'send', 'resend', 'ask', 'call', ...WEBHOOK_ACTIONS, ...FAULT_STEPS] as const;

const listenerAnswer = z.strictObject({
  status: z.int().min(200).max(599),
  /** Seconds, in the header Retry-After. */
  retry_after: z.int().min(0).exactOptional(),
  delay_ms: z.int().min(0).max(20_000).exactOptional(),
});
export type ListenerAnswer = z.output<typeof listenerAnswer>;

const step = z
  .strictObject({
    who: nonEmpty.exactOptional(),
    note: nonEmpty.exactOptional(),
    step: name.exactOptional(),
    ...messages,
    send: nonEmpty.exactOptional(),
    resend: name.exactOptional(),
    ask: z
      .string()
      .regex(/^(GET|POST|PUT|PATCH|DELETE) \/\S+$/, 'a method and a path, e.g. POST /admin/v1/jobs/auto-cancel/run')
      .exactOptional(),
    body: z.unknown().optional(),
    /** An operation of the direct fulfillment service. */
    call: z
      .string()
      .regex(/^pixi[A-Za-z]+$/, 'an operation, e.g. pixiDFGetOrders')
      .exactOptional(),
    parameters: z.record(z.string().regex(/^[A-Za-z_]+$/, 'the name of a parameter'), z.unknown()).exactOptional(),
    /** Request headers of `ask`. */
    headers: z.record(z.string(), text).exactOptional(),
    /** Values of the answer to `ask` or `call`, by the names that `$name` then stands for: the names of fields of its body. */
    keep: z.record(name, nonEmpty).exactOptional(),
    listen: name.exactOptional(),
    answer: z.strictObject({ at: name, with: z.array(listenerAnswer) }).exactOptional(),
    receive: z
      .strictObject({
        at: name,
        request: name.exactOptional(),
        type: nonEmpty.exactOptional(),
        secret: name.exactOptional(),
        again: z.boolean().exactOptional(),
      })
      .exactOptional(),
    receive_nothing: z.strictObject({ at: name, request: name.exactOptional() }).exactOptional(),
    deliver: z
      .string()
      .regex(/^\d{1,4}[smhd]$/, 'how far the clock of deliveries moves, e.g. 5s, 30m, 2h or 1d')
      .exactOptional(),
    fault: newFault.exactOptional(),
    end_fault: name.exactOptional(),
    request: name.exactOptional(),
    lose_answer: z.boolean().default(false),
    response: nonEmpty.exactOptional(),
    expect: expectation.exactOptional(),
  })
  .superRefine((fields, context) => {
    const actions = ACTIONS.filter((action) => fields[action] !== undefined);
    const fault = (message: string, ...path: string[]): void => {
      context.addIssue({ code: 'custom', message, path });
    };
    if (actions.length !== 1) fault(`one of ${ACTIONS.join(', ')}`);
    const [action] = actions;
    const isShortForm = OPERATIONS.some((operation) => operation === action);
    if (isShortForm && fields.who === undefined) fault('who, the sender of the message');
    if (fields.body !== undefined && action !== 'ask') fault('no such key: only `ask` sends a body', 'body');
    if (fields.headers !== undefined && action !== 'ask') fault('no such key: only `ask` has headers', 'headers');
    if (fields.keep !== undefined && action !== 'ask' && action !== 'call')
      fault('no such key: only `ask` and `call` have keep', 'keep');
    if (fields.parameters !== undefined && action !== 'call')
      fault('no such key: only `call` has parameters', 'parameters');
    if (fields.response !== undefined && action !== 'send')
      fault('no such key: only the response to `send` is compared with a file', 'response');
    if (fields.fault !== undefined && fields.fault.name === undefined)
      fault('a name, which end_fault can refer to', 'fault', 'name');
    const checks = (['expect', 'request', 'response'] as const).find((key) => fields[key] !== undefined);
    if (fields.lose_answer && checks !== undefined) fault('no such key: lose_answer discards the response', checks);
  });

export const storySchema = z.strictObject({
  title: nonEmpty,
  shows: nonEmpty,
  source: nonEmpty,
  account: nonEmpty.exactOptional(),
  cast: z.record(name, z.string().regex(/^[^/]+\/[^/]+$/, 'system/location, e.g. STC/317')),
  steps: z.array(step).min(1),
});

export type StoryText = z.output<typeof storySchema>;
export type StoryStep = StoryText['steps'][number];
export type Expectation = z.output<typeof expectation>;
export type SubmitOrderText = z.output<typeof submitOrder>;
export type StatusUpdateText = z.output<typeof statusUpdate>;
