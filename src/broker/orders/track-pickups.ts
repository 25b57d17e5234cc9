import type { Network } from '../../domain/network/network.js';
import type { Order, OrderLine } from '../../domain/order/order.js';
import { flowOf } from '../../domain/values/order-type.js';
import { pickupBy, waitsForCustomer } from '../../domain/order/pickup-by.js';
import { addPickupDeadlines, readPickupDeadlines, removePickupDeadlines } from '../../store/orders/pickup-deadlines.js';
import type { PickupDeadline } from '../../store/orders/pickup-deadlines.js';
import type { Session } from '../../platform/db/session.js';

/**
 * Keeps the pickup-by dates of lines that were just changed: one that begins to wait for its customer gets a date, also
 * one that was collected in part before anybody said it was ready, and one that waits no longer loses it. A line never has
 * its date moved: being told twice changes nothing, and neither does a later change of the preferences. Units that were
 * taken from a line that has a date share it.
 *
 * Deliveries, lines that do not wait and did not, and an organization that does not cancel unclaimed pickups cost
 * no statement. A date is taken away even where cancels were switched off meanwhile, so that none is left behind.
 *
 * @param order as it was before the change
 * @param lines the changed lines as they are now, and those that were added to the order
 * @param takenFrom of an added line that is some units of another: the number of that line
 */
export async function trackPickups(
  session: Session,
  network: Network,
  order: Order,
  lines: readonly OrderLine[],
  takenFrom: ReadonlyMap<number, number>,
  now: Date,
): Promise<void> {
  const flow = flowOf(order.type);
  if (flow === 'delivery') return;
  const waits = (line: OrderLine): boolean =>
    waitsForCustomer({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status });
  const { autoCancelDays } = network.preferences;
  const added: PickupDeadline[] = [];
  const removed: number[] = [];
  const sharing: { readonly lineNo: number; readonly origin: number }[] = [];
  for (const line of lines) {
    const origin = originOf(line.lineNo, takenFrom);
    const before = order.lines.find((one) => one.lineNo === origin);
    const waited = before !== undefined && waits(before);
    if (!waits(line)) {
      if (waited && origin === line.lineNo) removed.push(line.lineNo);
    } else if (waited) {
      if (origin !== line.lineNo) sharing.push({ lineNo: line.lineNo, origin });
    } else if (autoCancelDays !== null && line.pickupLocationId !== null) {
      const { daysOpen } = network.locationById(line.pickupLocationId).preferences;
      added.push({
        requestId: order.requestId,
        lineNo: line.lineNo,
        pickupBy: pickupBy(now.toISOString(), autoCancelDays, daysOpen),
      });
    }
  }
  // Before dates are removed: the line that the units were taken from may have been collected by the same message.
  const dates = sharing.length === 0 ? [] : await readPickupDeadlines(session, [order.requestId]);
  const shared = sharing.flatMap(({ lineNo, origin }) =>
    dates.filter((date) => date.lineNo === origin).map((date) => ({ ...date, lineNo })),
  );
  await addPickupDeadlines(session, [...added, ...shared]);
  await removePickupDeadlines(session, order.requestId, removed);
}

/** The line that was there before the change; of units that were taken from such units, too. */
function originOf(lineNo: number, takenFrom: ReadonlyMap<number, number>): number {
  const from = takenFrom.get(lineNo);
  return from === undefined ? lineNo : originOf(from, takenFrom);
}
