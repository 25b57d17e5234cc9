import { isPartner } from '../../domain/partner/channel.js';
import { hasEnded, stateAfter } from '../../domain/partner/fulfillment-request.js';
import type { FulfillmentRequest, RequestState } from '../../domain/partner/fulfillment-request.js';
import type { Order } from '../../domain/order/order.js';
import {
  findFulfillmentRequests,
  readRequestedLines,
  updateFulfillmentRequest,
} from '../../store/partners/fulfillment-requests.js';
import { noteRequestsChanged } from '../../store/partners/stamps.js';
import { logRequestStages } from '../../store/partners/request-log.js';
import type { RequestStage } from '../../domain/partner/request-stage.js';
import type { LineChange } from '../orders/update/line-change.js';
import type { Unit } from '../unit.js';
import { announceRequest } from './announce-request.js';
import type { RequestEventType } from './announce-request.js';

/** The states that lines lead to, with their stage in the log and their event. */
const FOLLOWED: Partial<Record<RequestState, readonly [RequestStage, RequestEventType]>> = {
  processed: ['processed', 'request.processed'],
  acknowledged: ['acknowledged', 'request.acknowledged'],
  canceled: ['canceled', 'request.canceled'],
  voided: ['voided', 'request.voided'],
};

/**
 * Lets the fulfillment requests of an order follow its lines, whoever changed them (`stateAfter`): a request can never say
 * something else than its lines. Without a partner among the locations of the changed lines nothing is read.
 * @param order as it was before; locked
 */
export async function followRequests(
  unit: Unit,
  order: Order,
  changes: readonly Pick<LineChange, 'before'>[],
): Promise<void> {
  const { session, network } = unit;
  if (!changes.some(({ before }) => isPartner(network.locationById(before.locationId)))) return;
  await noteRequestsChanged(session, order.requestId);
  const open = (await findFulfillmentRequests(session, [order.requestId])).filter(({ state }) => !hasEnded(state));
  const lines = await readRequestedLines(
    session,
    open.map(({ id }) => id),
  );
  for (const request of open) {
    const own = lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === request.id);
    await moveTo(unit, request, stateAfter(request, own));
  }
}

async function moveTo(unit: Unit, request: FulfillmentRequest, state: RequestState): Promise<void> {
  const followed = FOLLOWED[state];
  if (state === request.state || followed === undefined) return;
  const [stage, event] = followed;
  const moved = stamped({ ...request, state }, unit.timestamp);
  await updateFulfillmentRequest(unit.session, moved);
  await logRequestStages(unit.session, [
    { fulfillmentRequestId: request.id, at: unit.timestamp, stage, actor: '', note: 'by what happened to its lines' },
  ]);
  announceRequest(unit, moved, event);
}

/** A request with the time of its state; what it skipped happened at the same time. */
export function stamped(request: FulfillmentRequest, at: string): FulfillmentRequest {
  const { state } = request;
  return {
    ...request,
    processingAt: state === 'processing' ? at : request.processingAt,
    processedAt: state === 'processed' || state === 'acknowledged' ? (request.processedAt ?? at) : request.processedAt,
    acknowledgedAt: state === 'acknowledged' ? (request.acknowledgedAt ?? at) : request.acknowledgedAt,
    endedAt: hasEnded(state) ? at : request.endedAt,
  };
}
