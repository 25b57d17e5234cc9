import type { Catalog } from '../domain/catalog.js';
import type { Order, OrderLine } from '../domain/order.js';
import { flowOf } from '../domain/order-type.js';
import { isReadyForPickup, pickupBy } from '../domain/pickup-by.js';
import { addPickupDeadlines, readPickupDeadlines, removePickupDeadlines } from '../store/pickup-deadlines.js';
import type { PickupDeadline } from '../store/pickup-deadlines.js';
import type { Session } from '../store/session.js';

/**
 * Keeps the pickup-by dates of lines that were just changed: one that got ready for its customer gets a date, one that
 * is ready no longer loses it, and one that was collected in part keeps it, under the number of its own that the part
 * may have got, too. A line never has its date moved: being told twice changes nothing, and neither does a later change
 * of the preferences.
 *
 * Deliveries, lines that did not get ready and were not, and an organisation that does not cancel unclaimed pickups cost
 * no statement. A date is taken away even where cancels were switched off meanwhile, so that none is left behind.
 *
 * @param order as it was before the change
 * @param lines the changed lines as they are now, and those that were added to the order
 * @param takenFrom of lines that are some units of another one: that one's number
 */
export async function trackPickups(
  session: Session, catalog: Catalog, order: Order, lines: readonly OrderLine[], now: Date, takenFrom: ReadonlyMap<number, number>,
): Promise<void> {
  const flow = flowOf(order.type);
  if (flow === 'delivery') return;
  const isReady = (line: OrderLine): boolean =>
    isReadyForPickup({ flow, atSource: line.locationId === line.pickupLocationId, status: line.status });
  const waits = (line: OrderLine): boolean => isReady(line) || line.status === 'partial_fulfilled';
  const { autoCancelDays } = catalog.preferences;
  const added: PickupDeadline[] = [];
  const removed: number[] = [];
  /** Parts with the lines whose dates they keep. */
  const kept = new Map<number, number>();
  for (const line of lines) {
    const before = originOf(order, line, takenFrom);
    const waited = before !== undefined && waits(before);
    const isPart = before !== undefined && before.lineNo !== line.lineNo;
    if (waited && waits(line)) {
      if (isPart) kept.set(line.lineNo, before.lineNo);
    } else if (isReady(line)) {
      if (autoCancelDays !== null && line.pickupLocationId !== null) {
        const { daysOpen } = catalog.locationById(line.pickupLocationId).preferences;
        added.push({ requestId: order.requestId, lineNo: line.lineNo, pickupBy: pickupBy(now.toISOString(), autoCancelDays, daysOpen) });
      }
    } else if (waited && !isPart) {
      removed.push(line.lineNo);
    }
  }
  const dates = kept.size === 0 ? [] : await readPickupDeadlines(session, [order.requestId]);
  added.push(...[...kept].flatMap(([lineNo, from]) => dates.filter((date) => date.lineNo === from).map((date) => ({ ...date, lineNo }))));
  await addPickupDeadlines(session, added);
  await removePickupDeadlines(session, order.requestId, removed);
}

/** What a line was before the change; of a part, what it was taken from. */
function originOf(order: Order, line: OrderLine, takenFrom: ReadonlyMap<number, number>): OrderLine | undefined {
  let { lineNo } = line;
  for (let from = takenFrom.get(lineNo); from !== undefined; from = takenFrom.get(lineNo)) lineNo = from;
  return order.lines.find((one) => one.lineNo === lineNo);
}
