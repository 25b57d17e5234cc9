import { readComments } from '../../../store/partners/comments.js';
import type { OrderComment } from '../../../store/partners/comments.js';
import { findFulfillmentRequests } from '../../../store/partners/fulfillment-requests.js';
import { listShipments } from '../../../store/partners/shipments.js';
import { findDeliveries } from '../../../store/webhooks/deliveries.js';
import type { StoredDelivery } from '../../../store/webhooks/deliveries.js';
import { masked } from '../../inquiry/order-record.js';
import type { Unit } from '../../unit.js';
import { MAX_SHIPMENTS, summarize } from './list-requests.js';
import { recordRequest, recordShipmentIn } from './request-record.js';
import type { RequestRecord, ShipmentRecord } from './request-record.js';

/** What partners have to do with an order, what people say about it, and who is told of it, as REST shows it. */
export interface OrderPartners {
  readonly fulfillment_requests: readonly RequestRecord[];
  readonly shipments: readonly ShipmentRecord[];
  readonly comments: readonly ReturnType<typeof recordComment>[];
  readonly events: readonly ReturnType<typeof recordEvent>[];
}

/** The most events that are shown with an order. */
const MAX_EVENTS = 100;

/** Reads the fulfillment requests, shipments, comments and events of an order. @param hideStaff whether what people wrote becomes `***` */
export async function recordPartners(unit: Unit, requestId: number, hideStaff: boolean): Promise<OrderPartners> {
  const { session, network } = unit;
  const requests = await summarize(unit, await findFulfillmentRequests(session, [requestId]));
  const shipments = await listShipments(session, { requestId, after: 0, limit: MAX_SHIPMENTS });
  return {
    fulfillment_requests: requests.map((request) => recordRequest(request, hideStaff)),
    shipments: shipments.map((shipment) => recordShipmentIn(network, shipment)),
    comments: (await readComments(session, requestId)).map((comment) => recordComment(comment, hideStaff)),
    events: (await findDeliveries(session, { requestId }, undefined, MAX_EVENTS)).reverse().map(recordEvent),
  };
}

/** An event on its way to an endpoint, as an order shows it. */
function recordEvent({ id, endpointId, type, occurredAt, state, endedAt }: StoredDelivery) {
  return { delivery: id, endpoint: endpointId, type, at: occurredAt, state, ended_at: endedAt };
}

/** A comment as REST shows it. */
export function recordComment({ id, lineNo, at, author, text }: OrderComment, hideStaff: boolean) {
  const shown = (value: string): string => (hideStaff ? masked(value) : value);
  return { id, line_no: lineNo, at, author: shown(author), text: shown(text) };
}
