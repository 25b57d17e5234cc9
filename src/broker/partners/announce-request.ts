import type { FulfillmentRequest } from '../../domain/partner/fulfillment-request.js';
import type { OrderEventType } from '../events/order-event.js';
import type { Unit } from '../unit.js';

/** The events of fulfillment requests. */
export type RequestEventType = Extract<OrderEventType, `request.${string}`>;

/** Tells subscribers what happened to a fulfillment request; the partner learns of it the same way. */
export function announceRequest(unit: Unit, request: FulfillmentRequest, type: RequestEventType): void {
  const { id, requestId, locationId, number, state } = request;
  const location = unit.network.locationById(locationId);
  unit.announce({
    type,
    requestId,
    facts: {
      fulfillment_request: id,
      number,
      state,
      system_cd: location.system.systemCd,
      location_cd: location.locationCd,
    },
  });
}
