import { deriveOrderStatus } from '../domain/status.js';
import type { Status } from '../domain/status.js';
import { recordPolled } from '../store/polling.js';
import { readOrders, takeOfferedRequests } from '../store/orders.js';
import { adjustReserved } from '../store/stock.js';
import type { BrokerContext, LocationCode } from './context.js';
import { givenBack, heldBy } from './holding.js';
import { viewOrders } from './order-view.js';
import type { OrderView } from './order-view.js';

/** How many requests one poll is given at the most. locate-contract (c), limits. */
const MAX_REQUESTS = 1000;

/**
 * Hands a location the lines it is to fulfil, oldest request first.
 *
 * One transaction: the lines in `new_order` at the location are taken, and, unless its system updates statuses itself
 * (`require_status_update`), become `polled` and are not offered again. The orders come back as they were before, so a
 * line is told as `new_order`.
 *
 * @returns undefined when the location is not in the catalogue; each order with the location's own lines only
 */
export async function pollFulfillments(context: BrokerContext, asking: LocationCode): Promise<OrderView[] | undefined> {
  return context.database.transaction(async (session) => {
    const catalog = await context.catalogs.current(session);
    const location = catalog.location(asking.systemCd, asking.locationCd);
    if (location === undefined) return undefined;
    const requestIds = await takeOfferedRequests(session, location.id, MAX_REQUESTS, !location.system.requireStatusUpdate);
    const orders = await readOrders(session, requestIds);
    const views = (await viewOrders(session, catalog, orders, asking.systemCd)).map((view) => ({
      ...view, lines: view.lines.filter(({ line }) => line.locationId === location.id && line.status === 'new_order'),
    }));
    if (!location.system.requireStatusUpdate) {
      const statusAfter = new Map<number, Status>(orders.map((order) => [order.requestId, deriveOrderStatus(
        order.lines.map((line) => (line.locationId === location.id && line.status === 'new_order' ? 'polled' : line.status)),
      )]));
      const taken = views.flatMap((view) => view.lines.map(({ line }) => line));
      await adjustReserved(session, [
        ...givenBack(catalog, taken), ...heldBy(catalog, taken.map((line) => ({ ...line, status: 'polled' }))),
      ]);
      await recordPolled(session, location.id, context.clock().toISOString(), views.map(({ order, lines }) => ({
        requestId: order.requestId, status: statusAfter.get(order.requestId) ?? order.status, lines: lines.map(({ line }) => line),
      })));
    }
    return views;
  });
}
