import { fillIn } from '../sentence.js';
import type { ValuesOf } from '../sentence.js';

/**
 * Why something that is asked of the outbound and logistics service is refused: one catalog of sentences, each with what was
 * found and what to do. `status` is that of HTTP.
 */
const REFUSALS = {
  outbound_unknown: {
    status: 404,
    text: 'There is no outbound {number} at warehouse {warehouse}: check the number, and the warehouse.',
  },
  cancel_too_late: {
    status: 409,
    text: 'Outbound {number} is {code} ({meaning}): it can be canceled only while the warehouse has allocated nothing. Ask the warehouse, or send a return.',
  },
  outbound_ended: {
    status: 409,
    text: 'Outbound {number} is {code} ({meaning}), which cannot become {wanted}.',
  },
  not_at_warehouse: {
    status: 409,
    text: 'Outbound {number} has nothing left at warehouse {warehouse}: it has shipped, was canceled, or was given to another location.',
  },
  not_released: {
    status: 409,
    text: 'Outbound {number} is not released to the warehouse: its fulfillment request is {state}. Process it first.',
  },
  sku_not_asked: {
    status: 409,
    text: 'SKU {sku} has {open} units open in outbound {number}, found {quantity}: report what the outbound asks for.',
  },
  code_not_reported: {
    status: 409,
    text: 'Status {code} ({meaning}) is not reported by a warehouse: {hint}',
  },
  return_refused: {
    status: 409,
    text: 'Return {number} is {state}, so it cannot be {action}.',
  },
  return_sku: {
    status: 409,
    text: 'SKU {sku} has {asked} units in return {number}, found {quantity}: report at most what was announced.',
  },
  delivery_differs: {
    status: 409,
    text: 'Delivery {delivery} of {number} was reported before with other content: send the same again, or another delivery_no.',
  },
  parcel_unknown: { status: 404, text: 'There is no outbound with tracking id {tracking}.' },
  rates_none: {
    status: 404,
    text: 'No rate covers {weight} kg {rateType} from {origin} to {destination}: try another rate type, or ask the operator to extend the rate card.',
  },
} as const;

export type OutboundRefusalKey = keyof typeof REFUSALS;

/** A request that contradicts what is stored. Thrown, because the transaction is to be undone. */
export class OutboundRefusedError<Key extends OutboundRefusalKey = OutboundRefusalKey> extends Error {
  override readonly name = 'OutboundRefusedError';
  readonly code: OutboundRefusalKey;
  /** The status of HTTP. */
  readonly status: 404 | 409;

  constructor(key: Key, values: ValuesOf<(typeof REFUSALS)[Key]['text']>) {
    const { text, status } = REFUSALS[key];
    super(fillIn(text, values));
    this.code = key;
    this.status = status;
  }
}
