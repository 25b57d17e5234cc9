import type { Catalog } from '../domain/catalog.js';
import type { Order, OrderLine } from '../domain/order.js';
import { flowOf } from '../domain/order-type.js';
import { isReadyForPickup, pickupBy } from '../domain/pickup-by.js';
import { addPickupDeadlines, removePickupDeadlines } from '../store/pickup-deadlines.js';
import type { PickupDeadline } from '../store/pickup-deadlines.js';
import type { Session } from '../store/session.js';

/**
 * Keeps the pickup-by dates of lines that were just changed: one that got ready for its customer gets a date, one that
 * is ready no longer loses it, and one that was collected in part keeps it. A line never has its date moved: being told
 * twice changes nothing, and neither does a later change of the preferences.
 *
 * Deliveries, lines that did not get ready and were not, and an organisation that does not cancel unclaimed pickups cost
 * no statement. A date is taken away even where cancels were switched off meanwhile, so that none is left behind.
 *
 * @param order as it was before the change
 * @param lines the changed lines as they are now, and those that were added to the order
 */
export async function trackPickups(session: Session, catalog: Catalog, order: Order, lines: readonly OrderLine[], now: Date): Promise<void> {
  const flow = flowOf(order.type);
  if (flow === 'delivery') return;
  const isReady = (line: OrderLine): boolean =>
    isReadyForPickup({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status });
  const { autoCancelDays } = catalog.preferences;
  const added: PickupDeadline[] = [];
  const removed: number[] = [];
  for (const line of lines) {
    const before = order.lines.find((one) => one.lineNo === line.lineNo);
    const waited = before !== undefined && (isReady(before) || before.status === 'partial_fulfilled');
    if (isReady(line)) {
      if (!waited && autoCancelDays !== null && line.pickupLocationId !== null) {
        const { daysOpen } = catalog.locationById(line.pickupLocationId).preferences;
        added.push({ requestId: order.requestId, lineNo: line.lineNo, pickupBy: pickupBy(now.toISOString(), autoCancelDays, daysOpen) });
      }
    } else if (waited && line.status !== 'partial_fulfilled') {
      removed.push(line.lineNo);
    }
  }
  await addPickupDeadlines(session, added);
  await removePickupDeadlines(session, order.requestId, removed);
}
