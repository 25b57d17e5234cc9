import type { Shipment } from '../../../domain/partner/shipment.js';
import { unitsOf } from '../../../domain/partner/fulfillment-request.js';
import { hasLeft } from '../../../domain/values/status.js';
import { findProductNames } from '../../../store/inventory/products.js';
import { readOrders } from '../../../store/orders/orders.js';
import { readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { findLastShipments, listShipments } from '../../../store/partners/shipments.js';
import type { ShipmentFilter } from '../../../store/partners/shipments.js';
import type { BrokerContext } from '../../context.js';
import { AnswerRoom } from '../../inquiry/answer-size.js';
import { leavingOut } from '../../inquiry/leave-out.js';
import { inUnit } from '../../unit.js';
import { PageTooLargeError } from './view-requests.js';

/** A shipment as partners see it: with items instead of the broker's lines. */
export interface ShipmentView {
  readonly shipment: Shipment;
  /** Whether its fulfillment request had units left to ship after it, that were not given back since. */
  readonly partial: boolean;
  readonly items: readonly { readonly lineNo: number; readonly sku: string; readonly quantity: number }[];
}

/** Finds shipments of fulfillment requests by ascending id. @throws {PageTooLargeError} */
export function findShipments(context: BrokerContext, filter: ShipmentFilter): Promise<ShipmentView[]> {
  return inUnit(context, async ({ session, network }) => {
    const shipments = await listShipments(session, { ...filter, requested: true });
    const orderIds = [...new Set(shipments.map(({ requestId }) => requestId))];
    const fitting = await new AnswerRoom(context).take(session, orderIds);
    if (fitting.length < orderIds.length)
      throw new PageTooLargeError(shipments.length, Math.max(1, Math.floor(shipments.length / 2)));
    const orders = await readOrders(session, fitting, leavingOut(context.log));
    const lines = orders.flatMap((order) => order.lines.map((line) => ({ requestId: order.requestId, line })));
    const names = await findProductNames(
      session,
      lines.map(({ line }) => line.productId),
    );
    const requestIds = [...new Set(shipments.flatMap(({ fulfillmentRequestId }) => fulfillmentRequestId ?? []))];
    const requested = await readRequestedLines(session, requestIds);
    const lastShipments = await findLastShipments(session, requestIds);
    return shipments.map((shipment) => {
      const { systemCd } = network.locationById(shipment.locationId).system;
      const items = shipment.lines.flatMap(({ lineNo, quantity }) => {
        const line = lines.find((one) => one.requestId === shipment.requestId && one.line.lineNo === lineNo)?.line;
        if (line === undefined) return [];
        const sku = names.get(line.productId)?.codes.get(systemCd)?.itemId ?? line.itemId;
        return [{ lineNo: line.requestingLineNo, sku, quantity }];
      });
      const { open } = unitsOf(
        requested.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === shipment.fulfillmentRequestId),
        hasLeft,
      );
      const isFollowed = lastShipments.get(shipment.fulfillmentRequestId ?? 0) !== shipment.id;
      return { shipment, items, partial: open > 0 || isFollowed };
    });
  });
}
