import type { Order, OrderLine } from '../../../domain/order/order.js';
import { pickupBy, waitsForCustomer } from '../../../domain/order/pickup-by.js';
import { dayIn } from '../../../domain/time/day.js';
import { flowOf } from '../../../domain/values/order-type.js';
import {
  addPickupDeadlines,
  readPickupDeadlines,
  removePickupDeadlines,
} from '../../../store/orders/pickup-deadlines.js';
import type { PickupDeadline } from '../../../store/orders/pickup-deadlines.js';
import type { Unit } from '../../unit.js';

/**
 * Maintains the pickup-by dates of lines that were just changed. A line that begins to wait for its customer gets a date,
 * also if it was collected in part before it was reported ready; a line that waits no longer loses it. A date never
 * moves: neither a repeated message nor a later change of the preferences affects it. Units that were split from a line
 * with a date share that date.
 *
 * Deliveries, lines that neither wait nor waited, and organizations that do not cancel unclaimed pickups cost no
 * statement. Dates are removed even if such cancels were switched off meanwhile, so that none is left behind.
 *
 * @param order the order before the change
 * @param lines the changed lines, and those that were added to the order
 * @param splitFrom the line number of the line that an added line was split from, by its own line number
 */
export async function trackPickups(
  { session, network, now }: Unit,
  order: Order,
  lines: readonly OrderLine[],
  splitFrom: ReadonlyMap<number, number>,
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
    const origin = originOf(line.lineNo, splitFrom);
    const before = order.lines.find((one) => one.lineNo === origin);
    const waited = before !== undefined && waits(before);
    if (!waits(line)) {
      if (waited && origin === line.lineNo) removed.push(line.lineNo);
    } else if (waited) {
      if (origin !== line.lineNo) sharing.push({ lineNo: line.lineNo, origin });
    } else if (autoCancelDays !== null && line.pickupLocationId !== null) {
      const { timeZone, preferences } = network.locationById(line.pickupLocationId);
      added.push({
        requestId: order.requestId,
        lineNo: line.lineNo,
        pickupBy: pickupBy(dayIn(timeZone, now), autoCancelDays, preferences.daysOpen),
      });
    }
  }
  // Read before dates are removed: the same message may have completed the line that the units were split from.
  const dates = sharing.length === 0 ? [] : await readPickupDeadlines(session, [order.requestId]);
  const shared = sharing.flatMap(({ lineNo, origin }) =>
    dates.filter((date) => date.lineNo === origin).map((date) => ({ ...date, lineNo })),
  );
  await addPickupDeadlines(session, [...added, ...shared]);
  await removePickupDeadlines(session, order.requestId, removed);
}

/** The line before the change that a line was split from, directly or through other parts. */
function originOf(lineNo: number, splitFrom: ReadonlyMap<number, number>): number {
  const from = splitFrom.get(lineNo);
  return from === undefined ? lineNo : originOf(from, splitFrom);
}
