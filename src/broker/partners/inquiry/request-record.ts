import type { Network } from '../../../domain/network/network.js';
import type { Shipment } from '../../../domain/partner/shipment.js';
import type { RequestLogEntry } from '../../../store/partners/request-log.js';
import { viewLocation } from '../../inquiry/location-view.js';
import type { LocationView } from '../../inquiry/location-view.js';
import { masked } from '../../inquiry/order-record.js';
import type { RequestDetails, RequestSummary } from './list-requests.js';
import type { PreviewedUnits, RequestPreview } from './preview-requests.js';

/** A fulfillment request as REST lists it. */
export type RequestRecord = ReturnType<typeof recordRequest>;

/** A shipment as REST shows it. */
export type ShipmentRecord = ReturnType<typeof recordShipment>;

/** @param hideStaff whether what people wrote becomes `***` */
export function recordRequest(summary: RequestSummary, hideStaff: boolean) {
  const { request, orderId, location, units, fulfillment } = summary;
  return {
    id: request.id,
    number: request.number,
    request_id: request.requestId,
    order_id: orderId,
    system_cd: location.system.systemCd,
    location_cd: location.locationCd,
    state: request.state,
    flags: request.flags,
    fulfillment,
    units,
    generated_at: request.generatedAt,
    processing_at: request.processingAt,
    processed_at: request.processedAt,
    acknowledged_at: request.acknowledgedAt,
    ended_at: request.endedAt,
    cancel_requested_at: request.cancelRequestedAt,
    acknowledge_by: request.acknowledgeBy,
    error: hideStaff ? masked(request.error) : request.error,
  };
}

/** A fulfillment request with its lines, shipments and log. */
export function recordDetails(details: RequestDetails, hideStaff: boolean) {
  const { location, lines, shipments, log } = details;
  const place: LocationView = { system_cd: location.system.systemCd, location_cd: location.locationCd };
  return {
    ...recordRequest(details, hideStaff),
    lines: lines.map(({ assigned, line }) => ({
      line_no: assigned.lineNo,
      requesting_line_no: line.requestingLineNo,
      item_id: line.itemId,
      attempt: assigned.attempt,
      quantity: assigned.quantity,
      status: assigned.outcome === null ? line.status : null,
      outcome: assigned.outcome,
    })),
    shipments: shipments.map((shipment) => recordShipment(shipment, place)),
    log: log.map((entry) => recordStage(hideStaff ? withoutPeople(entry) : entry)),
  };
}

const recordStage = ({ at, stage, actor, note }: RequestLogEntry) => ({ at, stage, actor, note });

/** A stage without who did it and what they wrote. What the broker itself notes names nobody. */
function withoutPeople(entry: RequestLogEntry): RequestLogEntry {
  return entry.actor === '' ? entry : { ...entry, actor: masked(entry.actor), note: masked(entry.note) };
}

/** @param place where it left */
export function recordShipment(shipment: Shipment, place: LocationView) {
  return {
    id: shipment.id,
    request_id: shipment.requestId,
    system_cd: place.system_cd,
    location_cd: place.location_cd,
    fulfillment_request: shipment.fulfillmentRequestId,
    source_reference: shipment.sourceReference,
    carrier: shipment.carrier,
    method: shipment.method,
    tracking_numbers: shipment.trackingNumbers,
    shipped_at: shipment.shippedAt,
    recorded_at: shipment.recordedAt,
    lines: shipment.lines.map(({ lineNo, quantity, serialNo, batchNo }) => ({
      line_no: lineNo,
      quantity,
      serial_no: serialNo,
      batch_no: batchNo,
    })),
  };
}

/** A shipment of a location of the network. */
export const recordShipmentIn = (network: Network, shipment: Shipment): ShipmentRecord =>
  recordShipment(shipment, viewLocation(network, shipment.locationId));

/** What generating would do. */
export function recordPreview({ order, requests, unfulfillable, roadblocks }: RequestPreview) {
  return {
    request_id: order.requestId,
    order_id: order.orderId,
    requests: requests.map(({ location, channel, number, lines, roadblocks: own }) => ({
      system_cd: location.system.systemCd,
      location_cd: location.locationCd,
      name: location.name,
      channel,
      number: number ?? null,
      lines: lines.map(recordUnits),
      roadblocks: own,
    })),
    unfulfillable: unfulfillable.map(recordUnits),
    roadblocks,
  };
}

const recordUnits = ({ lineNo, itemId, quantity }: PreviewedUnits) => ({ line_no: lineNo, item_id: itemId, quantity });
