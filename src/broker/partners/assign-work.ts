import { isPartner } from '../../domain/partner/channel.js';
import type { Location } from '../../domain/network/location.js';
import type { FulfillmentRequest, RequestState } from '../../domain/partner/fulfillment-request.js';
import { numberFlags, requestNumber } from '../../domain/partner/request-number.js';
import type { RowId, Session } from '../../platform/db/session.js';
import { startAssignments, startRequestedAssignments } from '../../store/orders/history.js';
import type { Assignment } from '../../store/orders/history.js';
import {
  countFulfillmentRequests,
  insertFulfillmentRequest,
  isNumberTaken,
} from '../../store/partners/fulfillment-requests.js';
import { logRequestStages } from '../../store/partners/request-log.js';
import type { RequestLogEntry } from '../../store/partners/request-log.js';
import type { RequestStage } from '../../domain/partner/request-stage.js';
import type { Unit } from '../unit.js';
import { announceRequest } from './announce-request.js';

/** The order that lines are assigned for. */
export interface AssignedOrder {
  readonly requestId: RowId;
  readonly orderId: string;
  readonly underReview: boolean;
}

/** Whether the routing chose the locations, or a person did. */
export type AssignedBy = Extract<RequestStage, 'routed' | 'chosen'>;

/**
 * Opens the assignments of lines. Those at a partner location become a fulfillment request, one for each location, in the
 * transaction that assigns them: no line is with a partner without one, whichever way it came there.
 *
 * 1. the lines are routed (or their location was chosen by hand);
 * 2. the request is added to the order;
 * 3. the strategy of the location is applied: its number, and whether it is processed by itself. A number that the partner
 *    does not take is flagged, and an order under review is not shown to anybody, so both wait unprocessed.
 *
 * Each stage is in the log of the request. Lines at other locations cost one statement, as they do without partners.
 */
export async function assignWork(
  unit: Unit,
  order: AssignedOrder,
  assignments: readonly Assignment[],
  by: AssignedBy = 'routed',
): Promise<void> {
  const { session, network, timestamp: at } = unit;
  const byPartner = new Map<Location, Assignment[]>();
  const others: Assignment[] = [];
  for (const assignment of assignments) {
    const location = network.locationById(assignment.locationId);
    if (!isPartner(location)) others.push(assignment);
    else byPartner.set(location, [...(byPartner.get(location) ?? []), assignment]);
  }
  await startAssignments(session, order.requestId, at, others);
  if (byPartner.size === 0) return;
  const requestId = await readBack(session, order.requestId);
  let sequence = await countFulfillmentRequests(session, requestId);
  for (const [location, lines] of byPartner) {
    sequence += 1;
    const request = await addRequest(unit, { ...order, requestId }, location, sequence, by);
    await startRequestedAssignments(session, { requestId, assignedAt: at, fulfillmentRequestId: request.id }, lines);
    announceRequest(unit, request, request.state === 'processing' ? 'request.processing' : 'request.created');
  }
}

/** Stores the request of one partner with its first stages. */
async function addRequest(
  unit: Unit,
  order: AssignedOrder & { readonly requestId: number },
  location: Location,
  sequence: number,
  by: AssignedBy,
): Promise<FulfillmentRequest> {
  const { session, timestamp: at } = unit;
  const strategy = location.preferences.requests;
  const { requestId, orderId } = order;
  const number = requestNumber(strategy.number, { orderId, requestId, locationCd: location.locationCd, sequence });
  const flags = numberFlags(number, strategy.maxNumberLength, await isNumberTaken(session, location.id, number));
  const isReleased = strategy.autoProcess && flags.length === 0 && !order.underReview;
  const state: RequestState = isReleased ? 'processing' : 'unprocessed';
  const request = {
    requestId,
    locationId: location.id,
    sequence,
    number,
    state,
    flags,
    generatedAt: at,
    processingAt: isReleased ? at : null,
    processedAt: null,
    acknowledgedAt: null,
    endedAt: null,
    cancelRequestedAt: null,
    acknowledgeBy: isReleased ? acknowledgeBy(location, unit.now) : null,
    error: '',
  };
  const id = await insertFulfillmentRequest(session, request);
  const stage = (name: RequestStage, note: string): RequestLogEntry => ({
    fulfillmentRequestId: id,
    at,
    stage: name,
    actor: '',
    note,
  });
  await logRequestStages(session, [
    stage(by, `${location.system.systemCd}/${location.locationCd}`),
    stage('added', `number ${number}`),
    stage('strategies_applied', strategyNote(request.flags, strategy, order.underReview)),
    ...(isReleased ? [stage('processing', 'processed by itself')] : []),
  ]);
  return { id, ...request };
}

function strategyNote(
  flags: FulfillmentRequest['flags'],
  { autoProcess, maxNumberLength }: Location['preferences']['requests'],
  underReview: boolean,
): string {
  if (flags.includes('number_too_long'))
    return `the number is longer than the ${maxNumberLength} characters that the partner takes: give it another one`;
  if (flags.includes('number_duplicate')) return 'another open request has this number: give it another one';
  if (!autoProcess) return 'waits until somebody processes it';
  return underReview ? 'waits until the order leaves review' : 'processed by itself';
}

/** When an acknowledgement is due, ISO 8601; null for never. */
export function acknowledgeBy({ preferences: { requests } }: Location, now: Date): string | null {
  const { acknowledgeWithin } = requests;
  return acknowledgeWithin === null ? null : new Date(now.getTime() + acknowledgeWithin * 60_000).toISOString();
}

/** The number of a request whose key the database may only just have generated. */
async function readBack(session: Session, requestId: RowId): Promise<number> {
  if (typeof requestId === 'number') return requestId;
  return Number((await session.first('SELECT ? AS id', [requestId]))?.id);
}
