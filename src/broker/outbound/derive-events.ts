import type { Network } from '../../domain/network/network.js';
import { memoizeByIdentity } from '../../domain/memoize.js';
import type { BriefOrder } from '../../domain/order/order.js';
import type { Shipment } from '../../domain/partner/shipment.js';
import { readBriefOrders } from '../../store/orders/orders.js';
import { findOutboundsOf, updateOutbound } from '../../store/outbound/outbound-requests.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { readShipment } from '../../store/partners/shipments.js';
import type { JsonValue, OrderEvent, OrderEventType } from '../events/order-event.js';
import type { PublishingUnit } from '../events/publisher.js';
import { outboundEvent, wireTime } from './outbound-facts.js';
import { progressOf } from './outbound-progress.js';

const FOLLOWED: ReadonlySet<OrderEventType> = new Set(['order.status_changed', 'shipment.created']);

/** A retailer without warehouses of this kind runs not one statement more. */
const hasWarehouses = memoizeByIdentity((network: Network) =>
  network.content.locations.some(({ channel }) => channel === 'outbound'),
);

/**
 * The events of outbounds that follow from what happened to their orders, whoever did it: the warehouse, a store to which
 * lines were routed again, an order management system, an operator. The caller's transaction holds the orders' locks.
 */
export async function deriveOutboundEvents(unit: PublishingUnit, events: readonly OrderEvent[]): Promise<OrderEvent[]> {
  const { session, network, timestamp } = unit;
  if (!hasWarehouses(network) || network.content.subscribers.endpoints.length === 0) return [];
  const followed = events.flatMap(({ type, requestId, facts }) =>
    FOLLOWED.has(type) && typeof requestId === 'number' ? [{ type, requestId, facts }] : [],
  );
  if (followed.length === 0) return [];
  const requestIds = [...new Set(followed.map(({ requestId }) => requestId))];
  const outbounds = new Map((await findOutboundsOf(session, requestIds)).map((one) => [one.requestId, one]));
  if (outbounds.size === 0) return [];
  const orders = new Map((await readBriefOrders(session, requestIds)).map((order) => [order.requestId, order]));
  const derived: OrderEvent[] = [];
  for (const { type, requestId, facts } of followed) {
    const [outbound, order] = [outbounds.get(requestId), orders.get(requestId)];
    if (outbound === undefined || order === undefined) continue;
    if (type === 'shipment.created') {
      const shipment = await readShipment(session, Number(facts.shipment));
      if (shipment !== undefined) derived.push(goodsIssued(outbound, shipment, order, network));
      continue;
    }
    const progress = progressOf(outbound, { order }, network, timestamp);
    if (progress === undefined) continue;
    await updateOutbound(session, progress.outbound);
    outbounds.set(requestId, progress.outbound);
    derived.push(progress.event);
  }
  return derived;
}

/** Post goods issue: what left the warehouse, by SKU. */
function goodsIssued(outbound: StoredOutbound, shipment: Shipment, order: BriefOrder, network: Network): OrderEvent {
  const skus = new Map(order.lines.map(({ lineNo, itemId }) => [lineNo, itemId.trimEnd()]));
  return outboundEvent('outbound.goods_issued', { ...outbound, locationId: shipment.locationId }, network, {
    delivery_no: shipment.trackingNumbers[0] ?? outbound.trackingId,
    carrier_name: shipment.carrier,
    pgi_date: wireTime(shipment.shippedAt),
    shipment: shipment.id,
    details: shipment.lines.map(({ lineNo, quantity, serialNo, batchNo }): JsonValue => ({
      sku: skus.get(lineNo) ?? '',
      qty_shipped: quantity,
      batch_no: batchNo,
      serial_no: serialNo,
    })),
  });
}
