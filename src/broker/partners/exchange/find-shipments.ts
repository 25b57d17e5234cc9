import type { Shipment } from '../../../domain/partner/shipment.js';
import { findProductNames } from '../../../store/inventory/products.js';
import { readOrders } from '../../../store/orders/orders.js';
import { readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { listShipments } from '../../../store/partners/shipments.js';
import type { ShipmentFilter } from '../../../store/partners/shipments.js';
import type { BrokerContext } from '../../context.js';
import { AnswerRoom } from '../../inquiry/answer-size.js';
import { leavingOut } from '../../inquiry/leave-out.js';
import { inUnit } from '../../unit.js';
import { PageTooLargeError } from './view-requests.js';

/** A shipment as partners see it: with items instead of the broker's lines. */
export interface ShipmentView {
  readonly shipment: Shipment;
  /** Whether its fulfillment request asked for more units than it has. */
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
    const requested = await readRequestedLines(session, [
      ...new Set(shipments.flatMap(({ fulfillmentRequestId }) => fulfillmentRequestId ?? [])),
    ]);
    return shipments.map((shipment) => {
      const { systemCd } = network.locationById(shipment.locationId).system;
      const items = shipment.lines.flatMap(({ lineNo, quantity }) => {
        const line = lines.find((one) => one.requestId === shipment.requestId && one.line.lineNo === lineNo)?.line;
        if (line === undefined) return [];
        const sku = names.get(line.productId)?.codes.get(systemCd)?.itemId ?? line.itemId;
        return [{ lineNo: line.requestingLineNo, sku, quantity }];
      });
      const asked = requested
        .filter(({ fulfillmentRequestId }) => fulfillmentRequestId === shipment.fulfillmentRequestId)
        .reduce((sum, { quantity }) => sum + quantity, 0);
      const shipped = shipment.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      return { shipment, items, partial: shipped < asked };
    });
  });
}
