import type { Catalog } from '../domain/catalog.js';
import type { Order, OrderLine } from '../domain/order.js';
import { flowOf } from '../domain/order-type.js';
import { findRejecters, recordChanges, recordTrace, startAssignments } from '../store/history.js';
import type { Session } from '../store/session.js';
import { assign } from './assign.js';
import { brokeringRequest } from './brokering-request.js';

/**
 * Goes on with lines that a location has just rejected. routing-engine.md 1.4.
 *
 * - A pickup order is unfulfillable: the customer chose that store.
 * - Delivery and ship-for-pickup are routed again with the same preferences, together, never to a location that
 *   rejected one of them, nor to its system where that system forbids it; lines that have used up their search retries
 *   are not.
 * - What nobody can take goes to the unfulfillable location. Request id and line numbers stay.
 *
 * @param rejected lines in status `rejected` whose assignment has ended
 * @returns the lines as they stand now; the caller stores them
 */
export async function reshop(session: Session, catalog: Catalog, clock: Date, order: Order, rejected: readonly OrderLine[]): Promise<OrderLine[]> {
  const now = clock.toISOString();
  const { preferences } = catalog;
  const flow = flowOf(order.type);
  const again = flow === 'pickup' ? [] : rejected.filter((line) => line.retries < preferences.searchRetries);
  const found = again.length === 0 ? undefined : await searchAgain(session, catalog, now, order, again);
  const fallback = catalog.unfulfillableLocation?.id ?? order.originatingLocationId;
  const lines = rejected.map((line): OrderLine => {
    const location = again.includes(line) ? found : undefined;
    return {
      ...line, statusDate: now, shippingAgent: '', trackingNumber: '', shipmentDate: '',
      status: location === undefined ? 'unfulfillable' : 'new_order',
      locationId: location ?? fallback,
      retries: again.includes(line) ? line.retries + 1 : line.retries,
    };
  });
  await startAssignments(session, order.requestId, now, lines.filter((line) => line.status === 'new_order')
    .map((line) => ({ lineNo: line.lineNo, attempt: line.retries + 1, locationId: line.locationId, quantity: line.quantity })));
  await recordChanges(session, lines.map((line) => ({
    requestId: order.requestId, lineNo: line.lineNo, at: now, systemCd: '', locationCd: '', employeeId: '', from: 'rejected', to: line.status,
    quantity: line.quantity, locationId: line.locationId, reasonCode: '', reasonNote: '',
  })));
  return lines;
}

async function searchAgain(session: Session, catalog: Catalog, now: string, order: Order, lines: readonly OrderLine[]): Promise<number | undefined> {
  const rejecters = await findRejecters(session, order.requestId, lines.map((line) => line.lineNo));
  const pickup = order.pickupLocationId === null ? undefined : catalog.locationById(order.pickupLocationId);
  const { location, trace } = await assign(session, catalog, brokeringRequest(catalog, { ...order, pickup, lines }, rejecters));
  await recordTrace(session, order.requestId, now, JSON.stringify(trace));
  return location?.id;
}
