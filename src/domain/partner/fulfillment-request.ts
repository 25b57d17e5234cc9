import type { Status } from '../values/status.js';

/** The states of a fulfillment request. */
export const REQUEST_STATES = [
  'unprocessed',
  'processing',
  'processed',
  'acknowledged',
  'failed',
  'canceled',
  'voided',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** Why a fulfillment request waits for a person although it could be processed by itself. */
export const REQUEST_FLAGS = ['number_too_long', 'number_duplicate'] as const;
export type RequestFlag = (typeof REQUEST_FLAGS)[number];

/** What one order asks of one partner location. Its lines are the assignments that name it. */
export interface FulfillmentRequest {
  readonly id: number;
  readonly requestId: number;
  readonly locationId: number;
  /** 1, 2, ... within the order. */
  readonly sequence: number;
  readonly number: string;
  readonly state: RequestState;
  readonly flags: readonly RequestFlag[];
  /** Times are ISO 8601, UTC; null until they come. */
  readonly generatedAt: string;
  readonly processingAt: string | null;
  readonly processedAt: string | null;
  readonly acknowledgedAt: string | null;
  /** When it was canceled or voided. */
  readonly endedAt: string | null;
  /** When the partner was asked to give it back; the answer is still open unless it has ended. */
  readonly cancelRequestedAt: string | null;
  /** When an acknowledgement is due. */
  readonly acknowledgeBy: string | null;
  /** Why it failed; empty if it did not. */
  readonly error: string;
}

/** What can be done with a fulfillment request. */
export const REQUEST_ACTIONS = ['process', 'hand_over', 'acknowledge', 'fail', 'void', 'cancel', 'ship'] as const;
export type RequestAction = (typeof REQUEST_ACTIONS)[number];

/**
 * The state that each action leads to; an action that is not listed for a state is refused, unless the request is where
 * the action leads already: then it is a repeat.
 *
 * - `process` releases it to the partner; `hand_over` is the partner's fetch, or our sending; both may be skipped, since a
 *   person marks what happened by telephone;
 * - `void` takes it back at once only while the partner does not have it. From then on the partner is asked (`cancel` is
 *   its answer), and what it ships meanwhile is shipped.
 */
const ACTIONS: Readonly<Record<RequestState, Partial<Record<RequestAction, RequestState>>>> = {
  unprocessed: { process: 'processing', hand_over: 'processed', acknowledge: 'acknowledged', void: 'voided' },
  processing: {
    hand_over: 'processed',
    acknowledge: 'acknowledged',
    fail: 'failed',
    void: 'voided',
    cancel: 'canceled',
  },
  processed: { acknowledge: 'acknowledged', fail: 'failed', ship: 'processed', cancel: 'canceled' },
  acknowledged: { ship: 'acknowledged', cancel: 'canceled' },
  failed: { process: 'processing', hand_over: 'processed', acknowledge: 'acknowledged', void: 'voided' },
  canceled: {},
  voided: {},
};

/** The states that an action has been done in. */
const DONE: Readonly<Record<RequestAction, readonly RequestState[]>> = {
  process: ['processing', 'processed', 'acknowledged'],
  hand_over: ['processed', 'acknowledged'],
  acknowledge: ['acknowledged'],
  fail: ['failed'],
  void: ['voided'],
  cancel: ['canceled'],
  ship: [],
};

/** What an action does to a request in a state: leads to another, repeats what was done, or is refused. */
export function actOn(state: RequestState, action: RequestAction): RequestState | 'repeated' | 'refused' {
  return ACTIONS[state][action] ?? (DONE[action].includes(state) ? 'repeated' : 'refused');
}

/** Whether nothing can happen to a request any more. */
export function hasEnded(state: RequestState): boolean {
  return state === 'canceled' || state === 'voided';
}

/** Whether the partner has a request, so that taking it back is a question to the partner. */
export function isWithPartner(state: RequestState): boolean {
  return state === 'processed' || state === 'acknowledged';
}

/** How far the lines of a request are, by which its state follows what is done by other ways than the partner's service. */
const HAS_BEEN_TAKEN: ReadonlySet<Status> = new Set(['polled', 'posted']);
const HAS_BEEN_ACKNOWLEDGED: ReadonlySet<Status> = new Set([
  'accepted',
  'verified',
  'processed',
  'picked',
  'intransit',
  'intransit_polled',
  'received',
  'partial_fulfilled',
  'fulfilled',
]);

/** Whether a line in this status is one that its partner has said it will ship, or has shipped. */
export function isAcknowledged(status: Status): boolean {
  return HAS_BEEN_ACKNOWLEDGED.has(status);
}

/** A line as it belongs to a request: its status, and how its attempt ended; null while it is open. */
export interface RequestedLine {
  readonly status: Status;
  readonly quantity: number;
  readonly outcome: 'fulfilled' | 'rejected' | 'canceled' | 'voided' | null;
}

/**
 * The state that follows from the lines of a request, whoever changed them: an order management system that cancels the
 * order, a partner that reports by the Locate service, an operator.
 *
 * 1. when every attempt has ended and nothing was fulfilled, the request has ended: voided if all of it was voided;
 * 2. a line that is accepted or further acknowledges it, a line that was fetched or sent processes it, unless it was
 *    processed before: such a line says nothing new of a request that failed since;
 * 3. otherwise it stays: states never go back.
 */
export function stateAfter(
  { state, processedAt }: Pick<FulfillmentRequest, 'state' | 'processedAt'>,
  lines: readonly RequestedLine[],
): RequestState {
  if (hasEnded(state) || lines.length === 0) return state;
  if (lines.every(({ outcome }) => outcome !== null && outcome !== 'fulfilled'))
    return lines.every(({ outcome }) => outcome === 'voided') ? 'voided' : 'canceled';
  const live = lines.filter(({ outcome }) => outcome === null || outcome === 'fulfilled');
  if (live.some(({ status }) => HAS_BEEN_ACKNOWLEDGED.has(status))) return 'acknowledged';
  if (state !== 'acknowledged' && processedAt === null && live.some(({ status }) => HAS_BEEN_TAKEN.has(status)))
    return 'processed';
  return state;
}

/** How much of a request has left the partner. */
export type FulfillmentStatus = 'awaiting_shipment' | 'partially_shipped' | 'shipped' | 'canceled';

/** The units of a request. Asked is the sum of the others. */
export interface RequestUnits {
  readonly asked: number;
  readonly shipped: number;
  /** Rejected, canceled or voided. */
  readonly canceled: number;
  readonly open: number;
}

/** Counts the units of a request's lines. @param hasLeft whether goods in this status have left */
export function unitsOf(lines: readonly RequestedLine[], hasLeft: (status: Status) => boolean): RequestUnits {
  let [asked, shipped, canceled] = [0, 0, 0];
  for (const { quantity, status, outcome } of lines) {
    asked += quantity;
    if (outcome === 'rejected' || outcome === 'canceled' || outcome === 'voided') canceled += quantity;
    else if (outcome === 'fulfilled' || hasLeft(status)) shipped += quantity;
  }
  return { asked, shipped, canceled, open: asked - shipped - canceled };
}

/** Derives the fulfillment status from the units: nothing is stored that could contradict them. */
export function fulfillmentStatus({ shipped, open }: RequestUnits): FulfillmentStatus {
  if (shipped === 0) return open === 0 ? 'canceled' : 'awaiting_shipment';
  return open === 0 ? 'shipped' : 'partially_shipped';
}
