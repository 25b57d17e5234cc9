import { isPartner } from '../../domain/partner/channel.js';
import type { Order } from '../../domain/order/order.js';
import { findFulfillmentRequests } from '../../store/partners/fulfillment-requests.js';
import { noteRequestsChanged } from '../../store/partners/stamps.js';
import type { Unit } from '../unit.js';
import { OpenRequest } from './open-request.js';
import { release } from './process-request.js';

/**
 * Processes what waited for an order to leave review, where the strategy of the location processes by itself. Without a
 * partner among the locations of the lines nothing is read.
 * @param order as it was under review; locked
 */
export async function releaseRequests(unit: Unit, order: Order): Promise<void> {
  const { session, network } = unit;
  if (!order.lines.some(({ locationId }) => isPartner(network.locationById(locationId)))) return;
  // A partner that asks for changes has been shown nothing of them meanwhile.
  await noteRequestsChanged(session, order.requestId);
  for (const { id, state, flags, locationId } of await findFulfillmentRequests(session, [order.requestId])) {
    const { autoProcess } = network.locationById(locationId).preferences.requests;
    if (state !== 'unprocessed' || flags.length > 0 || !autoProcess) continue;
    await release(await OpenRequest.read(unit, id, { name: '' }), 'the order left review');
  }
}
