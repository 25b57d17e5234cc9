import type { Location } from '../../domain/network/location.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { actOn, hasEnded, unitsOf } from '../../domain/partner/fulfillment-request.js';
import type {
  FulfillmentRequest,
  RequestAction,
  RequestState,
  RequestUnits,
} from '../../domain/partner/fulfillment-request.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { hasLeft } from '../../domain/values/status.js';
import { lockOrder } from '../../store/orders/orders.js';
import {
  readFulfillmentRequest,
  readRequestedLines,
  updateFulfillmentRequest,
} from '../../store/partners/fulfillment-requests.js';
import type { AssignedLine } from '../../store/partners/fulfillment-requests.js';
import { logRequestStages } from '../../store/partners/request-log.js';
import type { RequestStage } from '../../domain/partner/request-stage.js';
import type { BrokerContext } from '../context.js';
import { changeOrder } from '../orders/update/change-order.js';
import type { ChangeOptions } from '../orders/update/change-order.js';
import type { LineChange } from '../orders/update/line-change.js';
import type { ItemUpdate } from '../orders/update-status-command.js';
import type { Speaker } from '../orders/speaker.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { announceRequest } from './announce-request.js';
import type { RequestEventType } from './announce-request.js';
import { stamped } from './follow-requests.js';

/** Who does something with a fulfillment request. */
export interface RequestActor {
  /** For the log and the history: the name of a key, a user or an administrator; empty for the broker itself. */
  readonly name: string;
  /** A partner's locations: it knows only what is theirs. Absent for whoever operates the broker. */
  readonly locationIds?: ReadonlySet<number>;
}

/** What the participle of an action is, for sentences. */
const DONE: Readonly<Record<RequestAction, string>> = {
  process: 'processed',
  hand_over: 'handed over',
  acknowledge: 'acknowledged',
  fail: 'marked as failed',
  void: 'voided',
  cancel: 'canceled',
  ship: 'shipped',
};

/** What to do instead of an action that is refused. */
const HINTS: Readonly<Record<RequestAction, string>> = {
  process: 'Regenerate the order to have its lines routed anew.',
  hand_over: 'Regenerate the order to have its lines routed anew.',
  acknowledge: 'Process it first.',
  fail: 'Only what is on its way to the partner can fail: cancel it to give it back.',
  void: 'Ask the partner to give it back.',
  cancel: 'Void it: the partner does not have it yet.',
  ship: 'Only what the partner has taken can be shipped: acknowledge it first, or mark it as processed.',
};

/**
 * A fulfillment request in a transaction: its order is locked, so nobody else changes the order, its lines or its requests
 * until the transaction ends, and what was read stays true.
 */
export class OpenRequest {
  private constructor(
    readonly unit: Unit,
    readonly actor: RequestActor,
    readonly order: Order,
    readonly location: Location,
    public request: FulfillmentRequest,
    private readonly lines: readonly AssignedLine[],
  ) {}

  /** @throws {RefusedError} if there is none, or none that the actor may know of */
  static async read(unit: Unit, id: number, actor: RequestActor): Promise<OpenRequest> {
    const unknown = new RefusedError('request_unknown', { id });
    const found = await readFulfillmentRequest(unit.session, id);
    if (found === undefined) throw unknown;
    const order = await lockOrder(unit.session, found.requestId);
    // What was read before the lock may have changed while this waited for it.
    const request = await readFulfillmentRequest(unit.session, id);
    if (order === undefined || request === undefined || !isVisible(actor, order, request)) throw unknown;
    const lines = await readRequestedLines(unit.session, [id]);
    return new OpenRequest(unit, actor, order, unit.network.locationById(request.locationId), request, lines);
  }

  /** Its lines that are still with the partner, as the order has them. */
  get openLines(): readonly OrderLine[] {
    const open = new Set(this.lines.filter(({ outcome }) => outcome === null).map(({ lineNo }) => lineNo));
    return this.order.lines.filter(({ lineNo }) => open.has(lineNo));
  }

  /** Whether units have left the partner. */
  get hasShipped(): boolean {
    return this.units.shipped > 0;
  }

  /** How many units were asked for, and what became of them. */
  get units(): RequestUnits {
    return unitsOf(this.lines, hasLeft);
  }

  /** What has left the partner, for sentences: `line 1: 2 units (1Z1)`, by the numbers that the order's system gave the lines. */
  get shippedText(): string {
    const left = this.lines.filter(
      ({ outcome, status }) => outcome === 'fulfilled' || (outcome === null && hasLeft(status)),
    );
    const byNumber = new Map<number, { units: number; readonly tracking: Set<string> }>();
    for (const { lineNo, quantity } of left) {
      const line = this.order.lines.find((one) => one.lineNo === lineNo);
      const known = byNumber.get(line?.requestingLineNo ?? lineNo) ?? { units: 0, tracking: new Set() };
      known.units += quantity;
      if (line !== undefined && line.trackingNumber !== '') known.tracking.add(line.trackingNumber);
      byNumber.set(line?.requestingLineNo ?? lineNo, known);
    }
    return [...byNumber]
      .sort(([one], [other]) => one - other)
      .map(
        ([number, { units, tracking }]) =>
          `line ${String(number)}: ${String(units)} ${units === 1 ? 'unit' : 'units'}${tracking.size === 0 ? '' : ` (${[...tracking].sort().join(', ')})`}`,
      )
      .join('; ');
  }

  /**
   * Checks an action against the state.
   * @returns the state that it leads to; undefined for a repeat, which has nothing left to do
   * @throws {RefusedError}
   */
  act(action: RequestAction): RequestState | undefined {
    const { id, number, state } = this.request;
    const next = actOn(state, action);
    if (next === 'repeated') return undefined;
    if (next !== 'refused') return next;
    this.requireLife(DONE[action]);
    throw new RefusedError('action_refused', { id, number, state, action: DONE[action], hint: HINTS[action] });
  }

  /** @param action what is refused, as a participle @throws {RefusedError} once the request has ended */
  requireLife(action: string): void {
    const { number, state, endedAt } = this.request;
    const location = `${this.location.system.systemCd}/${this.location.locationCd}`;
    if (hasEnded(state))
      throw new RefusedError('request_ended', { number, state, at: endedAt ?? '', location, action });
  }

  /** @throws {RefusedError} while the order is under review */
  requireRelease(): void {
    const { underReview, orderId, requestId } = this.order;
    if (underReview) throw new RefusedError('order_under_review', { order: orderId, request: requestId });
  }

  /** Stores what changes of the request, its stage in the log, and its event. */
  async move(
    change: Partial<FulfillmentRequest>,
    stage: RequestStage,
    note: string,
    event?: RequestEventType,
  ): Promise<void> {
    const { unit } = this;
    this.request = stamped({ ...this.request, ...change }, unit.timestamp);
    await updateFulfillmentRequest(unit.session, this.request);
    await this.log(stage, note);
    if (event !== undefined) announceRequest(unit, this.request, event);
  }

  /** Appends a stage to the log. */
  async log(stage: RequestStage, note: string): Promise<void> {
    const { session, timestamp: at } = this.unit;
    await logRequestStages(session, [
      { fulfillmentRequestId: this.request.id, at, stage, actor: this.actor.name, note },
    ]);
  }

  /**
   * Changes lines by the tables of moves, as a status update of the location, or of the broker, would.
   * @returns the changes, in the order of the items
   * @throws {RefusedError} with every reason
   */
  async changeLines(
    items: readonly Pick<ItemUpdate, 'lineNo' | 'status' | 'quantity'>[],
    as: 'partner' | 'broker',
    more: Partial<ItemUpdate> = {},
    rejected?: ChangeOptions['rejected'],
  ): Promise<readonly LineChange[]> {
    if (items.length === 0) return [];
    const { location, order, unit } = this;
    const speaker: Speaker = as === 'broker' ? { kind: 'broker' } : { kind: 'location', location, isParty: true };
    const reason = more.reason ?? { code: '', note: '' };
    const outcome = await changeOrder(
      unit,
      order,
      {
        requestId: String(order.requestId),
        sentAt: '',
        caller: as === 'broker' ? undefined : { systemCd: location.system.systemCd, locationCd: location.locationCd },
        employeeId: this.actor.name.slice(0, 50) || 'SYSTEM',
        status: '',
        reason,
        items: items.map((item) => ({
          shippingAgent: '',
          trackingNumber: '',
          statusDate: '',
          ...more,
          ...item,
          reason,
        })),
      },
      { speaker, allowsParts: true, ...(rejected === undefined ? {} : { rejected }) },
    );
    const { changes, rejections } =
      outcome.kind === 'planned'
        ? outcome.plan
        : { changes: [], rejections: outcome.kind === 'unreadable' ? outcome.rejections : [] };
    if (rejections.length > 0)
      throw new RefusedError('refused', { reasons: rejections.map(({ text }) => text).join(' ') });
    return changes;
  }
}

/** A partner knows what is at its locations, once it is released to it. */
function isVisible(
  { locationIds }: RequestActor,
  { underReview }: Order,
  { locationId, processingAt, processedAt }: FulfillmentRequest,
): boolean {
  if (locationIds === undefined) return true;
  // One that was marked as handed over by hand has skipped its release.
  return locationIds.has(locationId) && !underReview && (processingAt !== null || processedAt !== null);
}

/**
 * Does something with a fulfillment request, in one transaction.
 * @returns the request as it is afterwards: its lines may have moved it on
 */
export function withRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  work: (open: OpenRequest) => Promise<void>,
): Promise<FulfillmentRequest> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await OpenRequest.read(unit, id, actor);
    await work(open);
    return (await readFulfillmentRequest(unit.session, id)) ?? open.request;
  });
}
