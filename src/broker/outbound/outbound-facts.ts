import type { Network } from '../../domain/network/network.js';
import type { OutboundCode } from '../../domain/outbound/outbound-status.js';
import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import type { JsonValue, OrderEvent, OrderEventType } from '../events/order-event.js';
import { warehouseId } from './outbound-places.js';

/** The events of outbounds, which only their client and their warehouse get (broker/webhooks/record-deliveries.ts). */
export type OutboundEventType = Extract<OrderEventType, `outbound.${string}`>;

/**
 * An event of an outbound with everything that its body needs, since it says how things were at that moment. No personal
 * data: the client and the warehouse know whom the number stands for.
 */
export function outboundEvent(
  type: OutboundEventType,
  outbound: StoredOutbound,
  network: Network,
  facts: Readonly<Record<string, JsonValue>>,
): OrderEvent {
  const warehouse = network.locationById(outbound.locationId);
  const { terms } = outbound;
  return {
    type,
    requestId: outbound.requestId ?? 0,
    facts: {
      client: outbound.systemCd,
      system_cd: warehouse.system.systemCd,
      location_cd: warehouse.locationCd,
      warehouse_id: warehouseId(warehouse, network),
      client_id: outbound.systemCd,
      customer_id: terms.customerId,
      group_key: outbound.groupKey,
      order_no: outbound.soNumber,
      order_type: outbound.type,
      shop_code: terms.shopCode,
      tenant_name: terms.tenantName,
      express_code: terms.expressCode,
      express_no: outbound.trackingId,
      ...facts,
    },
  };
}

/** What an event says of a code. @param at ISO 8601, UTC */
export function codeFacts(code: OutboundCode, at: string): Readonly<Record<string, JsonValue>> {
  return { status_code: code, status: OUTBOUND_CODES[code], status_time: wireTime(at) };
}

/** A time as this wire has it: `YYYY-MM-DD HH:mm:ss`, UTC. */
export function wireTime(at: string): string {
  return at.slice(0, 19).replace('T', ' ');
}
