import { deriveOrderStatus } from '../../domain/values/status.js';
import { recordRepair } from '../../store/jobs.js';
import { recountStock } from '../../store/inventory/verify-stock.js';
import { lockBriefOrders, updateOrder } from '../../store/orders/orders.js';
import type { BrokerContext } from '../context.js';
import type { StatusDiscrepancy } from '../orders/reconcile-statuses.js';
import type { Discrepancy } from './reconcile.js';

/**
 * Writes what follows from the order lines where something else is stored. Each repair is a transaction of its own, which
 * reads again under a lock what it writes, and records it: orders may change meanwhile.
 */

type Context = Pick<BrokerContext, 'database' | 'networks' | 'clock'>;

/** Sets the reserved quantity of a product location to the sum of its lines. */
export async function repairStock({ database, networks, clock }: Context, found: Discrepancy): Promise<void> {
  const { systemCd, locationCd, productId, itemId } = found;
  await database.transaction(async (session) => {
    const network = await networks.current(session);
    const location = network.location(systemCd, locationCd);
    if (location === undefined) return;
    const { before, after } = await recountStock(session, productId, location.id, [
      ...location.system.reservedStatuses,
    ]);
    if (before === after) return;
    const what = { location: `${systemCd}/${locationCd}`, item: itemId, product: productId };
    await recordRepair(session, clock(), what, { reserved_before: before, reserved: after });
  });
}

/** Sets the status of an order to what its lines say. */
export async function repairStatus({ database, clock }: Context, { requestId }: StatusDiscrepancy): Promise<void> {
  await database.transaction(async (session) => {
    const [order] = await lockBriefOrders(session, [requestId]);
    if (order === undefined) return;
    const derived = deriveOrderStatus(order.lines.map((line) => line.status));
    if (derived === order.status) return;
    await updateOrder(session, requestId, derived, []);
    await recordRepair(session, clock(), { request_id: requestId }, { status_before: order.status, status: derived });
  });
}
